"""Test what holds of the fold for any facts in any order."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State
from bot.payments.ledger.facts import (
    Charge,
    Claim,
    Fact,
    Grant,
    Payment,
    Revocation,
    Subscription,
    SubscriptionItem,
    at,
)
from bot.payments.ledger.fold import fold
from bot.payments.ledger.subscription_rules import MIN_RENEWAL_GRACE, RENEWAL_UNKNOWN
from tests.unit.payments.builders import (
    POLICY,
    START,
    charge,
    claim,
    fact,
    grant,
    payment,
    revocation,
    seconds,
    subscription,
)

DAY = timedelta(days=1)
MOMENT = timedelta(milliseconds=1)
briefly = settings(max_examples=30)  # many and cheap: what they once found is in test_ledger.py
# Leniency: grace for statuses and renewals that may still arrive.
UNDATED = "unknown-status"


def day(number: float) -> int:
    return seconds(START + number * DAY)


days = st.integers(0, 70)
instants = st.floats(-2, 130, allow_nan=False).map(lambda number: START + number * DAY)
PLANS = st.sampled_from([1, 2])
SUBSCRIPTIONS = ("sub_1", "sub_2")
PAYMENTS = ("cs_1", "cs_2", "cs_3")


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    begin = draw(st.integers(0, 40))
    status = draw(
        st.sampled_from(
            "active trialing past_due unpaid canceled paused incomplete incomplete_expired new"
            "".split()
        )
    )
    over = status in ("canceled", "incomplete_expired")
    return subscription(
        id=draw(st.sampled_from(SUBSCRIPTIONS)),
        status=status,
        price_id=draw(st.sampled_from(["price_pro", "price_gold", "price_unheard_of"])),
        period_start=day(begin),
        period_end=day(begin + draw(st.sampled_from([7, 31]))),
        cancel_at=draw(st.none() | days.map(day)),
        ended=draw(days.map(day)) if over else None,
        ended_here=status == "canceled" and draw(st.booleans()),
        first_paid=draw(st.sampled_from([True, True, False, None])),
        quantity=draw(st.integers(1, 4)),
        pause=draw(st.sampled_from(["", "", "void", "keep_as_draft"])),
        invoice=draw(st.sampled_from(["paid", "open", "void"])),
        unpaid_since=draw(st.none() | st.integers(0, begin).map(day)),
        items=draw(st.just(()) | items(begin)),
    )


def items(begin: int) -> st.SearchStrategy[tuple[SubscriptionItem, ...]]:
    """Several items, of ours and of others, each with its own quantity and period."""
    one = st.builds(
        SubscriptionItem,
        price_id=st.sampled_from(["price_pro", "price_gold", "price_sticker"]),
        product_id=st.sampled_from(["prod_gold", "prod_sticker"]),
        quantity=st.integers(0, 3),
        period_start=st.just(day(begin)),
        period_end=st.sampled_from([7, 31]).map(lambda length: day(begin + length)),
    )
    return st.lists(one, min_size=2, max_size=3).map(tuple)


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    paid = draw(days)
    return payment(
        id=draw(st.sampled_from(PAYMENTS)),
        plan_id=draw(PLANS),
        status=draw(st.sampled_from(["paid", "paid", "unpaid", "failed"])),
        opened=day(max(0, paid - 1)),
        paid=day(paid),
        days=draw(st.sampled_from([None, 1, 10, 30])),
        gift=draw(st.booleans()),
    )


@st.composite
def charges(draw: st.DrawFn) -> Charge:
    refunded = draw(st.sampled_from([0, 0, 300, 900]))
    dispute = draw(st.sampled_from(["", "", "needs_response", "won", "lost", "prevented"]))
    source = draw(st.sampled_from([*SUBSCRIPTIONS, *PAYMENTS]))
    return charge(
        id=f"ch_{draw(st.integers(1, 3))}_{source}",
        source=source,
        refunded=refunded,
        refunded_at=draw(days.map(day)) if refunded else None,
        dispute=dispute,
        disputed_at=draw(days.map(day)) if dispute else None,
        period_end=day(draw(st.integers(7, 71))) if source in SUBSCRIPTIONS else None,
    )


grants = st.builds(
    grant,
    id=st.sampled_from(["grant:1", "grant:2"]),
    plan_id=PLANS,
    given=days.map(day),
    days=st.sampled_from([None, 5, 20]),
    revoked=st.none() | days.map(day),
)
claims = st.builds(
    claim,
    id=st.sampled_from(["code:1", "code:2"]),
    source=st.sampled_from([*SUBSCRIPTIONS, *PAYMENTS]),
    claimed=days.map(day),
    seat=st.integers(1, 4),
)
revocations = st.builds(
    revocation,
    source=st.sampled_from([*SUBSCRIPTIONS, *PAYMENTS, "code:1"]),
    at=days.map(day),
)
snapshots = st.one_of(subscriptions(), payments(), charges(), grants, claims, revocations)
histories = st.lists(
    st.builds(
        Fact,
        st.integers(0, 9).map(lambda after: START + after * DAY),
        snapshots,
        st.sampled_from([True, True, True, False]),
    ),
    max_size=9,
)


def newest(history: Sequence[Fact], id_: str) -> set[object]:
    """Return the snapshots of an object that may count as its newest."""
    known = [fact for fact in history if fact.snapshot.id == id_]
    last = max(fact.as_of for fact in known)
    return {fact.snapshot for fact in known if fact.as_of == last}


def in_doubt(entitlement: Entitlement, history: Sequence[Fact], now: datetime) -> bool:
    """Return whether an entitlement is active beyond its time.

    Stripe was not asked since, or still calls it active.
    """
    if (
        entitlement.state not in GRANTING
        or entitlement.ends_at is None
        or now < entitlement.ends_at
    ):
        return False
    if entitlement.reason == "renewal-unknown":
        return True
    known = [fact.as_of for fact in history if fact.snapshot.id == entitlement.stripe_id]
    return not entitlement.ends_at <= max(known) <= now + timedelta(minutes=5)


def foretells(entry: Fact, now: datetime) -> bool:
    """Return whether a fact is about later payments or decisions."""
    match entry.snapshot:
        case Charge(refunded_at=back, disputed_at=held):
            times = [time for time in (back, held) if time is not None]
        case Revocation(at=ended):
            times = [ended]
        case _:
            times = []
    return any(at(time) > now for time in times)


@briefly
@given(history=histories, now=instants, data=st.data())
def test_order_repetition_and_delay_change_nothing(
    history: list[Fact], now: datetime, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(history))
    repeated = data.draw(st.lists(st.sampled_from(history), max_size=6)) if history else []
    assert fold([*shuffled, *repeated], POLICY, now) == fold(history, POLICY, now)


@briefly
@given(history=histories, now=instants)
def test_every_right_is_in_one_state_and_none_grants_after_its_end(
    history: list[Fact], now: datetime
) -> None:
    entitlements = fold(history, POLICY, now)
    assert len({entitlement.source for entitlement in entitlements}) == len(entitlements)
    for entitlement in entitlements:
        doubtful = in_doubt(entitlement, history, now)
        if entitlement.state in GRANTING:
            assert entitlement.ends_at is None or now < entitlement.ends_at or doubtful
            assert not entitlement.to_cancel
        if entitlement.state in (State.ENDED, State.SUSPENDED, State.PENDING, State.UPCOMING):
            assert not entitlement.renews
        if (
            entitlement.recheck_at is not None and entitlement.reason != "no-seat"
        ):  # due with who pays for it
            assert entitlement.recheck_at > now or doubtful


@briefly
@given(history=histories, now=instants, later=st.floats(0, 60))
def test_time_alone_changes_rights_only_when_they_said_it_would(
    history: list[Fact], now: datetime, later: float
) -> None:
    before = fold(history, POLICY, now)
    times = [entitlement.recheck_at for entitlement in before if entitlement.recheck_at is not None]
    quiet = min([now + later * DAY, *(time - MOMENT for time in times)])
    assert fold(history, POLICY, max(now, quiet)) == before


@briefly
@given(history=histories, now=instants)
def test_a_subscription_opens_no_longer_than_it_is_paid_and_forgiven(
    history: list[Fact], now: datetime
) -> None:
    for entitlement in fold(history, POLICY, now):
        if entitlement.state not in GRANTING or not (entitlement.stripe_id or "").startswith(
            "sub_"
        ):
            continue
        if entitlement.reason == UNDATED:  # nobody loses access over an unknown status of Stripe's
            continue
        if in_doubt(entitlement, history, now):
            continue
        (known, *others) = newest(history, entitlement.stripe_id or "")
        if others:
            continue
        assert isinstance(known, Subscription)
        grace = POLICY.of(entitlement.plan_id).grace
        if entitlement.reason == RENEWAL_UNKNOWN:
            grace = max(grace, MIN_RENEWAL_GRACE)
        part = POLICY.parts(known)[entitlement.plan_id]  # its items may be paid for different times
        assert now < at(part.period_end) + grace
        assert known.cancel_at is None or now < at(known.cancel_at) or known.status == "canceled"
        if known.status == "past_due":
            assert now < at(known.unpaid_since or known.period_start) + grace
        assert (
            known.status in ("active", "trialing", "past_due") or entitlement.reason == "restored"
        )


@briefly
@given(now=st.floats(0, 30.9).map(lambda n: START + n * DAY), known=subscriptions())
def test_a_paid_period_is_served_to_its_end(now: datetime, known: Subscription) -> None:
    """Unless it was refunded, disputed, cancelled, revoked or paused, which are not here."""
    paid = subscription(
        status="active",
        price_id=known.price_id,
        quantity=known.quantity,
        invoice=known.invoice,
        pause="" if known.pause == "void" else known.pause,
    )
    (entitlement,) = fold([fact(paid)], POLICY, now)
    assert entitlement.state is State.ACTIVE


@briefly
@given(history=histories, now=instants)
def test_what_is_disputed_grants_nothing_and_what_is_lost_or_revoked_has_ended(
    history: list[Fact], now: datetime
) -> None:
    history = [entry for entry in history if not foretells(entry, now)]
    entitlements = fold(history, POLICY, now)
    held = {entitlement.source for entitlement in entitlements if entitlement.state in GRANTING}
    for entry in history:
        match entry.snapshot:
            case Charge(dispute="needs_response" | "lost", source=source) as charged:
                if newest(history, charged.id) == {charged}:
                    assert source not in held
                    assert not {r for r in entitlements if r.stripe_id == source} & {
                        r for r in entitlements if r.state in GRANTING
                    }
            case _:
                pass
        if entry.snapshot.id.startswith("revocation:"):
            assert entry.snapshot.source not in held


@briefly
@given(history=histories, now=instants)
def test_only_what_is_over_here_and_not_at_stripe_is_to_be_cancelled(
    history: list[Fact], now: datetime
) -> None:
    for entitlement in fold(history, POLICY, now):
        if entitlement.to_cancel:
            assert entitlement.state is State.ENDED
            assert entitlement.source == entitlement.stripe_id
            assert all(
                isinstance(known, Subscription) and known.ended is None
                for known in newest(history, entitlement.source)
                if len(newest(history, entitlement.source)) == 1
            )


@briefly
@given(history=histories, now=instants)
def test_no_claim_outlives_what_backs_it(history: list[Fact], now: datetime) -> None:
    owned = [Fact(entry.as_of, entry.snapshot) for entry in history]  # the payer is the member
    entitlements = {entitlement.source: entitlement for entitlement in fold(owned, POLICY, now)}
    seats: dict[str, set[int]] = {}
    for source, entitlement in entitlements.items():
        if not source.startswith("code:") or entitlement.state not in GRANTING:
            continue
        backing = entitlements.get(entitlement.stripe_id or "")
        if (entitlement.stripe_id or "").startswith("sub_"):
            assert backing is not None
            assert backing.state in GRANTING
            (claimed, *_) = newest(owned, source)
            assert isinstance(claimed, Claim)
            seats.setdefault(entitlement.stripe_id or "", set()).add(claimed.seat or 0)
    for subscription_id, taken in seats.items():
        most = max(
            part.quantity
            for known in newest(owned, subscription_id)
            if isinstance(known, Subscription)
            for part in POLICY.parts(known).values()
        )
        assert taken <= set(range(1, most))


passes = st.lists(
    st.tuples(st.sampled_from(["cs", "grant"]), st.floats(0, 60), st.sampled_from([1, 7, 30])),
    min_size=1,
    max_size=6,
)


def chain(bought: Sequence[tuple[str, float, int]]) -> list[Fact]:
    """Return passes and gifts of staff, each with its time and days."""
    return [
        fact(
            payment(id=f"cs_{number}", paid=day(given), days=length)
            if kind == "cs"
            else grant(id=f"grant:{number}", given=day(given), days=length)
        )
        for number, (kind, given, length) in enumerate(bought)
    ]


def by_start(entitlements: Sequence[Entitlement]) -> list[Entitlement]:
    return sorted(
        entitlements,
        key=lambda entitlement: (
            entitlement.starts_at,
            entitlement.ends_at or entitlement.starts_at,
        ),
    )


@briefly
@given(bought=passes, now=instants)
def test_passes_follow_each_other_and_each_lasts_its_days(
    bought: list[tuple[str, float, int]], now: datetime
) -> None:
    history = chain(bought)
    entitlements = by_start(fold(history, POLICY, now))
    given_at = {entry.snapshot.id: entry.snapshot for entry in history}
    for earlier, later in itertools.pairwise(entitlements):
        assert earlier.ends_at is not None
        assert earlier.ends_at <= later.starts_at
        if earlier.ends_at < later.starts_at:  # a gap only where nothing had been bought yet
            known = given_at[later.source]
            assert isinstance(known, Payment | Grant)
            given_then = known.given if isinstance(known, Grant) else known.paid
            assert given_then == seconds(later.starts_at)
    lengths = [
        (entitlement.ends_at or START) - entitlement.starts_at for entitlement in entitlements
    ]
    assert sum(lengths, timedelta(0)) == sum((n * DAY for _, _, n in bought), timedelta(0))


@briefly
@given(bought=passes, now=instants, data=st.data())
def test_a_refund_moves_up_what_follows_and_takes_no_day_of_it(
    bought: list[tuple[str, float, int]], now: datetime, data: st.DataObject
) -> None:
    history = chain(bought)
    whole = {entitlement.source: entitlement for entitlement in fold(history, POLICY, now)}
    paid = sorted(source for source in whole if source.startswith("cs_"))
    if not paid:
        return
    source = data.draw(st.sampled_from(paid))
    back = data.draw(st.floats(0, 90))
    refunded = charge(source=source, refunded=900, refunded_at=day(back), period_end=None)
    entitlements = {
        entitlement.source: entitlement
        for entitlement in fold([*history, fact(refunded)], POLICY, now)
    }
    for other in entitlements.values():
        before = whole[other.source]
        assert other.ends_at is not None
        assert before.ends_at is not None
        if other.source != source:
            assert other.ends_at - other.starts_at == before.ends_at - before.starts_at
            assert other.ends_at <= before.ends_at
            # What was over when the money went back stays as it was.
            if before.ends_at <= at(day(back)):
                assert other.starts_at == before.starts_at
        else:
            assert other.ends_at <= max(at(day(back)), before.starts_at)


@briefly
@given(bought=passes, now=instants, data=st.data())
def test_a_lost_dispute_moves_nothing_else(
    bought: list[tuple[str, float, int]], now: datetime, data: st.DataObject
) -> None:
    history = chain(bought)
    source = f"cs_{data.draw(st.integers(0, len(bought) - 1))}"
    lost = charge(source=source, dispute="lost", disputed_at=day(data.draw(st.floats(0, 90))))
    before = [
        entitlement for entitlement in fold(history, POLICY, now) if entitlement.source != source
    ]
    after = fold([*history, fact(lost)], POLICY, now)
    assert [entitlement for entitlement in after if entitlement.source != source] == before


@briefly
@given(history=histories, now=instants)
def test_a_refund_that_failed_is_as_if_it_had_never_been(
    history: list[Fact], now: datetime
) -> None:
    plain = [entry for entry in history if not isinstance(entry.snapshot, Charge)]
    for source in (*SUBSCRIPTIONS, *PAYMENTS):
        back = charge(id="ch_9", source=source, refunded=900, refunded_at=day(5))
        failed = charge(id="ch_9", source=source, refunded=0, refunded_at=None)
        recorded = [fact(back), fact(failed, after=DAY)]
        assert fold([*plain, *recorded], POLICY, now) == fold(plain, POLICY, now)
