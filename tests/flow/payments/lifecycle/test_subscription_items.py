"""A subscription of several items, and lists that Stripe cuts short."""

from typing import Any

import pytest

from bot.payments.billing_portal import offered
from bot.payments.replay.run import Replay
from bot.payments.stripe.client import PriceTerms
from data import facts
from data.plans import Plan
from tests.flow.conftest import GRACE
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, Scenario


async def _gold(story: Scenario, **plan: Any) -> Plan:  # noqa: ANN401 the wish's own types
    return await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00", **plan)


async def _addon(story: Scenario, interval: str = "month") -> str:
    """Make a price of the owner's that is no plan."""
    product = await story.billing.api.create_product("Stickers", key=f"p-{interval}", metadata={})
    terms = PriceTerms(100, "eur", interval)
    return await story.billing.api.create_price(product, terms, key=f"a-{interval}")


async def _recorded(story: Scenario) -> int:
    async with story.billing.database.read() as connection:
        return len(await facts.of_member(connection, GUILD, ALICE))


async def _agrees(story: Scenario) -> None:
    """Check that neither a replay nor the comparison with Stripe finds anything."""
    found: list[object] = []
    replay = Replay(story.billing.database, story.billing.clock, GRACE)
    await replay.run(None, found.append, lambda _: None)
    assert found == []
    assert (await story.billing.comparison.run()).total == 0


async def test_a_plan_added_in_the_dashboard_is_served_until_it_is_removed(story: Scenario) -> None:
    await story.subscribe()
    price = (await _gold(story)).price.price_id or ""
    await story.billing.stripe.add_item(story.subscription, price, first=True)
    await story.assert_state("active active", "active active", roles={ROLE, GOLD})
    await _agrees(story)
    before = await _recorded(story)
    await story.hear_again()
    assert await _recorded(story) == before  # what looks as before is not recorded anew
    await story.billing.stripe.remove_item(story.subscription, price)
    await story.assert_state("active active", roles={ROLE})
    await _agrees(story)


async def test_what_is_paid_for_in_one_subscription_ends_together(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.add_item(
        story.subscription, (await _gold(story)).price.price_id or ""
    )
    await story.assert_state("active active", "active active", roles={ROLE, GOLD})
    await story.revoke(story.subscription)
    await story.assert_state("ended revoked", "ended revoked")
    assert story.at_stripe() == "canceled"


@pytest.mark.parametrize("count", [9, 12])
async def test_our_plan_is_found_however_many_items_stand_before_it(
    story: Scenario, count: int
) -> None:
    pro = await story.subscribe()
    product = await story.billing.api.create_product("Stickers", key="product", metadata={})
    for number in range(count):
        terms = PriceTerms(100 + number, "eur", "month")
        price = await story.billing.api.create_price(product, terms, key=f"a{number}")
        await story.billing.stripe.add_item(story.subscription, price, quantity=7, first=True)
    gold = (await _gold(story)).price.price_id or ""
    await story.billing.stripe.switch_price(story.subscription, gold, instead_of=pro.price.price_id)
    await story.assert_state("active active", roles={GOLD})
    assert await story.billing.gifts.balance(GUILD, ALICE) == []  # seven stickers are no seats
    await _agrees(story)


async def test_seats_are_handed_on_of_the_item_that_has_them(story: Scenario) -> None:
    await story.subscribe()
    addon = await _addon(story)
    await story.billing.stripe.add_item(story.subscription, addon, quantity=9, first=True)
    gold = (await _gold(story)).price.price_id or ""
    await story.billing.stripe.add_item(story.subscription, gold, quantity=3)
    await story.billing.catch_up()
    (stock,) = await story.billing.gifts.balance(GUILD, ALICE)
    assert (stock.offer.total, stock.offer.plan) == (2, "Gold")
    shown = await story.billing.gifts.issue(stock.offer.source, ALICE)
    await story.billing.redemption.redeem(GUILD, BOB, shown.codes[0])
    assert await story.billing.roles(BOB) == {GOLD}
    told = [each for each in await story.billing.told() if each.message == "gift-told-seats"]
    assert [(each.arguments["plan"], each.arguments["seats"]) for each in told] == [("Gold", 3)]
    await story.billing.stripe.set_quantity(story.subscription, 1, of=gold)
    await story.billing.catch_up()
    assert await story.billing.roles(BOB) == frozenset()


async def test_the_month_of_a_plan_goes_back_beside_a_yearly_add_on(story: Scenario) -> None:
    await story.subscribe()
    month = story.charge
    addon = await _addon(story, "year")
    await story.billing.stripe.add_item(
        story.subscription, addon, proration_behavior="always_invoice"
    )
    await story.billing.catch_up()
    await story.billing.stripe.refund(story.charge)  # the add-on's own
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.refund(month)
    await story.assert_state("ended refunded")


async def test_the_plans_of_one_product_are_told_by_their_prices(story: Scenario) -> None:
    product = await story.billing.api.create_product("Academy", key="academy", metadata={})
    prices: dict[str, str] = {}
    for name, amount, interval in (("Monthly", 900, "month"), ("Yearly", 9000, "year")):
        terms = PriceTerms(amount, "eur", interval)
        prices[name] = await story.billing.api.create_price(product, terms, key=interval)
        role = ROLE if interval == "month" else GOLD
        await story.billing.sell(
            name=name,
            role_id=role,
            amount=str(amount / 100),
            interval=interval,
            price_id=prices[name],
        )
    offer = offered(await story.billing.plans.on_sale(GUILD))["subscription_update"]["products"]
    assert [(each["product"], each["prices"]) for each in offer] == [
        (product, list(prices.values()))
    ]
    await story.buy("Yearly")
    terms = PriceTerms(5000, "eur", "year")
    friendly = await story.billing.api.create_price(product, terms, key="friendly")
    await story.billing.stripe.switch_price(story.subscription, friendly)
    await story.assert_state("active active", roles={GOLD})
    await story.billing.stripe.switch_price(story.subscription, prices["Monthly"])
    await story.assert_state("active active", roles={ROLE})
