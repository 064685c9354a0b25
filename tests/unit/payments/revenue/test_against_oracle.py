"""The figures equal those of a simulated world, computed by brute force from its plot."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.payments.ledger.facts import Charge, Payment, Subscription
from bot.payments.revenue.history import Seen, history
from bot.payments.revenue.income import IncomeFigures, income_figures, of_charge, of_payment
from bot.payments.revenue.mrr import rounded, subscription_figures
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.objects.parsing import parse_charge, parse_subscription
from data.revenue import (
    INTERVALS,
    NEVER,
    STATES,
    HistoryRow,
    IncomeRow,
    IncomeSum,
    StoredHistory,
    milliseconds,
)
from tests.revenue_world import (
    EDGES,
    Life,
    World,
    at_noon,
    charge_bodies,
    edge,
    invent,
    noon,
    subscription_bodies,
    totals,
)

CURRENCIES = ("eur", "usd")


def columns(rows: Sequence[HistoryRow]) -> StoredHistory:
    """Return rows as the database returns them."""

    def place(name: str, of: Sequence[str]) -> int:
        return of.index(name) if name in of else len(of)

    numbers = [
        (
            row.part,
            row.user_id,
            row.plan_id,
            place(row.state, STATES),
            place(row.previous_state, STATES),
            place(row.next_state, STATES),
            place(row.currency, CURRENCIES),
            place(row.interval, INTERVALS),
            row.interval_count,
            row.unit_amount,
            row.amount,
            milliseconds(row.from_at),
            NEVER if row.until_at is None else milliseconds(row.until_at),
        )
        for row in rows
    ]
    table = np.array(numbers, np.int64).reshape(-1, 13)
    return StoredHistory(*table.T)


def rows_of(life: Life) -> list[HistoryRow]:
    owner = Owner(1, life.user, life.price.plan_id, life.payer)
    seen = [
        Seen(at_noon(day), life.user, parse_subscription(body, owner))
        for day, body in subscription_bodies(life)
    ]

    def plans_of(of: Subscription) -> dict[int, Subscription]:
        return {int(of.product_id.removeprefix("prod_")): of}

    return history(seen, plans_of, {})


def income_of(world: World) -> list[IncomeRow]:
    found: list[IncomeRow] = []
    for life, number, day, amount in world.invoices():
        owner = Owner(1, life.user, 1, life.payer)
        paid = Payment(f"in_{life.id}_{number}", 1, "paid", noon(day), amount, life.currency)
        found += of_payment(paid, owner)
    for each in world.payments:
        owner = Owner(1, each.user, 1)
        found += of_payment(
            Payment(
                f"cs_{each.id}",
                1,
                "paid",
                noon(each.day),
                each.amount,
                each.currency,
                gift=each.gift,
                tax=each.tax,
            ),
            owner,
        )
        charge: Charge | None = None
        for _, body, refunds, disputes in charge_bodies(each):
            charge = parse_charge(
                body, refunds, disputes, source=f"cs_{each.id}", plan_id=1, billed=None
            )
        found += [] if charge is None else of_charge(charge, owner)
    return found


def sums(rows: Sequence[IncomeRow]) -> list[IncomeSum]:
    return [
        IncomeSum(row.kind, row.state, row.currency, month, row.amount, row.tax, 1)
        for row in rows
        for month, (since, until) in enumerate(pairwise(EDGES))
        if edge(since) <= row.at < edge(until)
    ]


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 10**9))
def test_subscriptions(seed: int) -> None:
    world = invent(seed)
    stored = columns([row for life in world.lives for row in rows_of(life)])
    for place, currency in enumerate(CURRENCIES):
        edges = [milliseconds(edge(day)) for day in EDGES]
        found = subscription_figures(stored, place, edges, movements=len(edges) - 1)
        # An edge is the beginning of a day, so that the state before it is that of the day before.
        worth = [world.mrr(currency, day - 1) for day in EDGES]
        assert list(found.mrr) == totals(worth)
        assert list(found.members) == [len(each) for each in worth]
        assert sum((each.mrr for each in found.held_prices), Fraction(0)) == found.mrr[-1]
        for moved, (before, after) in zip(found.movements, pairwise(worth), strict=True):
            changes = {
                user: after.get(user, Fraction(0)) - before.get(user, Fraction(0))
                for user in {*before, *after}
            }
            assert moved.new == len(after.keys() - before.keys())
            assert moved.lost == len(before.keys() - after.keys())
            assert moved.new_mrr + moved.more_mrr == sum(
                (change for change in changes.values() if change > 0), Fraction(0)
            )
            assert moved.lost_mrr + moved.less_mrr == -sum(
                (change for change in changes.values() if change < 0), Fraction(0)
            )
        tried = [(each.started, each.converted, each.ended) for each in found.trials]
        assert tried == [world.trials(currency, *span) for span in pairwise(EDGES)]


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 10**9))
def test_income(seed: int) -> None:
    world = invent(seed)
    rows = income_of(world)
    found = income_figures(sums(rows), len(EDGES) - 1)
    for currency in CURRENCIES:
        months = found.get(currency, [IncomeFigures()] * (len(EDGES) - 1))
        for month, span in zip(months, pairwise(EDGES), strict=True):
            expected = world.income(currency, *span)
            assert month.received == expected["received"]
            for name in ("tax", "refunds", "refunded", "disputes", "disputed", "lost"):
                assert getattr(month, name) == expected[name], name


@pytest.mark.parametrize(
    ("exact", "whole"),
    [
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Fraction(7, 3), 2),
        (Fraction(0), 0),
        (Fraction(10**18 + 1, 2), (10**18 + 2) // 2),
    ],
)
def test_amounts_are_rounded_half_up(exact: Fraction, whole: int) -> None:
    assert rounded(exact) == whole
