"""The fold: from all facts about a member to what the member is entitled to at an instant.

Pure and total: the same facts in any order, any number of times, give the same entitlements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.payments.facts import Fact, Payment, Receipt, Snapshot, Subscription, at


class State(StrEnum):
    """How far a right goes."""

    PENDING = "pending"  # paid by a method that settles later: nothing is granted yet
    ACTIVE = "active"
    GRACE = "grace"  # not paid, still allowed for a while
    ENDED = "ended"


GRANTING = (State.ACTIVE, State.GRACE)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The right to a plan over a time, and the word for why."""

    source: str
    plan_id: int
    state: State
    starts_at: datetime
    ends_at: datetime | None  # None: for life
    renews: bool
    reason: str
    recheck_at: datetime | None  # when time alone may change the answer


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner decided, as far as the fold needs it.

    `plan_of_price` maps every price ever sold to its plan; `grace` each plan to its days.
    """

    plan_of_price: Mapping[str, int]
    grace: Mapping[int, timedelta]
    default_grace: timedelta

    def plan(self, subscription: Subscription) -> int:
        """Return the plan that is paid for: a switch made at Stripe shows in the price only."""
        return self.plan_of_price.get(subscription.price_id, subscription.plan_id)

    def grace_of(self, plan_id: int) -> timedelta:
        """Return how long access outlives a failed renewal."""
        return self.grace.get(plan_id, self.default_grace)


def fold(facts: Iterable[Fact], policy: Policy, now: datetime) -> list[Entitlement]:
    """Return one entitlement for each paid object, sorted by its id."""
    newest: dict[str, Fact] = {}
    settled: set[str] = set()  # subscriptions whose first invoice was paid, whoever said so
    for fact in facts:
        match fact.snapshot:
            case Receipt(subscription_id=paid) | Subscription(id=paid, first_paid=True):
                settled.add(paid)
            case _:
                pass
        known = newest.get(fact.snapshot.id)
        if known is None or _rank(fact) > _rank(known):
            newest[fact.snapshot.id] = fact
    snapshots = [newest[source].snapshot for source in sorted(newest)]
    folded: list[Entitlement] = []
    for snapshot in snapshots:
        match snapshot:
            case Payment():
                folded.append(_entitle_payment(snapshot))
            case Subscription():
                paid = snapshot.id in settled
                folded.append(_entitle_subscription(snapshot, policy, now, paid=paid))
            case Receipt():
                pass
    return folded


def _rank(fact: Fact) -> tuple[datetime, tuple[int, int, int], str]:
    """Order snapshots of one object: by time, then by how far the object has come.

    Stripe's events carry whole seconds, so that several snapshots of a payload may claim the same
    instant. The last part only makes a true tie come out the same way each time.
    """
    return fact.as_of, _progress(fact.snapshot), repr(fact.snapshot)


def _progress(snapshot: Snapshot) -> tuple[int, int, int]:
    match snapshot:
        case Subscription(status="incomplete"):
            return 0, 0, 0
        case Subscription():
            return 1, snapshot.ended or 0, snapshot.period_end
        case Payment():
            return int(snapshot.status != "unpaid"), 0, 0
        case Receipt():
            return 0, 0, 0


def _entitle_payment(payment: Payment) -> Entitlement:
    state = {"paid": State.ACTIVE, "unpaid": State.PENDING}.get(payment.status, State.ENDED)
    return Entitlement(
        source=payment.id,
        plan_id=payment.plan_id,
        state=state,
        starts_at=at(payment.opened),
        ends_at=None,
        renews=False,
        reason=payment.status,
        recheck_at=None,
    )


def _entitle_subscription(
    subscription: Subscription, policy: Policy, now: datetime, *, paid: bool
) -> Entitlement:
    plan_id = policy.plan(subscription)
    state, ends_at, reason = _judge(subscription, policy.grace_of(plan_id), now)
    if state in GRANTING and not paid:
        state, reason = State.PENDING, "first-payment"
    renews = state in GRANTING and subscription.cancel_at is None and ends_at is not None
    return Entitlement(
        source=subscription.id,
        plan_id=plan_id,
        state=state,
        starts_at=at(subscription.started),
        ends_at=ends_at,
        renews=renews,
        reason=reason,
        recheck_at=ends_at if state in GRANTING else None,
    )


def _judge(
    subscription: Subscription, grace: timedelta, now: datetime
) -> tuple[State, datetime | None, str]:
    """Return the state, when it ends and the policy that decided.

    Within each row the first instant that has not passed decides, so that an outage at Stripe
    over a renewal counts as a late renewal, never as an end.
    """
    period_end = at(subscription.period_end)
    match subscription.status:
        case "active" | "trialing" if subscription.cancel_at is not None:
            end = at(subscription.cancel_at)
            return (State.ACTIVE if now < end else State.ENDED), end, "cancelling"
        case "active" | "trialing":
            if now < period_end:
                return State.ACTIVE, period_end, subscription.status
            end = period_end + grace
            return (State.GRACE if now < end else State.ENDED), end, "renewal-unknown"
        case "past_due":
            # The unpaid period has begun already: grace counts from its start.
            end = at(subscription.period_start) + grace
            return (State.GRACE if now < end else State.ENDED), end, "past-due"
        case "incomplete":
            return State.PENDING, period_end, "incomplete"
        case "canceled" | "unpaid" | "incomplete_expired" | "paused":
            return (
                State.ENDED,
                at(subscription.ended or subscription.period_end),
                (subscription.status.replace("_", "-")),
            )
        case _:
            # Stripe may add a status any day. Nobody loses access over a word we don't know;
            # the intake tells staff.
            return State.ACTIVE, None, "unknown-status"
