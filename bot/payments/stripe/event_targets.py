"""Finds the Stripe object that an event is about.

The fetched object is the truth, not the event.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.payments.stripe.webhook_signature import StripeEvent

# Exactly the events that the webhook endpoint needs; README and the doctor name the same list.
# One request to Stripe's event list may name at most twenty.
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

STRIPE_ID = re.compile(r"\w{1,255}", re.ASCII)  # what may be part of a request's URL


@dataclass(frozen=True, slots=True)
class EventTarget:
    """The object that an event is about.

    Attributes:
        kind: The kind of the object.
        object_id: Stripe's id of it.
        payload: The object, or the checkout that it was bought in, if the event contains it.
        metadata: The metadata that names its owner, if the event contains it.
    """

    kind: Literal["subscription", "session", "charge", "customer"]
    object_id: str
    payload: Mapping[str, Any] | None = None
    metadata: Mapping[str, str] | None = None


def target_of(event: StripeEvent) -> EventTarget | None:
    """Return the target of an event; None for events that don't concern access.

    Also None for events without a valid object id, because there is nothing to fetch.
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
            return EventTarget("customer", id_, metadata=body.get("metadata"))
        case {"object": "charge", "id": str(id_)}:
            return EventTarget("charge", id_)
        case {"object": "refund" | "dispute", "charge": str(id_)}:
            return EventTarget("charge", id_)
        case _:
            return None


def _of_invoice(invoice: Mapping[str, Any]) -> EventTarget | None:
    """Return the subscription that an invoice is for; one-time invoices are not ours."""
    match invoice:
        case {"parent": {"subscription_details": {"subscription": str(subscription), **details}}}:
            return EventTarget("subscription", subscription, metadata=details.get("metadata"))
        case {"subscription": str(subscription)}:  # the form of older API versions
            return EventTarget("subscription", subscription)
        case _:
            return None
