"""Every word by which the fold may decide has its sentence, and no sentence is stale."""

from datetime import timedelta
from itertools import product

from bot.payments.facts import Fact
from bot.payments.ledger import fold
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
TIMES = (START + DAY, START + MONTH + DAY, START + 3 * MONTH)


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
    pairs = [[paid, turn] for paid in (subscriptions[0], *payments) for turn in money]
    seat = [Fact(START, subscription(), own=False), fact(claim(source="sub_1", seat=3))]
    return [*alone, *pairs, seat, [subscriptions[0], fact(revocation("sub_1", now))]]


def test_each_reason_of_the_fold_has_words_in_both_languages() -> None:
    reasons = {
        right.reason for facts, now in product(lives(), TIMES) for right in fold(facts, POLICY, now)
    }
    assert len(reasons) > 20
    for language in ("en", "zh-CN"):
        ids = ftl.forms(language, "grants.ftl")
        told = {id_.removeprefix(WHY) for id_ in ids if id_.startswith(WHY)}
        assert told == reasons
