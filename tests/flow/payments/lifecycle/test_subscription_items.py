"""Test subscriptions of several items, and lists that Stripe cuts short."""

from typing import Any

import pytest

from bot.payments.billing_portal import offered
from bot.payments.replay.run import Replay
from bot.payments.stripe.client import PriceTerms
from data import facts
from data.plans import Plan
from tests.flow.conftest import GRACE
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, Scenario


async def _gold(scenario: Scenario, **plan: Any) -> Plan:  # noqa: ANN401 the wish's own types
    return await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00", **plan)


async def _addon(scenario: Scenario, interval: str = "month") -> str:
    """Make a price of the owner's that is no plan."""
    product = await scenario.billing.api.create_product(
        "Stickers", key=f"p-{interval}", metadata={}
    )
    terms = PriceTerms(100, "eur", interval)
    return await scenario.billing.api.create_price(product, terms, key=f"a-{interval}")


async def _recorded(scenario: Scenario) -> int:
    async with scenario.billing.database.read() as connection:
        return len(await facts.of_member(connection, GUILD, ALICE))


async def _agrees(scenario: Scenario) -> None:
    """Check that neither a replay nor the comparison with Stripe finds anything."""
    found: list[object] = []
    replay = Replay(scenario.billing.database, scenario.billing.clock, lambda _: GRACE)
    await replay.run(None, found.append, lambda _: None)
    assert found == []
    assert (await scenario.billing.comparison.run()).total == 0


async def test_a_plan_added_in_the_dashboard_is_served_until_it_is_removed(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    price = (await _gold(scenario)).price.price_id or ""
    await scenario.billing.stripe.add_item(scenario.subscription, price, first=True)
    await scenario.assert_state("active active", "active active", roles={ROLE, GOLD})
    await _agrees(scenario)
    before = await _recorded(scenario)
    await scenario.receive_again()
    assert await _recorded(scenario) == before  # what looks as before is not recorded again
    await scenario.billing.stripe.remove_item(scenario.subscription, price)
    await scenario.assert_state("active active", roles={ROLE})
    await _agrees(scenario)


async def test_what_is_paid_for_in_one_subscription_ends_together(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.add_item(
        scenario.subscription, (await _gold(scenario)).price.price_id or ""
    )
    await scenario.assert_state("active active", "active active", roles={ROLE, GOLD})
    await scenario.revoke(scenario.subscription)
    await scenario.assert_state("ended revoked", "ended revoked")
    assert scenario.at_stripe() == "canceled"


@pytest.mark.parametrize("count", [9, 12])
async def test_our_plan_is_found_however_many_items_stand_before_it(
    scenario: Scenario, count: int
) -> None:
    pro = await scenario.subscribe()
    product = await scenario.billing.api.create_product("Stickers", key="product", metadata={})
    for number in range(count):
        terms = PriceTerms(100 + number, "eur", "month")
        price = await scenario.billing.api.create_price(product, terms, key=f"a{number}")
        await scenario.billing.stripe.add_item(scenario.subscription, price, quantity=7, first=True)
    gold = (await _gold(scenario)).price.price_id or ""
    await scenario.billing.stripe.switch_price(
        scenario.subscription, gold, instead_of=pro.price.price_id
    )
    await scenario.assert_state("active active", roles={GOLD})
    assert await scenario.billing.gifts.balance(GUILD, ALICE) == []  # seven stickers are no seats
    await _agrees(scenario)


async def test_seats_are_handed_on_of_the_item_that_has_them(scenario: Scenario) -> None:
    await scenario.subscribe()
    addon = await _addon(scenario)
    await scenario.billing.stripe.add_item(scenario.subscription, addon, quantity=9, first=True)
    gold = (await _gold(scenario)).price.price_id or ""
    await scenario.billing.stripe.add_item(scenario.subscription, gold, quantity=3)
    await scenario.billing.catch_up()
    (stock,) = await scenario.billing.gifts.balance(GUILD, ALICE)
    assert (stock.offer.total, stock.offer.plan) == (2, "Gold")
    shown = await scenario.billing.gifts.issue(stock.offer.source, ALICE)
    await scenario.billing.redemption.redeem(GUILD, BOB, shown.codes[0])
    assert await scenario.billing.roles(BOB) == {GOLD}
    received = [
        each for each in await scenario.billing.new_notices() if each.message == "gift-told-seats"
    ]
    assert [(each.arguments["plan"], each.arguments["seats"]) for each in received] == [("Gold", 3)]
    await scenario.billing.stripe.set_quantity(scenario.subscription, 1, of=gold)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles(BOB) == frozenset()


async def test_the_month_of_a_plan_goes_back_beside_a_yearly_add_on(scenario: Scenario) -> None:
    await scenario.subscribe()
    month = scenario.charge
    addon = await _addon(scenario, "year")
    await scenario.billing.stripe.add_item(
        scenario.subscription, addon, proration_behavior="always_invoice"
    )
    await scenario.billing.catch_up()
    await scenario.billing.stripe.refund(scenario.charge)  # the add-on's own
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.refund(month)
    await scenario.assert_state("ended refunded")


async def test_a_dispute_of_an_add_on_leaves_the_plan_beside_it(scenario: Scenario) -> None:
    await scenario.subscribe()
    month = scenario.charge
    addon = await _addon(scenario, "year")
    await scenario.billing.stripe.add_item(
        scenario.subscription, addon, proration_behavior="always_invoice"
    )
    await scenario.billing.catch_up()
    await scenario.billing.stripe.dispute(scenario.charge)  # the add-on's own
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.dispute(month)
    await scenario.assert_state("suspended disputed")


async def test_the_plans_of_one_product_are_told_by_their_prices(scenario: Scenario) -> None:
    product = await scenario.billing.api.create_product("Academy", key="academy", metadata={})
    prices: dict[str, str] = {}
    for name, amount, interval in (("Monthly", 900, "month"), ("Yearly", 9000, "year")):
        terms = PriceTerms(amount, "eur", interval)
        prices[name] = await scenario.billing.api.create_price(product, terms, key=interval)
        role = ROLE if interval == "month" else GOLD
        await scenario.billing.sell(
            name=name,
            role_id=role,
            amount=str(amount / 100),
            interval=interval,
            price_id=prices[name],
        )
    offer = offered(await scenario.billing.plans.on_sale(GUILD))["subscription_update"]["products"]
    assert [(each["product"], each["prices"]) for each in offer] == [
        (product, list(prices.values()))
    ]
    await scenario.buy("Yearly")
    terms = PriceTerms(5000, "eur", "year")
    friendly = await scenario.billing.api.create_price(product, terms, key="friendly")
    await scenario.billing.stripe.switch_price(scenario.subscription, friendly)
    await scenario.assert_state("active active", roles={GOLD})
    await scenario.billing.stripe.switch_price(scenario.subscription, prices["Monthly"])
    await scenario.assert_state("active active", roles={ROLE})
