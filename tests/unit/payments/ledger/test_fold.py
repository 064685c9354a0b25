import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State
from bot.payments.ledger.facts import Fact, Subscription
from bot.payments.ledger.fold import MOMENT, fold
from tests.unit.payments.builders import (
    GRACE,
    MONTH,
    OTHER_PLAN,
    PLAN,
    POLICY,
    START,
    charge,
    fact,
    payment,
    receipt,
    seconds,
    subscription,
)

HOUR = timedelta(hours=1)
END = START + MONTH


def seen(snapshot: Subscription, at: datetime) -> Fact:
    return fact(snapshot, after=at - START)


def only(facts: list[Fact], now: datetime = START + HOUR) -> Entitlement:
    (entitlement,) = fold(facts, POLICY, now)
    return entitlement


@pytest.mark.parametrize("status", ["active", "trialing"])
def test_a_running_subscription_is_open_until_its_period_ends_and_renews(status: str) -> None:
    entitlement = only([fact(subscription(status=status))])
    assert (entitlement.state, entitlement.ends_at) == (State.ACTIVE, END)
    assert entitlement.renews
    assert entitlement.recheck_at == END


@pytest.mark.parametrize(
    "status", ["canceled", "unpaid", "incomplete_expired", "paused", "incomplete"]
)
def test_a_subscription_that_is_not_paid_grants_nothing(status: str) -> None:
    assert only([fact(subscription(status=status))]).state not in GRANTING


def test_a_status_that_stripe_invented_later_takes_nothing_from_anybody() -> None:
    entitlement = only([fact(subscription(status="hibernating"))])
    assert (entitlement.state, entitlement.reason) == (State.ACTIVE, "unknown-status")


def test_an_unpaid_first_invoice_grants_nothing_though_stripe_says_active() -> None:
    entitlement = only([fact(subscription(first_paid=False))])
    assert (entitlement.state, entitlement.reason) == (State.PENDING, "first-payment")


def test_a_subscription_seen_without_its_invoice_waits_for_stripes_word_of_payment() -> None:
    unsure = fact(subscription(first_paid=None))
    assert only([unsure]).state is State.PENDING
    assert only([unsure, fact(receipt())]).state is State.ACTIVE
    assert only([unsure, fact(receipt("sub_other"))]).state is State.PENDING


def test_a_failed_renewal_leaves_access_for_the_days_of_grace_from_the_unpaid_period() -> None:
    unpaid = subscription(
        status="past_due", period_start=seconds(END), period_end=seconds(END + MONTH)
    )
    assert only([fact(unpaid)], END + GRACE - HOUR).state is State.GRACE
    assert only([seen(unpaid, END + GRACE)], END + GRACE).state is State.ENDED


def test_grace_is_the_plans_own_where_it_has_one() -> None:
    unpaid = subscription(status="past_due", price_id="price_gold", period_start=seconds(END))
    end = END + timedelta(days=2)
    assert only([fact(unpaid)], end - HOUR).state is State.GRACE
    assert only([seen(unpaid, end)], end).state is State.ENDED


def test_a_renewal_that_nobody_told_us_of_counts_as_late_not_as_ended() -> None:
    silent = [fact(subscription())]
    assert only(silent, END - HOUR).state is State.ACTIVE
    assert only(silent, END).state is State.GRACE
    assert only(silent, END + GRACE - HOUR).state is State.GRACE


@pytest.mark.parametrize("status", ["active", "trialing"])
def test_what_stripe_goes_on_calling_active_stays_open_and_is_asked_about_hourly(
    status: str,
) -> None:
    known = subscription(status=status)
    for asked in (END + GRACE, END + 3 * MONTH):
        open_ = only([seen(known, asked)], asked)
        assert (open_.state, open_.reason) == (State.GRACE, "renewal-unknown")
        assert open_.renews
        assert open_.recheck_at == asked + HOUR
        assert only([seen(known, asked)], asked + 5 * MONTH) == open_, "not by time alone"
    failed = subscription(status="past_due", unpaid_since=seconds(END))
    assert only([seen(failed, END + GRACE)], END + GRACE).state is State.ENDED


