"""Test that a move to another account changes only whose memberships they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.payments.ledger.entitlement import CURRENT_STATES, Entitlement, State, carrier
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import (
    Claim,
    Fact,
    Grant,
    Move,
    Payment,
    Snapshot,
    Subscription,
)
from bot.payments.ledger.fold import fold
from tests.unit.payments.builders import (
    PLAN,
    POLICY,
    START,
    charge,
    claim,
    grant,
    payment,
    seconds,
    subscription,
)

DAY = timedelta(days=1)
MOVED_AT = START + 60 * DAY
OLD, NEW, STAFF = 1, 2, 3


def day(number: int) -> int:
    return seconds(START + number * DAY)


def held(history: Sequence[Fact], now: datetime) -> list[Entitlement]:
    """Return what is not over: that is what moves."""
    return [each for each in fold(history, POLICY, now) if each.state in CURRENT_STATES]


def lasts_days(snapshot: Snapshot, history: Sequence[Fact]) -> bool:
    if isinstance(snapshot, Claim):
        return any(
            isinstance(fact.snapshot, Payment)
            and fact.snapshot.id == snapshot.source
            and fact.snapshot.days is not None
            for fact in history
        )
    return isinstance(snapshot, Payment | Grant) and snapshot.days is not None


def move(history: Sequence[Fact], now: datetime, to: int = NEW) -> list[Fact]:
    """Return what the other account's facts are after everything was moved to it."""
    newest = FactIndex.of(history).newest
    facts: list[Fact] = []
    for each in held(history, now):
        source = carrier(each.source)
        starts = seconds(each.starts_at) if lasts_days(newest[source], history) else None
        decision = Move(
            id=f"move:{source}",
            plan_id=each.plan_id,
            source=source,
            at=seconds(now),
            from_id=OLD,
            to_id=to,
            actor_id=STAFF,
            reason="new account",
            starts=starts,
        )
        facts += about(history, source)
        facts.append(Fact(now, decision))
    return facts


def about(history: Sequence[Fact], source: str) -> list[Fact]:
    """Return the facts about a source, and what is behind it."""
    own = [fact for fact in history if source in (fact.snapshot.id, fact.snapshot.source)]
    behind = {fact.snapshot.source for fact in own if isinstance(fact.snapshot, Claim)}
    return own + [fact for fact in history if fact.snapshot.source in behind and fact not in own]


def only(entitlements: Sequence[Entitlement], sources: set[str]) -> list[Entitlement]:
    return [each for each in entitlements if carrier(each.source) in sources]


@st.composite
def terms(draw: st.DrawFn, number: int) -> list[Snapshot]:
    begin, length = draw(st.integers(0, 59)), draw(st.sampled_from([None, 5, 20, 45]))
    plan_id = draw(st.sampled_from([PLAN, PLAN, 2]))
    match draw(st.sampled_from(["payment", "grant", "claim", "subscription"])):
        case "payment":
            return [
                payment(id=f"cs_{number}", plan_id=plan_id, paid=day(begin), days=length),
            ]
        case "grant":
            return [grant(id=f"grant:{number}", plan_id=plan_id, given=day(begin), days=length)]
        case "claim":
            gift = payment(id=f"cs_{number}", plan_id=plan_id, paid=day(0), days=length, gift=True)
            code = f"code:{number}"
            return [gift, claim(id=code, plan_id=plan_id, source=gift.id, claimed=day(begin))]
        case _:
            return [
                subscription(
                    id=f"sub_{number}",
                    price_id=draw(st.sampled_from(["price_pro", "price_gold"])),
                    period_start=day(begin),
                    period_end=day(begin + 31),
                    cancel_at=draw(st.none() | st.just(day(begin + 31))),
                    first_paid=draw(st.sampled_from([True, None])),
                    change_unpaid=False,
                )
            ]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    count = draw(st.integers(1, 5))
    found: list[Fact] = []
    for number in range(count):
        for snapshot in draw(terms(number)):
            own = not (isinstance(snapshot, Payment) and snapshot.gift)
            found.append(Fact(START, snapshot, own))
        if isinstance(found[-1].snapshot, Subscription):
            # Settled by an earlier fact, and changed to what is not paid yet.
            first = found[-1].snapshot
            unpaid = replace(first, first_paid=None, quantity=3, change_unpaid=True)
            found += [
                Fact(START - DAY, replace(first, first_paid=True)),
                *([Fact(MOVED_AT - DAY, unpaid)] if draw(st.booleans()) else []),
            ]
    return found


