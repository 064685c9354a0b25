"""Charges and access of switches are those of an oracle that knows only the owner's rules."""

from datetime import UTC, datetime
from typing import Literal

import pytest

from data.plan_terms import Terms as PlanTerms
from data.prices import Price
from tests.flow.payments.lifecycle.scenario import ALICE, GUILD, Scenario
from tests.flow.payments.switching.actions import PRO, TOP, add, ask, price, service
from tests.flow.payments.switching.oracle import Terms, expect

ROLES = {"Pro": PRO, "Top": TOP}
AMOUNTS = {"eur": {1: 900, 3: 2400, 12: 9000}, "cny": {1: 6800, 3: 18000, 12: 68000}}
# The plan, months and seats before and after.
SWITCHES = {
    "month to quarter": (("Pro", 1, 1), ("Pro", 3, 1)),
    "month to year": (("Pro", 1, 1), ("Pro", 12, 1)),
    "quarter to month": (("Pro", 3, 1), ("Pro", 1, 1)),
    "year to quarter": (("Pro", 12, 1), ("Pro", 3, 1)),
    "tier up": (("Pro", 1, 1), ("Top", 1, 1)),
    "tier down": (("Top", 1, 1), ("Pro", 1, 1)),
    "tier up, for longer": (("Pro", 1, 1), ("Top", 12, 1)),
    "tier up, for shorter": (("Pro", 12, 1), ("Top", 1, 1)),
    "seats up": (("Pro", 1, 1), ("Pro", 1, 3)),
    "seats down": (("Pro", 3, 3), ("Pro", 3, 2)),
    "tier up, seats down, for less": (("Pro", 1, 5), ("Top", 1, 1)),
    "tier down, seats up, for more": (("Top", 1, 1), ("Pro", 1, 4)),
}
DAYS = 10
INTERVALS = {1: "month", 3: "quarter", 12: "year"}


def terms(currency: str, plan: str, months: int, seats: int) -> Terms:
    factor = 3 if plan == "Top" else 1
    return Terms(plan, AMOUNTS[currency][months] * factor, months, seats)


async def go_to(scenario: Scenario, second: int) -> None:
    """Advance to a second of Stripe's clock."""
    left = datetime.fromtimestamp(second, UTC) - datetime.fromtimestamp(
        scenario.billing.stripe.clock.stamp(), UTC
    )
    await scenario.billing.pass_time(left)


CASES = [
    *((name, policy, "eur") for name in SWITCHES for policy in ("now", "renewal")),
    *((name, "now", "cny") for name in ("month to year", "tier up", "seats up", "tier down")),
]
SECONDS = 2  # the clocks go on while the test runs


@pytest.mark.parametrize(("name", "policy", "currency"), CASES)
async def test_charges_and_access_are_the_oracle_s(
    scenario: Scenario, name: str, policy: Literal["now", "renewal"], currency: str
) -> None:
    before, after = (terms(currency, *each) for each in SWITCHES[name])
    stripe, billing = scenario.billing.stripe, scenario.billing
    bought = await sell(scenario, before, currency, policy)
    wanted = await sell(scenario, after, currency, policy)
    await billing.buy(plan=before.plan, price=bought.id, seats=before.seats)
    await billing.catch_up()
    start = stripe.subscriptions[scenario.subscription]["start_date"]
    await go_to(scenario, start + DAYS * 24 * 3600)

    quote = await ask(scenario, wanted, after.seats)
    expected = expect(start, before, after, quote.moment, policy)
    opened = expected.opens == quote.moment
    assert quote.costs.due == (expected.charges[1][1] if opened else 0)
    assert quote.costs.recurring == after.total
    assert abs(quote.costs.next_at.timestamp() - expected.renews) <= SECONDS
    result = await service(billing).make(GUILD, ALICE, quote)
    assert result.outcome == ("done" if opened else "planned")
    await billing.catch_up()
    sold = after if opened else before
    assert await billing.roles() == {ROLES[sold.plan]}
    assert seats(scenario) == sold.seats

    await go_to(scenario, expected.renews)
    await stripe.renew(scenario.subscription)
    await billing.catch_up()
    assert await billing.roles() == {ROLES[after.plan]}
    assert seats(scenario) == after.seats
    charges = list(stripe.charges.values())
    assert [each["amount"] for each in charges] == [amount for _, amount in expected.charges]
    for charge, (second, _) in zip(charges, expected.charges, strict=True):
        assert abs(charge["created"] - second) <= SECONDS
    assert {each["currency"] for each in charges} == {currency}


async def sell(scenario: Scenario, sold: Terms, currency: str, policy: str) -> Price:
    """Sell a plan at a price, in addition to its others."""
    amount, billing = f"{sold.amount / 100:.2f}", scenario.billing
    interval = INTERVALS[sold.months]
    if await billing.plans.find(GUILD, sold.plan) is None:
        await billing.sell(
            name=sold.plan,
            role_id=ROLES[sold.plan],
            amount=amount,
            currency=currency,
            interval=interval,
            terms=PlanTerms(on_switch="now" if policy == "now" else "renewal"),
        )
    else:
        await add(billing, sold.plan, amount, interval, currency)
    return await price(billing, sold.plan, sold.months, currency)


def seats(scenario: Scenario) -> int:
    (item,) = scenario.billing.stripe.subscriptions[scenario.subscription]["items"]["data"]
    return item["quantity"]
