"""Facts: what the fold knows about money, each a snapshot of one object at one time.

Nothing of a payer's name, address or e-mail is kept. Times inside snapshots are unix seconds, as
Stripe gives them. New fields carry defaults: facts are never rewritten, so old ones lack them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    """A price, how many of it and for which time: an item of a subscription, or a billed line."""

    price_id: str
    product_id: str
    quantity: int
    period_start: int
    period_end: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as it looked at one time."""

    id: str
    plan_id: int  # by metadata; the price decides where it maps to a plan of ours
    price_id: str
    status: str
    started: int
    period_start: int
    period_end: int
    cancel_at: int | None
    ended: int | None
    # A delayed payment leaves Stripe's status at active while the first invoice is still unpaid.
    # None: the invoice was not fetched along.
    first_paid: bool | None
    product_id: str = ""
    quantity: int = 1
    pause: str = ""  # how collection is paused: void | keep_as_draft | mark_uncollectible
    invoice: str = ""  # the latest invoice's status
    unpaid_since: int | None = None  # when the first period of those not paid in a row began
    # When a renewal was seen to have failed, or was due: grace counts from there. A direct debit
    # comes back days after its period began. None: as old as the period.
    failed: int | None = None
    ended_here: bool = False  # we ended it at Stripe, because its money went back
    payer_id: int | None = None  # None: the member
    left: bool = False  # staff handed it to another member at Stripe
    change_unpaid: bool = False  # it is past due, and not paid is what its last change costs
    # What people are told of it; these decide about no access.
    next_amount: int | None = None  # what the next invoice asks for; None: not known
    currency: str = ""
    cardless: bool | None = None  # its trial ends by itself: there is no card; None: not known
    collected: int | None = None  # what was paid of the latest invoice; None: not known
    trial_end: int | None = None
    # Where there are several. The fields above then hold the first, and the latest period.
    items: tuple[SubscriptionItem, ...] = ()

    @property
    def source(self) -> str:
        """What it says something about: itself."""
        return self.id

    @property
    def money_arrived(self) -> bool:
        """Whether its latest invoice brought money: it may be waived, free, or not written yet.

        Of what was recorded before amounts were, and of a payload alone, it is taken for granted.
        """
        if not self.currency or self.first_paid is None:
            return True
        return self.invoice == "paid" and self.collected != 0

    @property
    def seats(self) -> int:
        """For how many people it is paid; a trial, which nobody paid, is for one."""
        return 1 if self.status == "trialing" else self.quantity


@dataclass(frozen=True, slots=True)
class Payment:
    """A one-time checkout as it looked at one time."""

    id: str
    plan_id: int
    status: str  # paid | unpaid | failed | expired
    opened: int
    amount: int
    currency: str
    paid: int | None = None  # when the money was there
    days: int | None = None  # of a pass; None: for good
    gift: bool = False  # it yields a code: whoever redeems that has the right
    payer_id: int | None = None  # None: the member
    left: bool = False  # staff handed it to another member at Stripe

    @property
    def source(self) -> str:
        """What it says something about: itself."""
        return self.id


@dataclass(frozen=True, slots=True)
class Receipt:
    """Stripe's signed word that a subscription's first invoice is settled.

    Recorded only while Stripe can't be asked for the subscription itself.
    """

    id: str
    plan_id: int
    subscription_id: str
    status: str

    @property
    def source(self) -> str:
        """What it says something about."""
        return self.subscription_id


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that was taken, and what became of it: refunds and disputes."""

    id: str
    plan_id: int
    source: str  # the payment or subscription that it paid for
    amount: int
    currency: str
    refunded: int  # so much of the amount; a failed refund lowers it again
    refunded_at: int | None  # the newest refund that stands
    dispute: str  # the status of its gravest dispute, in Stripe's words; "" without one
    disputed_at: int | None
    period_end: int | None  # of the period that it paid for; None: no subscription
    respond_by: int | None = None  # until when Stripe takes an answer to the dispute
    period_start: int | None = None  # of the period that it paid for
    disputed: int | None = None  # so much of the amount is disputed; None: not known
    # What its invoice was for; of a one-time payment and of older records none.
    lines: tuple[SubscriptionItem, ...] = ()
    # What was paid for that period in all: by other payments, from balances, on other invoices.
    period_paid: int | None = None  # None: not known
    period_credited: int = 0  # so much of that went back by credit notes


@dataclass(frozen=True, slots=True)
class Grant:
    """A membership given by staff for nothing."""

    id: str
    plan_id: int
    given: int
    days: int | None  # None: until revoked
    revoked: int | None
    actor_id: int
    reason: str

    @property
    def source(self) -> str:
        """What it says something about: itself."""
        return self.id


@dataclass(frozen=True, slots=True)
class Claim:
    """A redeemed code: a right to what somebody else paid for."""

    id: str
    plan_id: int
    source: str  # the payment or subscription behind the code
    claimed: int
    seat: int | None  # of a subscription, from 1, in the order of redeeming


@dataclass(frozen=True, slots=True)
class Revocation:
    """Staff's decision to end a right that was paid for."""

    id: str
    plan_id: int
    source: str
    at: int
    actor_id: int
    reason: str


Snapshot = Subscription | Payment | Receipt | Charge | Grant | Claim | Revocation
KINDS: Mapping[str, type[Snapshot]] = {
    "subscription": Subscription,
    "payment": Payment,
    "receipt": Receipt,
    "charge": Charge,
    "grant": Grant,
    "claim": Claim,
    "revocation": Revocation,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One snapshot and the instant it is true for.

    `own` is False for what somebody else paid: it only backs a claim of the member.
    """

    as_of: datetime
    snapshot: Snapshot
    own: bool = True


def to_body(snapshot: Snapshot) -> dict[str, Any]:
    """Write a snapshot for storing, as it will be read: JSON knows lists only."""
    body = asdict(snapshot)
    return {
        name: list(cast("tuple[Any]", value)) if isinstance(value, tuple) else value
        for name, value in body.items()
    }


def from_body(kind: str, body: Mapping[str, Any]) -> Snapshot:
    """Read a stored snapshot, also one that was stored before its kind got or lost a field."""
    shape = KINDS[kind]
    known = {field.name for field in fields(shape)}
    return shape(**{name: _field(value) for name, value in body.items() if name in known})


def _field(value: object) -> Any:  # noqa: ANN401 the fields' own types
    """Read a stored field: only items are stored as lists."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(SubscriptionItem(**each) for each in cast("list[dict[str, Any]]", value))


def kind_of(snapshot: Snapshot) -> str:
    """Return the word under which a snapshot is stored."""
    return next(kind for kind, shape in KINDS.items() if isinstance(snapshot, shape))


def at(seconds: int) -> datetime:
    """Return unix seconds as an instant."""
    return datetime.fromtimestamp(seconds, UTC)
