"""Evaluates a subscription by Stripe's status, the plan's policy and the time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.payments.ledger.entitlement import GRANTING, State
from bot.payments.ledger.facts import Subscription, at
from bot.payments.ledger.reversals import Reversal

# The least grace for a renewal that could not be fetched, because no payer may lose access over a
# weekend on which Stripe is down.
MIN_RENEWAL_GRACE = timedelta(days=3)
RENEWAL_UNKNOWN = "renewal-unknown"
ASK_AGAIN = timedelta(hours=1)  # for what is active at Stripe though its period is long over
# A snapshot further in the future than two clocks may differ was dated by a wrong clock: its time
# proves nothing.
CLOCKS_APART = timedelta(minutes=5)
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The state, when it ends, the rule that decided, and whether it renews by itself.

    `ask_at` is when to fetch it from Stripe again; None: when it ends.
    """

    state: State
    ends_at: datetime | None
    reason: str
    renews: bool = False
    ask_at: datetime | None = None


def evaluate_subscription(
    subscription: Subscription,
    grace: timedelta,
    reversal: Reversal,
    now: datetime,
    *,
    seen: datetime,
    paid: bool,
) -> Evaluation:
    """Evaluate a subscription.

    Args:
        subscription: Its newest snapshot.
        grace: How long access outlasts a failed renewal.
        reversal: Its refunds, disputes and revocations.
        now: The instant to evaluate for.
        seen: The instant that the snapshot is true for.
        paid: Whether its first invoice was paid.
    """
    if reversal.ended_at is not None and not _ended_before(subscription, reversal.ended_at):
        return Evaluation(State.ENDED, reversal.ended_at, reversal.reason)
    evaluation, asked = _by_status(subscription, grace, now), _proven(seen, now)
    if evaluation.state not in GRANTING:
        # A snapshot dated by a wrong clock keeps only what was paid.
        if paid or asked > EVER:
            evaluation = _unless_unasked(evaluation, _by_status(subscription, grace, asked))
    elif evaluation.reason == RENEWAL_UNKNOWN:
        evaluation = _until_stripe_confirms(evaluation, subscription, asked, now)
    if evaluation.state not in GRANTING:
        return evaluation
    if not paid:
        bounced = subscription.status == "past_due"
        return Evaluation(
            State.PENDING, evaluation.ends_at, "incomplete" if bounced else "first-payment"
        )
    if reversal.suspended:
        return Evaluation(State.SUSPENDED, evaluation.ends_at, reversal.reason)
    return evaluation


def _unless_unasked(evaluation: Evaluation, seen: Evaluation) -> Evaluation:
    """Keep what was active at the last fetch active: time alone ends nothing.

    Stripe may already have the renewal, the payment or the change that keeps it active. `ends_at`
    is since when it must be fetched.
    """
    if seen.state not in GRANTING:
        return evaluation
    since = evaluation.ends_at if evaluation.state is State.ENDED else seen.ends_at
    reason = seen.reason if seen.reason == "past-due" else "unasked"
    return Evaluation(State.GRACE, since, reason, renews=seen.renews)


def _until_stripe_confirms(
    evaluation: Evaluation, subscription: Subscription, asked: datetime, now: datetime
) -> Evaluation:
    """Keep what stays active at Stripe past its period, and fetch it hourly.

    A failed renewal has the status `past_due`; its absence from the events proves nothing.
    """
    over = evaluation.ends_at
    if over is None or now < over:
        return evaluation
    if asked < over:
        return replace(evaluation, reason="unasked")
    ask_at = asked + ASK_AGAIN
    if subscription.cancel_at is not None:
        ask_at = min(ask_at, at(subscription.cancel_at))
    return replace(evaluation, ask_at=ask_at)


def _proven(seen: datetime, now: datetime) -> datetime:
    """Return the instant up to which the state of a subscription is known."""
    return min(seen, now) if seen <= now + CLOCKS_APART else EVER


def _ended_before(subscription: Subscription, cut: datetime) -> bool:
    """Return whether it had ended at Stripe before, and not by us."""
    over = None if subscription.ended is None else at(subscription.ended)
    return over is not None and over < cut and not subscription.ended_here


def _by_status(subscription: Subscription, grace: timedelta, now: datetime) -> Evaluation:
    period_end = at(subscription.period_end)
    match subscription.status:
        case "active" | "trialing":
            return _running(subscription, grace, now)
        case "past_due":
            # The first of several unpaid periods counts, however long Stripe continues billing.
            end = at(unpaid_from(subscription)) + grace
            if subscription.cancel_at is not None:
                end = min(end, at(subscription.cancel_at))
            return Evaluation(_until(end, now, State.GRACE), end, "past-due", renews=True)
        case "incomplete":
            return Evaluation(State.PENDING, period_end, "incomplete")
        case "paused":
            return Evaluation(State.SUSPENDED, None, "paused")
        case "canceled" if subscription.ended_here and subscription.invoice in ("", "paid"):
            # A refund that failed later, or a dispute won on appeal, brings the money back: then
            # the paid period runs to its end. An unpaid period, begun before our cancellation
            # arrived, does not count.
            return Evaluation(_until(period_end, now, State.ACTIVE), period_end, "restored")
        case "canceled" | "unpaid" | "incomplete_expired":
            end = at(subscription.ended or subscription.period_end)
            return Evaluation(State.ENDED, end, subscription.status.replace("_", "-"))
        case _:
            # Stripe may add a status any day. Nobody loses access over an unknown one;
            # `FactRecorder` notifies staff.
            return Evaluation(State.ACTIVE, None, "unknown-status")


def unpaid_from(subscription: Subscription) -> int:
    """Return the time from which grace counts, in unix seconds."""
    started = subscription.unpaid_since or subscription.period_start
    return max(started, subscription.failed or 0)


def _running(subscription: Subscription, grace: timedelta, now: datetime) -> Evaluation:
    """Evaluate a subscription that is active at Stripe.

    Within each case the first instant that has not passed decides. An unknown renewal counts as
    late, never as an end: `ends_at` is then when staff are notified.
    """
    period_end = at(subscription.period_end)
    ending = None if subscription.cancel_at is None else at(subscription.cancel_at)
    if subscription.pause == "void" and (ending is None or now < ending):
        # By Stripe's definition the service can't be provided for now: the paid period is used up,
        # then access pauses. With the other two pauses access continues for free.
        if subscription.invoice == "void" or now >= period_end:
            return Evaluation(State.SUSPENDED, ending, "paused")
        return Evaluation(State.ACTIVE, min(period_end, ending or period_end), "pausing")
    if ending is not None and (ending <= period_end or subscription.pause == "void"):
        return Evaluation(_until(ending, now, State.ACTIVE), ending, "cancelling")
    if now < period_end:
        return Evaluation(State.ACTIVE, period_end, subscription.status, renews=True)
    if ending is not None and now >= ending:
        return Evaluation(State.ENDED, ending, "cancelling")
    end = period_end + max(grace, MIN_RENEWAL_GRACE)
    end = min(end, ending or end)
    return Evaluation(State.GRACE, end, RENEWAL_UNKNOWN, renews=True)


def _until(end: datetime, now: datetime, before: State) -> State:
    return before if now < end else State.ENDED
