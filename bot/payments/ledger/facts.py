"""Defines facts: the fold's input, each a snapshot of one object at one time.

A payer's name, address and e-mail are not stored. Times in snapshots are unix seconds, as Stripe
sends them. New fields need defaults, because facts are never rewritten and old ones lack them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    """A subscription's item or an invoice's line: a price, its quantity and period."""

    price_id: str
    product_id: str
    quantity: int
    period_start: int
    period_end: int
    # Only for figures, and only of subscriptions.
    unit_amount: int | None = None  # the price of one; None: not known, or by tiers
    amount: int | None = None  # what it renews for: after discounts, without tax; None: not known
    interval: str = ""  # day | week | month | year
    interval_count: int = 1


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund that stands: its id, when it was created and its amount."""

    id: str
    created: int
    amount: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute of a charge, with Stripe's status of it."""

    id: str
    created: int
    amount: int
    status: str
    respond_by: int | None = None  # the deadline for evidence
    # This much of the charge had been refunded when it was disputed, failed refunds included: a
    # bank disputes what is left then.
    refunded_before: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as it was at one time."""

    id: str
    plan_id: int  # by metadata; a price that belongs to a plan of ours overrides it
    price_id: str
    status: str
    started: int
    period_start: int
    period_end: int
    cancel_at: int | None
    ended: int | None
    # With a delayed payment Stripe's status is active while the first invoice is still unpaid.
    # None: the invoice was not fetched.
    first_paid: bool | None
    product_id: str = ""
    quantity: int = 1
    pause: str = ""  # how collection is paused: void | keep_as_draft | mark_uncollectible
    invoice: str = ""  # the latest invoice's status
    unpaid_since: int | None = None  # when the first of the latest unpaid periods began
    # When a renewal failed or was due, because grace counts from there: a direct debit is returned
    # days after its period began. None: when the period began.
    failed: int | None = None
    ended_here: bool = False  # we cancelled it at Stripe, because its money went back
    payer_id: int | None = None  # None: the member
    left: bool = False  # it belongs to another member now
    change_unpaid: bool = False  # its items were changed, and that is not paid yet
    # Only displayed; these decide no access.
    next_amount: int | None = None  # the next invoice's amount; None: not known
    currency: str = ""
    cardless: bool | None = None  # there is no card, so that its trial ends; None: not known
    collected: int | None = None  # the amount paid of the latest invoice; None: not known
    trial_end: int | None = None
    # Of its first item, as in `SubscriptionItem`; only for figures.
    unit_amount: int | None = None
    amount: int | None = None
    interval: str = ""
    interval_count: int = 1
    # Set if there are several. The fields above then hold the first, and the latest period.
    items: tuple[SubscriptionItem, ...] = ()

    @property
    def source(self) -> str:
        """The id of the object that it is about: its own."""
        return self.id

    @property
    def money_arrived(self) -> bool:
        """Whether its latest invoice was paid in money, not waived, free or still a draft.

        True for facts from before amounts were recorded, and for those of a payload alone.
        """
        if not self.currency or self.first_paid is None:
            return True
        return self.invoice == "paid" and self.collected != 0

    @property
    def seats(self) -> int:
        """The number of people that it is paid for; one in a trial, which nobody paid."""
        return 1 if self.status == "trialing" else self.quantity


@dataclass(frozen=True, slots=True)
class Payment:
    """A one-time checkout as it was at one time."""

    id: str
    plan_id: int
    status: str  # paid | unpaid | failed | expired
    opened: int
    amount: int
    currency: str
    paid: int | None = None  # when the money arrived
    days: int | None = None  # of a pass; None: lifetime access
    gift: bool = False  # it creates a code, and the entitlement is that of its redeemer
    payer_id: int | None = None  # None: the member
    left: bool = False  # it belongs to another member now
    tax: int | None = None  # this much of the amount; None: not known

    @property
    def source(self) -> str:
        """The id of the object that it is about: its own."""
        return self.id


@dataclass(frozen=True, slots=True)
class Receipt:
    """Stripe's signed event that a subscription's first invoice is settled.

    Recorded only while the subscription itself can't be fetched from Stripe.
    """

    id: str
    plan_id: int
    subscription_id: str
    status: str

    @property
    def source(self) -> str:
        """The id of the object that it is about."""
        return self.subscription_id


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge with its refunds and disputes."""

    id: str
    plan_id: int
    source: str  # the id of the payment or subscription that it paid for
    amount: int
    currency: str
    refunded: int  # this much of the amount; a failed refund lowers it again
    refunded_at: int | None  # the newest refund that did not fail
    dispute: str  # Stripe's status of its most severe dispute; "" without one
    disputed_at: int | None
    period_end: int | None  # of the period that it paid for; None: not a subscription
    respond_by: int | None = None  # the deadline for evidence in the dispute
    period_start: int | None = None  # of the period that it paid for
    disputed: int | None = None  # this much of the amount is disputed; None: not known
    # The lines of its invoice; empty for one-time payments and older facts.
    lines: tuple[SubscriptionItem, ...] = ()
    # The total paid for that period, with other payments, balances and other invoices.
    period_paid: int | None = None  # None: not known
    period_credited: int = 0  # this much of that went back by credit notes
    refunds: tuple[Refund, ...] = ()  # empty in older facts, whatever was refunded
    disputes: tuple[Dispute, ...] = ()  # oldest first; empty in older facts: see `all_disputes`

    @property
    def all_disputes(self) -> tuple[Dispute, ...]:
        """Its disputes, oldest first; of older facts only the most severe one."""
        if self.disputes or not self.dispute:
            return self.disputes
        amount = self.amount if self.disputed is None else self.disputed
        made = self.disputed_at or 0
        return (Dispute(self.id, made, amount, self.dispute, self.respond_by),)