@st.composite
def later_facts(draw: st.DrawFn, history: Sequence[Fact]) -> list[Fact]:
    """Refund or revoke some of it after the move."""
    found: list[Fact] = []
    for fact in history:
        after = draw(st.integers(61, 90))
        match fact.snapshot:
            case Payment() as paid if draw(st.booleans()):
                back = charge(
                    id=f"ch_{paid.id}",
                    source=paid.id,
                    refunded=900,
                    refunded_at=day(after),
                    period_end=None,
                )
                found.append(Fact(START + after * DAY, back, fact.own))
            case Grant() as given if draw(st.booleans()):
                found.append(Fact(START + after * DAY, replace(given, revoked=day(after))))
            case _:
                pass
    return found


@given(history=histories(), data=st.data(), passed=st.integers(0, 60))
def test_what_moved_folds_as_it_would_have_for_the_old_account(
    history: list[Fact], data: st.DataObject, passed: int
) -> None:
    moving = {carrier(each.source) for each in held(history, MOVED_AT)}
    later = data.draw(later_facts(history))
    past = [
        Fact(START, grant(id=f"grant:old{number}", plan_id=PLAN, given=day(begin), days=20))
        for number, begin in enumerate(data.draw(st.lists(st.integers(0, 30), max_size=2)))
    ]
    assume(not held(past, MOVED_AT))
    now = MOVED_AT + passed * DAY
    there = move(history, MOVED_AT) + [
        fact for source in sorted(moving) for fact in about([*later, *history], source)
    ]
    before = only(fold([*history, *later], POLICY, now), moving)
    assert only(fold([*past, *there], POLICY, now), moving) == before


@given(history=histories(), passed=st.integers(0, 30))
def test_moving_back_restores_what_was(history: list[Fact], passed: int) -> None:
    moving = {carrier(each.source) for each in held(history, MOVED_AT)}
    later = MOVED_AT + passed * DAY
    there = move(history, MOVED_AT)
    left = [
        Fact(MOVED_AT, replace(fact.snapshot, left=True))
        for fact in there
        if isinstance(fact.snapshot, Payment | Subscription | Grant | Claim)
        and fact.own
        and fact.snapshot.id in moving
    ]
    assert only(fold([*history, *left], POLICY, later), moving) == []
    back = move(there, later, to=OLD)
    still = {carrier(each.source) for each in held(there, later)}
    newest = FactIndex.of(there).newest
    returned = [Fact(later, newest[source]) for source in sorted(still)]
    again = fold([*history, *left, *back, *returned], POLICY, later)
    # What is true for a later time proves more of a subscription.
    assert [replace(each, reason="") for each in only(again, still)] == [
        replace(each, reason="") for each in only(fold([*history, *returned], POLICY, later), still)
    ]


def test_what_is_bought_after_a_move_follows_what_moved() -> None:
    there = move([Fact(START, payment(days=90, paid=day(0)))], MOVED_AT)
    bought = Fact(MOVED_AT + DAY, payment(id="cs_2", days=30, paid=day(61)))
    first, second = fold([*there, bought], POLICY, MOVED_AT + DAY)
    assert (second.state, second.starts_at) == (State.UPCOMING, first.ends_at)


def test_a_seat_of_what_one_moved_away_gives_only_the_seat() -> None:
    paid = subscription(quantity=2, period_end=day(90))
    history = [
        Fact(START, paid),
        Fact(MOVED_AT, replace(paid, left=True)),
        Fact(MOVED_AT, paid, own=False),
        Fact(MOVED_AT, claim(source=paid.id, seat=1, claimed=day(60))),
    ]
    assert [each.source for each in fold(history, POLICY, MOVED_AT)] == ["code:1"]
