"""A purchase that another service sold, as Stripe shows it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.payments.inbox.purchase_match import SoldItem, sold_items

Kind = Literal["subscription", "session"]
LIVING = ("active", "trialing", "past_due", "unpaid", "paused")


@dataclass(frozen=True, slots=True)
class ForeignPurchase:
    """A running subscription or a paid one-time checkout.

    Attributes:
        kind: What it is at Stripe.
        id: Its Stripe id.
        customer_id: The payer's id at Stripe; "" for a guest.
        email: The payer's address in lower case, which is compared and never stored; "" if none.
        metadata: That of the purchase, then that of its customer.
        reference: The `client_reference_id` of its checkout; "" without one.
        sold: The prices that it pays for.
    """

    kind: Kind
    id: str
    customer_id: str
    email: str = field(repr=False)
    metadata: tuple[Mapping[str, str], ...]
    reference: str
    sold: tuple[SoldItem, ...]


def read_subscription(
    body: Mapping[str, Any], references: Mapping[str, str]
) -> ForeignPurchase | None:
    """Return a subscription with its customer expanded; None if it has ended.

    Args:
        body: The subscription.
        references: The `client_reference_id` of checkouts by subscription id.
    """
    if body["status"] not in LIVING:
        return None
    customer = _customer(body.get("customer"))
    return ForeignPurchase(
        kind="subscription",
        id=body["id"],
        customer_id=customer.get("id", ""),
        email=(customer.get("email") or "").casefold(),
        metadata=(body["metadata"], customer.get("metadata") or {}),
        reference=references.get(body["id"], ""),
        sold=tuple(sold_items(body["items"]["data"])),
    )


def read_session(body: Mapping[str, Any]) -> ForeignPurchase | None:
    """Return a one-time checkout; None if it is not paid, or was refunded."""
    if body["mode"] != "payment" or body["payment_status"] not in ("paid", "no_payment_required"):
        return None
    match body.get("payment_intent"):
        case {"latest_charge": {"refunded": True}}:
            return None
        case _:
            pass
    customer = _customer(body.get("customer"))
    details: Mapping[str, Any] = body.get("customer_details") or {}
    return ForeignPurchase(
        kind="session",
        id=body["id"],
        customer_id=customer.get("id", ""),
        email=(details.get("email") or customer.get("email") or "").casefold(),
        metadata=(body["metadata"] or {}, customer.get("metadata") or {}),
        reference=body.get("client_reference_id") or "",
        sold=tuple(sold_items(body["line_items"]["data"])),
    )


def references_of(sessions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the `client_reference_id` of checkouts by subscription id."""
    return {
        session["subscription"]: session["client_reference_id"]
        for session in sessions
        if isinstance(session.get("subscription"), str) and session.get("client_reference_id")
    }


def _customer(value: Mapping[str, Any] | str | None) -> Mapping[str, Any]:
    """Return an expanded customer, of a deleted one only the id; empty for a guest."""
    return {"id": value} if isinstance(value, str) else value or {}
