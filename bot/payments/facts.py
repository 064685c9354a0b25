"""Stripe's objects read into our own facts: snapshots that say what the fold needs, no more.

Shapes follow API version 2026-10-28.endive. Nothing of a payer's name, address or e-mail is kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

# Set by our server on sessions, subscriptions and payments; payers can't write them. What lacks
# them belongs to another product on the same Stripe account and is not our business.
GUILD = "lyceum_guild"
MEMBER = "lyceum_member"
PLAN = "lyceum_plan"
CHECKOUT = "lyceum_checkout"


@dataclass(frozen=True, slots=True)
class Owner:
    """To whom a paid object belongs, by the metadata that our server set."""

    guild_id: int
    user_id: int
    plan_id: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as it looked at one time. Times are unix seconds, as Stripe gives them."""

    id: str
    plan_id: int  # by metadata; the price decides where it maps to a plan of ours
    price_id: str
    status: str
    started: int
    period_start: int
    period_end: int
    cancel_at: int | None
    ended: int | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """A one-time checkout as it looked at one time."""

    id: str
    plan_id: int
    status: str  # paid | unpaid | failed | expired
    opened: int  # unix seconds
    amount: int
    currency: str


Snapshot = Subscription | Payment
KINDS: Mapping[str, type[Snapshot]] = {"subscription": Subscription, "payment": Payment}


@dataclass(frozen=True, slots=True)
class Fact:
    """One snapshot and the instant it is true for."""

    as_of: datetime
    snapshot: Snapshot


class NotOursError(Exception):
    """The object belongs to another product on the same Stripe account."""


def owner(metadata: Mapping[str, str] | None) -> Owner:
    """Read whose an object is.

    Raises:
        NotOursError: when our server did not mark it.
    """
    try:
        marks = metadata or {}
        return Owner(int(marks[GUILD]), int(marks[MEMBER]), int(marks[PLAN]))
    except (KeyError, ValueError):
        raise NotOursError from None


def marks(owner: Owner, checkout_id: int) -> dict[str, str]:
    """Write whose an object is, as metadata."""
    return {
        GUILD: str(owner.guild_id),
        MEMBER: str(owner.user_id),
        PLAN: str(owner.plan_id),
        CHECKOUT: str(checkout_id),
    }


def read_subscription(body: Mapping[str, Any]) -> Subscription:
    """Read Stripe's subscription.

    A plan is one price, hence one item; one that Stripe's dashboard gave several items counts
    by its first, and its period ends when the last of them does.
    """
    items = body["items"]["data"]
    return Subscription(
        id=body["id"],
        plan_id=owner(body["metadata"]).plan_id,
        price_id=items[0]["price"]["id"],
        status=body["status"],
        started=body["start_date"],
        period_start=max(item["current_period_start"] for item in items),
        period_end=max(item["current_period_end"] for item in items),
        cancel_at=_end(body, items),
        ended=body.get("ended_at"),
        paused=body.get("pause_collection") is not None,
    )


def _end(body: Mapping[str, Any], items: list[Mapping[str, Any]]) -> int | None:
    """Return when it was told to end: by date, or at the end of its period."""
    if body.get("cancel_at") is not None:
        return body["cancel_at"]
    if body.get("cancel_at_period_end"):
        return max(item["current_period_end"] for item in items)
    return None


def read_payment(body: Mapping[str, Any]) -> Payment:
    """Read a one-time payment from its checkout session.

    Only `paid` and `no_payment_required` mean that there is nothing left to pay. A session never
    says that a delayed payment failed; its payment intent does, where it was fetched along.
    """
    if body["payment_status"] in ("paid", "no_payment_required"):
        status = "paid"
    elif body["status"] == "expired":
        status = "expired"
    else:
        status = "failed" if _intent_status(body) == "requires_payment_method" else "unpaid"
    return Payment(
        id=body["id"],
        plan_id=owner(body["metadata"]).plan_id,
        status=status,
        opened=body["created"],
        amount=body["amount_total"] or 0,
        currency=body["currency"] or "",
    )


def _intent_status(body: Mapping[str, Any]) -> str | None:
    intent = body.get("payment_intent")
    return (
        intent["status"] if isinstance(intent, Mapping) and body["status"] == "complete" else None
    )


def to_body(snapshot: Snapshot) -> dict[str, Any]:
    """Write a snapshot for storing."""
    return asdict(snapshot)


def from_body(kind: str, body: Mapping[str, Any]) -> Snapshot:
    """Read a stored snapshot."""
    return KINDS[kind](**body)


def kind_of(snapshot: Snapshot) -> str:
    """Return the word under which a snapshot is stored."""
    return "subscription" if isinstance(snapshot, Subscription) else "payment"


def at(seconds: int) -> datetime:
    """Return Stripe's unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
