"""What an event asks us to look at. An event is a hint; the object at Stripe is the truth."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.payments.stripe.webhook_signature import StripeEvent

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

STRIPE_ID = re.compile(r"\w{1,255}", re.ASCII)  # what may stand in the address of a request


@dataclass(frozen=True, slots=True)
class EventTarget:
    """An object to look at.

    Attributes:
        kind: what it is.
        object_id: Stripe's id of it.
        seen: how the event itself showed it, or the checkout it was bought in, where it did.
        metadata: what tells whose it is, where the event showed that.
    """

    kind: Literal["subscription", "session", "charge", "customer"]
    object_id: str
    payload: Mapping[str, Any] | None
    metadata: Mapping[str, str] | None


def target_of(event: StripeEvent) -> EventTarget | None:
    """Return what to look at; None for events that say nothing about access.

    Also for those that don't say whose id they mean: there is nothing to look at, then or later.
    """
    target = _read(event.object) if event.type in USED_EVENTS else None
    return target if target is not None and STRIPE_ID.fullmatch(target.object_id) else None


def _read(body: Mapping[str, Any]) -> EventTarget | None:
    match body:
        case {"object": "subscription", "id": str(id_)}:
            return EventTarget("subscription", id_, body, body.get("metadata"))
        case {"object": "checkout.session", "mode": "subscription", "subscription": str(id_)}:
            return EventTarget("subscription", id_, body, body.get("metadata"))
        case {"object": "checkout.session", "id": str(id_)}:
            return EventTarget("session", id_, body, body.get("metadata"))
        case {"object": "invoice"}:
            return _of_invoice(body)
        case {"object": "customer", "id": str(id_)}:
            return EventTarget("customer", id_, None, body.get("metadata"))
        case {"object": "charge", "id": str(id_)}:
            return EventTarget("charge", id_, None, None)
        case {"object": "refund" | "dispute", "charge": str(id_)}:
            return EventTarget("charge", id_, None, None)
        case _:
            return None


def _of_invoice(invoice: Mapping[str, Any]) -> EventTarget | None:
    """Look at the subscription that an invoice is for; one-time invoices are not ours."""
    match invoice:
        case {"parent": {"subscription_details": {"subscription": str(subscription), **details}}}:
            metadata = details.get("metadata")
            return EventTarget("subscription", subscription, None, metadata)
        case {"subscription": str(subscription)}:  # as older API versions write it
            return EventTarget("subscription", subscription, None, None)
        case _:
            return None