@dataclass(frozen=True, slots=True)
class Grant:
    """A free membership given by staff."""

    id: str
    plan_id: int
    given: int
    days: int | None  # None: until revoked
    revoked: int | None
    actor_id: int
    reason: str
    left: bool = False  # it belongs to another member now

    @property
    def source(self) -> str:
        """The id of the object that it is about: its own."""
        return self.id


@dataclass(frozen=True, slots=True)
class Claim:
    """A redeemed code: a member's claim to what somebody else paid for."""

    id: str
    plan_id: int
    source: str  # the id of the payment or subscription behind the code
    claimed: int
    seat: int | None  # of a subscription, from 1, in the order of redeeming
    left: bool = False  # it belongs to another member now


@dataclass(frozen=True, slots=True)
class Revocation:
    """A decision by staff to end a paid entitlement."""

    id: str
    plan_id: int
    source: str
    at: int
    actor_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """A decision by staff that a source belongs to another account from now on.

    Recorded for both accounts.
    """

    id: str
    plan_id: int
    source: str  # the id of a payment, subscription, grant or claim
    at: int
    from_id: int
    to_id: int
    actor_id: int
    reason: str
    starts: int | None = None  # of what lasts some days: when it started or was to start


Snapshot = Subscription | Payment | Receipt | Charge | Grant | Claim | Revocation | Move
KINDS: Mapping[str, type[Snapshot]] = {
    "subscription": Subscription,
    "payment": Payment,
    "receipt": Receipt,
    "charge": Charge,
    "grant": Grant,
    "claim": Claim,
    "revocation": Revocation,
    "move": Move,
}
_PARTS: Mapping[str, type[Dispute | Refund]] = {"refunds": Refund, "disputes": Dispute}
_FIELDS = {kind: frozenset(each.name for each in fields(shape)) for kind, shape in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """A snapshot and the instant it is true for.

    `own` is False for what somebody else paid: it only backs a claim of the member.
    """

    as_of: datetime
    snapshot: Snapshot
    own: bool = True


def to_body(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as a dict to store; tuples become lists, as in JSON."""
    body = asdict(snapshot)
    return {
        name: list(cast("tuple[Any]", value)) if isinstance(value, tuple) else value
        for name, value in body.items()
    }


def from_body(kind: str, body: Mapping[str, Any]) -> Snapshot:
    """Return a stored snapshot, also one stored before its kind got or lost a field."""
    known = _FIELDS[kind]
    stored: dict[str, Any] = {
        name: _parts(name, cast("list[Any]", value)) if isinstance(value, list | tuple) else value
        for name, value in body.items()
        if name in known
    }
    return KINDS[kind](**stored)


def _parts(
    name: str, stored: Iterable[dict[str, Any]]
) -> tuple[Dispute | Refund | SubscriptionItem, ...]:
    """Return a stored list, which holds disputes, refunds or subscription items."""
    shape = _PARTS.get(name, SubscriptionItem)
    return tuple(shape(**each) for each in stored)


def payer_of(snapshot: Snapshot | None) -> int | None:
    """Return who paid, if that is another member than the one who got it."""
    return snapshot.payer_id if isinstance(snapshot, Subscription | Payment) else None


def kind_of(snapshot: Snapshot) -> str:
    """Return the kind under which a snapshot is stored."""
    return next(kind for kind, shape in KINDS.items() if isinstance(snapshot, shape))


def at(seconds: int) -> datetime:
    """Return unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