def test_a_later_end_that_was_planned_comes_though_nothing_is_heard_of_a_renewal() -> None:
    planned = END + GRACE + 5 * HOUR
    known = subscription(cancel_at=seconds(planned))
    before = only([seen(known, planned - HOUR / 2)], planned - HOUR / 2)
    assert (before.state, before.recheck_at) == (State.GRACE, planned)
    assert only([seen(known, planned - HOUR)], planned).reason == "unasked"
    over = only([seen(known, planned)], planned)
    assert (over.state, over.reason, over.ends_at) == (State.ENDED, "cancelling", planned)


def test_a_cancelled_subscription_is_open_to_its_last_paid_moment_and_not_longer() -> None:
    cancelling = subscription(cancel_at=seconds(END))
    assert only([fact(cancelling)], END - HOUR).state is State.ACTIVE
    assert not only([fact(cancelling)], END - HOUR).renews
    assert only([seen(cancelling, END)], END).state is State.ENDED


@pytest.mark.parametrize(
    "known",
    [
        subscription(status="past_due"),
        subscription(cancel_at=seconds(END)),
        subscription(pause="void", invoice="paid"),
        subscription(status="canceled", ended=seconds(START), ended_here=True, invoice="paid"),
    ],
    ids=["unpaid", "cancelling", "pausing", "restored"],
)
def test_time_alone_takes_nothing_before_stripe_was_asked_again(known: Subscription) -> None:
    long_after = END + 2 * MONTH
    open_ = only([fact(known)], long_after)
    assert open_.state is State.GRACE
    assert open_.recheck_at is not None
    assert open_.recheck_at <= long_after, "Stripe is to be asked now"
    assert open_.ends_at is not None
    before = seen(known, open_.ends_at - MOMENT)
    assert only([before], long_after).state is State.GRACE, "seen before it was in doubt"
    assert only([seen(known, long_after)], long_after).state not in GRANTING, "Stripe was asked"


@pytest.mark.parametrize("status", ["active", "trialing"])
def test_of_a_renewal_it_is_said_whether_stripe_was_asked(status: str) -> None:
    known, long_after = subscription(status=status), END + 2 * MONTH
    for unasked in (fact(known), seen(known, END + GRACE - MOMENT)):
        entitlement = only([unasked], long_after)
        assert (entitlement.state, entitlement.reason) == (State.GRACE, "unasked")
        assert entitlement.recheck_at is not None
        assert entitlement.recheck_at <= long_after, "Stripe is to be asked now"
    assert only([seen(known, END + GRACE)], long_after).reason == "renewal-unknown"


def test_what_was_seen_in_the_future_proves_nothing_about_the_time() -> None:
    """It was dated by a clock that was ahead."""
    ahead = seen(subscription(), END + 12 * MONTH)
    assert only([ahead], END + MONTH).state is State.GRACE
    gone = seen(subscription(status="canceled", ended=seconds(END)), END + 12 * MONTH)
    assert only([gone], END + MONTH).state is State.ENDED, "what it says of the money stands"


@pytest.mark.parametrize(
    ("invoice", "state"), [("paid", State.ACTIVE), ("open", State.ENDED), ("void", State.ENDED)]
)
def test_ended_by_us_it_is_served_again_only_for_a_period_that_was_paid(
    invoice: str, state: State
) -> None:
    """Refunded in its first month, it was billed for the next before our end reached Stripe."""
    refunded = charge(refunded=900, refunded_at=seconds(START + HOUR), period_end=seconds(END))
    over = subscription(
        status="canceled",
        period_start=seconds(END),
        period_end=seconds(END + MONTH),
        ended=seconds(END + HOUR),
        invoice=invoice,
        unpaid_since=None if invoice == "paid" else seconds(END),
        ended_here=True,
    )
    known = [fact(refunded), fact(over, after=MONTH + HOUR)]
    assert only(known, END + 2 * HOUR).state is state


def test_a_switch_made_at_stripe_is_followed_by_the_price() -> None:
    assert only([fact(subscription(price_id="price_gold"))]).plan_id == OTHER_PLAN
    assert only([fact(subscription(price_id="price_unheard_of"))]).plan_id == PLAN


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("paid", State.ACTIVE),
        ("unpaid", State.PENDING),
        ("failed", State.ENDED),
        ("expired", State.ENDED),
    ],
)
def test_a_one_time_payment_is_for_life_once_it_is_paid(status: str, state: State) -> None:
    entitlement = only([fact(payment(status=status))])
    assert (entitlement.state, entitlement.ends_at) == (state, None)


