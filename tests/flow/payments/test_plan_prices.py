"""A plan sold at several prices: each by its own terms, none twice, old holders keep theirs."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.checkout import Purchase
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plan_request import PlanChange, PriceRequest
from data.plans import Plan, listing
from data.prices import Price
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

# Each statement runs on PostgreSQL in other files, and nothing here happens at once.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def service(billing: Billing) -> PlanPriceService:
    return PlanPriceService(billing.database, billing.plans, billing.clock)


async def add(billing: Billing, amount: str, interval: str, **more: Any) -> Plan:  # noqa: ANN401 the request's own types
    return await service(billing).add(PriceRequest(GUILD, STAFF, "Pro", amount, interval, **more))


async def several(billing: Billing) -> Plan:
    """Sell Pro by month, by quarter, by year in another currency, as a pass and for life."""
    await billing.sell()
    await add(billing, "24.00", "quarter")
    await add(billing, "600.00", "year", currency="CNY")
    await add(billing, "5.00", "once", days=7)
    return await add(billing, "200.00", "once")


def terms(price: Price) -> tuple[Any, ...]:
    return price.amount, *price.terms


async def test_each_is_a_price_of_its_own_at_stripe_in_the_order_made(billing: Billing) -> None:
    plan = await several(billing)
    assert [terms(price) for price in plan.prices] == [
        (900, "month", 1, None, "eur"),
        (2400, "month", 3, None, "eur"),
        (60000, "year", 1, None, "cny"),
        (500, "once", 1, 7, "eur"),
        (20000, "once", 1, None, "eur"),
    ]
    for price in plan.prices:
        at_stripe = billing.stripe.prices[price.price_id or ""]
        rhythm = at_stripe["recurring"] or {"interval": "once", "interval_count": 1}
        assert (at_stripe["unit_amount"], at_stripe["currency"]) == (price.amount, price.currency)
        assert (rhythm["interval"], rhythm["interval_count"]) == price.terms[:2]
    async with billing.database.read() as connection:
        found = await listing(connection, GUILD)
    assert found.prices == {price.price_id: price for price in plan.prices}
    assert set(found.plan_of_price.values()) == {plan.id}


@pytest.mark.parametrize(
    ("index", "charged", "days"),
    [
        (0, "900 eur", range(28, 32)),
        (1, "2400 eur", range(89, 93)),
        (2, "60000 cny", range(365, 367)),
        (3, "500 eur", range(7, 8)),
    ],
)
async def test_what_is_bought_is_charged_and_lasts_as_long_as_it_says(
    billing: Billing, index: int, charged: str, days: range
) -> None:
    plan = await several(billing)
    began = billing.clock.now()
    await billing.buy(price=plan.prices[index].id)
    await billing.catch_up()
    (charge,) = billing.stripe.charges.values()
    assert f"{charge['amount']} {charge['currency']}" == charged
    (held,) = (await billing.entitlement_service.load(GUILD, ALICE)).entitlements
    assert held.state == "active"
    assert held.ends_at is not None
    assert round((held.ends_at - began) / timedelta(days=1)) in days
    assert await billing.roles() == {ROLE}


async def test_lifetime_beside_a_subscription_has_no_end(billing: Billing) -> None:
    plan = await several(billing)
    await billing.buy(price=plan.prices[4].id)
    await billing.catch_up()
    (held,) = (await billing.entitlement_service.load(GUILD, ALICE)).entitlements
    assert (held.state, held.ends_at) == ("active", None)


async def test_a_holder_is_not_sold_it_again_at_another_price(billing: Billing) -> None:
    plan = await several(billing)
    await billing.buy()
    await billing.catch_up()
    for price in plan.prices:
        refusal = "payments-already-member" if price.renews else "payments-once-instead"
        with pytest.raises(UserError, match=refusal):
            await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", price=price.id))
    assert len(billing.stripe.charges) == 1


async def test_only_one_of_two_pages_at_different_prices_can_be_paid(billing: Billing) -> None:
    plan = await several(billing)
    first = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    other = Purchase(GUILD, ALICE, "Pro", "en", price=plan.prices[1].id)
    second = await billing.checkout.open(other)
    status = {each["url"]: each["status"] for each in billing.stripe.sessions.values()}
    assert first.url not in status
    assert status[second.url] == "open"


async def test_the_same_terms_change_the_amount_and_keep_the_place(billing: Billing) -> None:
    before = await several(billing)
    await billing.buy()
    await billing.catch_up()
    plan = await add(billing, "10.00", "month")
    assert [price.amount for price in plan.prices] == [1000, 2400, 60000, 500, 20000]
    old = before.price.price_id or ""
    assert not billing.stripe.prices[old]["active"]
    (subscription,) = billing.stripe.subscriptions.values()
    assert subscription["items"]["data"][0]["price"]["id"] == old
    assert await billing.roles() == {ROLE}


async def test_a_price_that_was_retired_can_be_sold_again(billing: Billing) -> None:
    plan = await several(billing)
    quarter = plan.prices[1]
    left = await service(billing).retire(GUILD, STAFF, "Pro", quarter.id)
    assert quarter not in left.prices
    assert not billing.stripe.prices[quarter.price_id or ""]["active"]
    with pytest.raises(UserError, match="payments-price-gone"):
        await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", price=quarter.id))
    again = (await add(billing, "24.00", "quarter")).prices[-1]
    assert billing.stripe.prices[again.price_id or ""]["active"]
    await billing.buy(price=again.id)


async def test_the_last_price_stays(billing: Billing) -> None:
    plan = await billing.sell()
    with pytest.raises(UserError, match="plan-price-last"):
        await service(billing).retire(GUILD, STAFF, "Pro", plan.price.id)


async def test_an_amount_of_several_must_say_which(billing: Billing) -> None:
    await several(billing)
    with pytest.raises(UserError, match="plan-amount-which"):
        await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))


async def test_an_interrupted_addition_goes_on_without_a_second_price(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.faults.lose_answer("POST", "/v1/prices", times=3)
    with pytest.raises(RetryLaterError):
        await add(billing, "24.00", "quarter")
    await add(billing, "24.00", "quarter")
    assert [each["unit_amount"] for each in billing.stripe.prices.values()] == [900, 2400]


async def test_a_retired_plan_has_all_its_prices_archived(billing: Billing) -> None:
    await several(billing)
    retired = await billing.plans.retire(GUILD, STAFF, "Pro")
    assert len(retired.prices) == 5
    assert not any(price["active"] for price in billing.stripe.prices.values())


async def test_a_code_is_sold_at_the_price_that_is_paid_once(billing: Billing) -> None:
    plan = await several(billing)
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", as_code=True))
    assert opened.price == plan.prices[3]


async def test_a_trial_is_for_what_renews(billing: Billing) -> None:
    await billing.sell(trial_days=14)
    plan = await add(billing, "5.00", "once", days=7)
    once = Purchase(GUILD, ALICE, "Pro", "en", price=plan.prices[1].id)
    assert (await billing.checkout.open(once)).trial_days == 0
    assert (await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))).trial_days == 14


def active_amounts(billing: Billing) -> list[int]:
    return [each["unit_amount"] for each in billing.stripe.prices.values() if each["active"]]


async def test_who_has_a_pass_is_warned_that_a_subscription_is_charged_before_it_ends(
    billing: Billing,
) -> None:
    plan = await several(billing)
    await billing.buy(price=plan.prices[3].id)
    await billing.catch_up()
    (held,) = (await billing.entitlement_service.load(GUILD, ALICE)).entitlements
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert opened.held_until == held.ends_at
    once = Purchase(GUILD, ALICE, "Pro", "en", price=plan.prices[3].id)
    assert (await billing.checkout.open(once)).held_until is None  # it follows the first
