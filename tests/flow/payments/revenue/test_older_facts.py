"""Figures of memberships that were recorded before there were figures."""

from sqlalchemy import select, update

from bot.payments.revenue.fill import RevenueFill
from data import revenue
from data.tables import facts
from tests.flow.conftest import GUILD
from tests.flow.payments.revenue.conftest import RevenueScenario

NEW_FIELDS = ("unit_amount", "amount", "interval", "interval_count")


async def forget_figures(scenario: RevenueScenario) -> None:
    """Make the database that of an older version: facts without terms, and no figures."""
    async with scenario.billing.database.write() as connection:
        for row in await connection.execute(select(facts.c.id, facts.c.body)):
            body = {name: value for name, value in row.body.items() if name not in NEW_FIELDS}
            await connection.execute(update(facts).where(facts.c.id == row.id).values(body=body))
        await revenue.replace_history(connection, GUILD, scenario.subscription, [])
        for invoice in scenario.billing.stripe.invoices:
            await revenue.replace_income(connection, invoice, [])


async def with_coupon(scenario: RevenueScenario) -> None:
    v1 = scenario.billing.api.client.v1
    coupon = await v1.coupons.create_async({"duration": "forever", "percent_off": 50})
    await v1.promotion_codes.create_async(
        {"code": "HALF", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )
    await scenario.billing.sell()
    await scenario.buy(code="HALF")


async def test_they_count_at_list_price_until_stripe_is_asked(scenario: RevenueScenario) -> None:
    await with_coupon(scenario)
    assert (await scenario.figures()).subscriptions.mrr[-1] == 450
    await forget_figures(scenario)
    assert (await scenario.service.report(GUILD)).currencies == []
    await RevenueFill(scenario.billing.database, scenario.billing.clock).run()
    figures = await scenario.figures()
    assert figures.subscriptions.mrr[-1] == 900  # the discount was not recorded
    assert sum(month.received for month in figures.income) == 0
    rights = await scenario.rights()
    found = await scenario.billing.comparison.run()
    figures = await scenario.figures()
    assert figures.subscriptions.mrr[-1] == 450
    assert sum(month.received for month in figures.income) == 450
    assert found.total == 0  # nothing was wrong, so that staff hear nothing
    assert await scenario.rights() == rights


async def test_figures_are_filled_once(scenario: RevenueScenario) -> None:
    fill = RevenueFill(scenario.billing.database, scenario.billing.clock)
    await fill.run()
    await scenario.subscribe()
    await forget_figures(scenario)
    await fill.run()
    assert (await scenario.service.report(GUILD)).currencies == []
    await scenario.billing.comparison.run()
    assert (await scenario.figures()).subscriptions.mrr[-1] == 900
