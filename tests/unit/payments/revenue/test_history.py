"""When a subscription's history changes."""

from dataclasses import replace
from datetime import timedelta

from bot.payments.ledger.facts import Subscription
from bot.payments.revenue.history import Seen, history
from tests.unit.payments.builders import PLAN, START, seconds, subscription

PAID = subscription(currency="eur", unit_amount=900, amount=900, interval="month")


def rows_of(*seen: tuple[int, Subscription]) -> list[tuple[str, int, int | None]]:
    """Return the states with the days from which and until which they hold."""
    found = history(
        [Seen(START + timedelta(days=day), 30, each) for day, each in seen],
        lambda each: {PLAN: each},
        {},
    )
    return [
        (
            row.state,
            (row.from_at - START).days,
            None if row.until_at is None else (row.until_at - START).days,
        )
        for row in found
    ]


def test_an_end_that_is_seen_late_counts_when_it_was() -> None:
    ended = replace(PAID, status="canceled", ended=seconds(START + timedelta(days=31)))
    assert rows_of((0, PAID), (35, ended)) == [("paying", 0, 31)]


def test_it_begins_when_it_started_not_when_it_was_first_seen() -> None:
    assert rows_of((400, PAID)) == [("paying", 0, None)]


def test_the_order_of_facts_does_not_matter() -> None:
    failed = replace(PAID, status="past_due")
    assert rows_of((31, failed), (0, PAID), (33, PAID)) == [
        ("paying", 0, 31),
        ("past_due", 31, 33),
        ("paying", 33, None),
    ]
