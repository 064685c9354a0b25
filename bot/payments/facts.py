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
    # A delayed payment leaves Stripe's status at active while the first invoice is still unpaid.
    # None: the invoice was not fetched along.
    first_paid: bool | None


@dataclass(frozen=True, slots=True)
class Payment:
    """A one-time checkout as it looked at one time."""

    id: str
    plan_id: int
    status: str  # paid | unpaid | failed | expired
    opened: int  # unix seconds
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Stripe's signed word that a subscription's first invoice is settled.

    Recorded only while Stripe can't be asked for the subscription itself.
    """

    id: str
    plan_id: int
    subscription_id: str
    status: str


Snapshot = Subscription | Payment | Receipt
KINDS: Mapping[str, type[Snapshot]] = {
    "subscription": Subscription,
    "payment": Payment,
    "receipt": Receipt,
}


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


def marks(owner: Owner) -> dict[str, str]:
    """Write whose an object is, as metadata."""
    return {
        GUILD: str(owner.guild_id),
        MEMBER: str(owner.user_id),
        PLAN: str(owner.plan_id),
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
        first_paid=_first_paid(body),
    )


def _first_paid(body: Mapping[str, Any]) -> bool | None:
    match body:
        case {"latest_invoice": {"billing_reason": "subscription_create", "status": status}}:
            return status == "paid"
        case {"latest_invoice": {"billing_reason": _}}:
            return True  # it renewed: the first one is history
        case _:
            return None


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
    match body:
        case {"status": "complete", "payment_intent": {"status": str(status)}}:
            return status
        case _:
            return None


def read_receipt(session: Mapping[str, Any]) -> Receipt:
    """Read from a completed checkout session that its subscription's first invoice is settled."""
    return Receipt(
        id=session["id"],
        plan_id=owner(session["metadata"]).plan_id,
        subscription_id=session["subscription"],
        status="paid",
    )


def to_body(snapshot: Snapshot) -> dict[str, Any]:
    """Write a snapshot for storing."""
    return asdict(snapshot)


def from_body(kind: str, body: Mapping[str, Any]) -> Snapshot:
    """Read a stored snapshot."""
    return KINDS[kind](**body)


def kind_of(snapshot: Snapshot) -> str:
    """Return the word under which a snapshot is stored."""
    return next(kind for kind, shape in KINDS.items() if isinstance(snapshot, shape))


def at(seconds: int) -> datetime:
    """Return Stripe's unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