snapshots = st.one_of(
    st.builds(
        subscription,
        id=st.sampled_from(["sub_1", "sub_2"]),
        status=st.sampled_from(
            ["active", "trialing", "past_due", "canceled", "paused", "incomplete", "strange"]
        ),
        cancel_at=st.sampled_from([None, seconds(END), seconds(START)]),
        first_paid=st.sampled_from([True, False, None]),
        price_id=st.sampled_from(["price_pro", "price_gold", "price_unheard_of"]),
    ),
    st.builds(
        payment,
        id=st.sampled_from(["cs_1", "cs_2"]),
        status=st.sampled_from(["paid", "unpaid", "failed"]),
    ),
    st.just(receipt()),
)
histories = st.lists(
    st.builds(fact, snapshots, after=st.integers(0, 5).map(lambda steps: timedelta(seconds=steps))),
    max_size=8,
)
instants = st.integers(-5, 60).map(lambda days: START + timedelta(days=days))


@given(history=histories, now=instants, data=st.data())
def test_order_and_repetition_of_facts_change_nothing(
    history: list[Fact], now: datetime, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    repeated = (
        [*shuffled, *data.draw(st.lists(st.sampled_from(history), max_size=4))] if history else []
    )
    assert fold(repeated, POLICY, now) == fold(history, POLICY, now)


@given(history=histories, now=instants)
def test_access_is_never_longer_than_paid_and_grace(history: list[Fact], now: datetime) -> None:
    for entitlement in fold(history, POLICY, now):
        if (
            entitlement.state in GRANTING
            and entitlement.ends_at
            and entitlement.reason != "unknown-status"
        ):
            if entitlement.reason == "renewal-unknown":  # that is what Stripe says
                continue
            latest = max(fact.as_of for fact in history)  # Stripe has to be asked since
            assert now < entitlement.ends_at <= END + GRACE or latest < entitlement.ends_at <= now


@given(history=histories, now=instants)
def test_what_may_change_by_time_alone_says_when(history: list[Fact], now: datetime) -> None:
    for entitlement in fold(history, POLICY, now):
        if entitlement.recheck_at is None or entitlement.reason == "unknown-status":
            continue
        before = entitlement.recheck_at - timedelta(seconds=1)
        same = {found.source: found.state for found in fold(history, POLICY, max(now, before))}
        assert same[entitlement.source] == entitlement.state


def test_of_two_snapshots_the_later_one_counts_in_either_order() -> None:
    early = fact(subscription())
    late = fact(subscription(status="canceled", ended=seconds(START)), after=HOUR)
    for order in itertools.permutations([early, late]):
        assert only(list(order)).state is State.ENDED


def test_of_two_snapshots_of_one_second_the_one_further_on_counts() -> None:
    first = fact(subscription(status="incomplete"))
    paid = fact(subscription())
    ended = fact(subscription(status="canceled", ended=seconds(START)))
    assert only([first, paid]).state is State.ACTIVE
    assert only([paid, first]).state is State.ACTIVE
    assert only([ended, paid, first]).state is State.ENDED


def test_an_unpaid_one_seen_in_the_future_ends_when_its_grace_does() -> None:
    """Nothing was paid that a doubtful time could keep."""
    unpaid = subscription(status="past_due", first_paid=False)
    ahead = seen(unpaid, START + GRACE + timedelta(days=1))
    assert only([ahead]).state is State.PENDING
    for now in (START + GRACE, START + GRACE + timedelta(days=2)):
        assert (only([ahead], now).state, only([ahead], now).ends_at) == (
            State.ENDED,
            START + GRACE,
        )


def test_a_pass_paid_by_a_clock_ahead_of_ours_is_open_at_once() -> None:
    bought = fact(payment(paid=seconds(START + timedelta(minutes=4)), days=30))
    assert only([bought], START).state is State.ACTIVE


def test_grace_counts_from_the_failure_and_not_from_the_period_that_it_is_for() -> None:
    """A direct debit comes back after eight days; an invoice sent to be paid is due in thirty."""
    failed = END + timedelta(days=8)
    unpaid = subscription(
        status="past_due",
        period_start=seconds(END),
        period_end=seconds(END + MONTH),
        failed=seconds(failed),
    )
    end = failed + GRACE
    assert only([seen(unpaid, end - HOUR)], end - HOUR).state is State.GRACE
    assert only([seen(unpaid, end)], end).state is State.ENDED
