"""What a purchase, its renewals and its end mean for the owner's figures."""

from fractions import Fraction

import pytest

from bot.payments.revenue.fill import RevenueFill
from bot.payments.revenue.mrr import Trials
from data import revenue
from tests.flow.conftest import GUILD
from tests.flow.payments.revenue.conftest import RevenueScenario

OFF = {"amount_off": 100, "currency": "eur"}
# Each statement runs on PostgreSQL in other files, and nothing here happens at once.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_subscription_counts_from_its_payment_to_its_end(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    await scenario.renew()
    figures = await scenario.figures()
    assert figures.subscriptions.mrr[-1] == 900
    assert figures.subscriptions.members[-1] == 1
    assert sum(month.received for month in figures.income) == 1800
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription)
    await scenario.billing.catch_up()
    assert (await scenario.figures()).subscriptions.cancelling.mrr == 900
    await scenario.days(32)
    figures = await scenario.figures()
    assert figures.subscriptions.mrr[-1] == 0
    assert sum(month.received for month in figures.income) == 1800


@pytest.mark.parametrize(
    ("interval", "mrr"), [("year", Fraction(900, 12)), ("week", Fraction(900 * 52, 12))]
)
async def test_mrr_is_a_month_s_share(
    scenario: RevenueScenario, interval: str, mrr: Fraction
) -> None:
    await scenario.subscribe(interval=interval)
    assert (await scenario.figures()).subscriptions.mrr[-1] == mrr


async def test_a_failed_renewal_is_at_risk(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    figures = (await scenario.figures()).subscriptions
    assert (figures.mrr[-1], figures.past_due.count, figures.past_due.amount) == (900, 1, 900)


async def test_a_trial_counts_when_its_first_charge_is_paid(scenario: RevenueScenario) -> None:
    await scenario.subscribe(trial_days=14)
    figures = (await scenario.figures()).subscriptions
    assert (figures.mrr[-1], figures.running_trials) == (0, 1)
    await scenario.renew(after=14)
    figures = (await scenario.figures()).subscriptions
    assert (figures.mrr[-1], figures.running_trials) == (900, 0)
    months = figures.trials
    assert sum(month.started for month in months) == 1
    assert sum(month.converted for month in months) == 1
    assert sum(month.ended for month in months) == 0


async def test_a_declined_trial_never_counts(scenario: RevenueScenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.renew("declined", after=14)
    figures = (await scenario.figures()).subscriptions
    assert (figures.mrr[-1], figures.past_due.count) == (0, 0)
    assert sum((month.ended for month in figures.trials), 0) == 1
    assert Trials(ended=1) in figures.trials or Trials(started=1, ended=1) in figures.trials


async def test_money_that_went_back_is_dated_by_each_refund(scenario: RevenueScenario) -> None:
    await scenario.subscribe(interval="once")
    charge = scenario.charge
    await scenario.billing.stripe.refund(charge, 200)
    await scenario.days(40)
    await scenario.billing.stripe.refund(charge, 300)
    await scenario.billing.catch_up()
    income = (await scenario.figures()).income
    assert sum(month.received for month in income) == 900
    assert sum(month.one_time for month in income) == 900
    assert [month.refunded for month in income if month.refunded] == [200, 300]


async def test_a_dispute_counts_until_it_is_won(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.billing.catch_up()
    income = (await scenario.figures()).income
    assert [(month.disputes, month.disputed) for month in income if month.disputes] == [(1, 900)]
    await scenario.billing.stripe.close_dispute(dispute["id"], won=True)
    await scenario.billing.catch_up()
    income = (await scenario.figures()).income
    assert [(month.disputes, month.disputed) for month in income if month.disputes] == [(1, 0)]


@pytest.mark.parametrize(
    ("coupon", "amount"),
    [
        ({"duration": "once", "percent_off": 50}, 900),
        ({"duration": "forever", "percent_off": 50}, 450),
        (
            {
                "duration": "repeating",
                "duration_in_months": 3,
                "amount_off": 100,
                "currency": "eur",
            },
            800,
        ),
    ],
)
async def test_only_recurring_discounts_lower_mrr(
    scenario: RevenueScenario, coupon: dict[str, object], amount: int
) -> None:
    v1 = scenario.billing.api.client.v1
    made = await v1.coupons.create_async(coupon)  # pyright: ignore[reportArgumentType] one dict of many
    await v1.promotion_codes.create_async(
        {"code": "WELCOME", "promotion": {"type": "coupon", "coupon": made.id}}
    )
    await scenario.billing.sell()
    await scenario.buy(code="WELCOME")
    assert (await scenario.figures()).subscriptions.mrr[-1] == amount


async def test_figures_are_rebuilt_from_facts(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.billing.sell(name="Day", interval="once", days=1, role_id=77)
    await scenario.buy("Day", user=31)
    await scenario.billing.stripe.refund(scenario.charge, 100)
    await scenario.billing.catch_up()
    before = (await scenario.service.report(GUILD)).currencies
    async with scenario.billing.database.write() as connection:
        await revenue.replace_history(connection, GUILD, scenario.subscription, [])
        for object_id in (scenario.charge, list(scenario.billing.stripe.sessions)[-1]):
            await revenue.replace_income(connection, object_id, [])
    assert (await scenario.service.report(GUILD)).currencies != before
    await RevenueFill(scenario.billing.database, scenario.billing.clock).run()
    assert (await scenario.service.report(GUILD)).currencies == before


async def test_the_comparison_adds_invoices_that_no_fact_holds(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    await scenario.renew()
    before = await scenario.service.report(GUILD)
    async with scenario.billing.database.write() as connection:
        for invoice in scenario.billing.stripe.invoices:
            await revenue.replace_income(connection, invoice, [])
    await scenario.billing.comparison.run()
    after = await scenario.service.report(GUILD)
    assert after.currencies == before.currencies
    assert after.is_complete
    assert not before.is_complete
