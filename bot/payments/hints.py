"""What an event asks us to look at. An event is a hint; the object at Stripe is the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.payments.verify import Event

# Exactly the events that the webhook endpoint needs; README and the doctor name the same list.
# Twenty is what one question to Stripe's event list may name.
USED_EVENTS = (
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.refunded",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.updated",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.voided",
    "refund.failed",
    "refund.updated",
)


@dataclass(frozen=True, slots=True)
class Hint:
    """An object to look at.

    Attributes:
        kind: what it is.
        object_id: Stripe's id of it.
        seen: how the event itself showed it, where it did.
        metadata: what tells whose it is, where the event showed that.
    """

    kind: Literal["subscription", "session", "charge", "customer"]
    object_id: str
    seen: Mapping[str, Any] | None
    metadata: Mapping[str, str] | None


def read_hint(event: Event) -> Hint | None:
    """Return what to look at; None for events that say nothing about access.

    Raises:
        KeyError: the object has no id, so that nobody can look at it.
    """
    if event.type not in USED_EVENTS:
        return None
    body = event.object
    match body["object"]:
        case "subscription":
            return Hint("subscription", body["id"], body, body.get("metadata"))
        case "checkout.session":
            return Hint("session", body["id"], body, body.get("metadata"))
        case "invoice":
            return _of_invoice(body)
        case "customer":
            return Hint("customer", body["id"], None, body.get("metadata"))
        case "charge":
            return Hint("charge", body["id"], None, None)
        case "refund" | "dispute":
            charge = body.get("charge")
            return Hint("charge", charge, None, None) if isinstance(charge, str) else None
        case _:
            return None


def _of_invoice(invoice: Mapping[str, Any]) -> Hint | None:
    """Look at the subscription that an invoice is for; one-time invoices are not ours."""
    match invoice:
        case {"parent": {"subscription_details": {"subscription": str(subscription), **details}}}:
            metadata = details.get("metadata")
            return Hint("subscription", subscription, None, metadata)
        case {"subscription": str(subscription)}:  # as older API versions write it
            return Hint("subscription", subscription, None, None)
        case _:
            return None
