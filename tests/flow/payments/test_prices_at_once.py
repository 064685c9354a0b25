"""Staff who change a plan's prices at the same moment leave what one of them wanted."""

import asyncio

from bot.errors import UserError
from tests.flow.conftest import GUILD, STAFF, Billing
from tests.flow.payments.test_plan_prices import active_amounts, add, service


async def test_two_who_add_the_same_price_at_once_leave_one(billing: Billing) -> None:
    await billing.sell()
    results = await asyncio.gather(
        *(add(billing, "24.00", "quarter") for _ in range(2)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, UserError)]
    assert [str(each) for each in refused] in ([], ["plan-price-twice"])
    plan = await billing.plans.named(GUILD, "Pro")
    assert [price.amount for price in plan.prices] == [900, 2400]
    assert active_amounts(billing) == [900, 2400]


async def test_two_who_retire_the_last_two_prices_at_once_leave_one(billing: Billing) -> None:
    await billing.sell()
    plan = await add(billing, "24.00", "quarter")
    results = await asyncio.gather(
        *(service(billing).retire(GUILD, STAFF, "Pro", each.id) for each in plan.prices),
        return_exceptions=True,
    )
    assert [str(each) for each in results if isinstance(each, UserError)] == ["plan-price-last"]
    assert len((await billing.plans.named(GUILD, "Pro")).prices) == 1


async def test_two_who_change_the_same_price_at_once_leave_one(billing: Billing) -> None:
    await billing.sell()
    amounts = ("10.00", "11.00")
    results = await asyncio.gather(
        *(add(billing, amount, "month") for amount in amounts), return_exceptions=True
    )
    assert len([each for each in results if isinstance(each, UserError)]) <= 1
    plan = await billing.plans.named(GUILD, "Pro")
    assert len(plan.prices) == 1
    assert plan.price.amount in (1000, 1100)
    assert active_amounts(billing) == [plan.price.amount]
