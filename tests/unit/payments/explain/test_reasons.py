"""Test that every reason of the fold has a sentence, and every sentence a reason."""

from datetime import timedelta
from itertools import product

from bot.payments.fact_repository import stored_entitlement
from bot.payments.ledger.facts import Fact, kind_of, to_body
from bot.payments.ledger.fold import fold
from bot.payments.replay.compare import rebuild
from data.facts import StoredFact
from tests import ftl
from tests.unit.payments.builders import (
    MONTH,
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

WHY = "grants-why-"
STATUSES = "active trialing past_due unpaid canceled incomplete incomplete_expired paused odd"
DAY = timedelta(days=1)
TIMES = (
    START + DAY,
    START + 3 * DAY,
    START + MONTH + DAY,
    START + MONTH + 8 * DAY,
    START + 3 * MONTH,
)


def lives() -> list[list[Fact]]:
    """Return members' facts in all combinations that the fold tells apart."""
    now = seconds(START)
    subscriptions = [
        fact(
            subscription(
                status=status, pause=pause, cancel_at=end, first_paid=paid, ended_here=here
            )
        )
        for status, pause, end, paid, here in product(
            STATUSES.split(),
            ("", "void"),
            (None, seconds(START + 2 * DAY)),
            (True, False),
            (True, False),
        )
    ]
    payments = [
        fact(payment(status=status, paid=now, days=days))
        for status, days in product(("paid", "unpaid", "failed", "expired"), (None, 10))
    ]
    money = [
        fact(charge(source=source, refunded=back, refunded_at=now, dispute=word, disputed_at=now))
        for source, back, word in product(
            ("sub_1", "cs_1"), (0, 900), ("", "needs_response", "lost")
        )
    ]
    grants = [fact(grant(revoked=revoked)) for revoked in (None, now + 60)]
    alone = [[each] for each in subscriptions + payments + grants]
    pairs = [[paid, reversal] for paid in (subscriptions[0], *payments) for reversal in money]
    seat = [Fact(START, subscription(), own=False), fact(claim(source="sub_1", seat=3))]
    foreign = [fact(subscription(price_id="price_pin", product_id="prod_pin"))]
    return [*alone, *pairs, seat, foreign, [subscriptions[0], fact(revocation("sub_1", now))]]


def test_each_reason_of_the_fold_has_words_in_both_languages() -> None:
    reasons = {
        entitlement.reason
        for facts, now in product(lives(), TIMES)
        for entitlement in fold(facts, POLICY, now)
    }
    assert len(reasons) > 20
    for language in ("en", "zh-CN"):
        ids = ftl.forms(language, "grants.ftl")
        outcome = {id_.removeprefix(WHY) for id_ in ids if id_.startswith(WHY)}
        assert outcome == reasons


def stored(facts: list[Fact]) -> list[StoredFact]:
    """Return facts as rows of member 1; what others paid has another member's id."""
    return [
        StoredFact(
            id=number,
            guild_id=1,
            user_id=1 if each.own else 2,
            kind=kind_of(each.snapshot),
            object_id=each.snapshot.id,
            source=each.snapshot.source,
            as_of=each.as_of,
            body=to_body(each.snapshot),
            event_id=None,
            recorded_at=each.as_of,
        )
        for number, each in enumerate(facts, start=1)
    ]


def test_time_alone_never_makes_a_replay_differ() -> None:
    """What was stored at one time is, later, the same or due: whatever the facts, whenever asked.

    This is what `recheck_at` promises: no entitlement changes between two refreshes.
    """
    for facts, then, now in product(lives(), TIMES, TIMES):
        if then <= now:
            entitlements = [
                stored_entitlement(1, 1, entitlement) for entitlement in fold(facts, POLICY, then)
            ]
            outcome = rebuild(1, 1, stored(facts), entitlements, POLICY, now)
            assert outcome.mismatches == [], (facts, then, now)
