"""Test switches on Stripe's page: to dearer plans once paid, to cheaper ones later."""

import aiohttp

from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from data.plans import Plan
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, CAROL, GOLD, GUILD, ROLE, Scenario
from tests.flow.payments.lifecycle.texts import received, status


async def switch(scenario: Scenario, plan: Plan, card: str = "success") -> int:
    """Choose another plan in the portal; return the page's HTTP status."""
    service = BillingPortalService(scenario.billing.database, scenario.billing.api)
    url = await service.open(GUILD, ALICE, "en")
    price = plan.price.price_id or ""
    form = {"subscription": scenario.subscription, "action": "price", "price": price, "card": card}
    async with aiohttp.ClientSession() as browser, browser.post(url, data=form) as answer:
        return answer.status


async def test_an_upgrade_is_open_and_paid_at_once(scenario: Scenario) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await scenario.billing.catch_up()
    await received(scenario)
    await scenario.advance_silently(10)
    invoices = len(scenario.billing.stripe.invoices)
    assert await switch(scenario, gold) == 200
    await scenario.assert_state("active active", roles={GOLD})
    (invoice,) = list(scenario.billing.stripe.invoices.values())[invoices:]
    assert invoice["status"] == "paid"
    assert 0 < invoice["amount_paid"] < 1000
    assert await received(scenario) == ["turn-switched"]


async def test_an_upgrade_that_can_not_be_paid_does_not_happen(scenario: Scenario) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    assert await switch(scenario, gold, "declined") == 402
    await scenario.assert_state("active active", roles={ROLE})


async def downgrade(scenario: Scenario) -> None:
    pro = await scenario.billing.sell()
    await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await scenario.buy("Gold")
    assert await switch(scenario, pro) == 200
    await scenario.assert_state("active active", roles={GOLD})


async def test_a_downgrade_waits_for_the_end_of_what_is_paid(scenario: Scenario) -> None:
    await downgrade(scenario)
    assert "for €9.00" in await status(scenario)
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})


async def test_whoever_leaves_after_a_downgrade_keeps_what_is_paid(scenario: Scenario) -> None:
    await downgrade(scenario)
    billing = scenario.billing
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    await SubscriptionCancellation(billing.api, object_sync, WakeupEvent()).cancel(
        scenario.subscription, ALICE
    )
    await scenario.assert_state("active cancelling", roles={GOLD})


async def test_what_the_owner_upgrades_opens_when_the_difference_is_paid(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    stripe = scenario.billing.stripe
    await scenario.advance_silently(10)
    await stripe.set_card(scenario.subscription, "declined")
    price = gold.price.price_id or ""
    await stripe.switch_price(scenario.subscription, price, proration_behavior="always_invoice")
    assert scenario.at_stripe() == "past_due"
    await scenario.assert_state("grace past-due", roles={ROLE})
    invoice = stripe.subscriptions[scenario.subscription]["latest_invoice"]
    await stripe.pay_invoice(invoice)
    await scenario.assert_state("active active", roles={GOLD})


async def test_seats_added_and_not_paid_can_not_be_taken(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy(seats=2)
    await scenario.billing.catch_up()
    stripe = scenario.billing.stripe
    await stripe.set_card(scenario.subscription, "declined")
    await stripe.set_quantity(scenario.subscription, 4, proration_behavior="always_invoice")
    await scenario.claim(scenario.subscription, BOB, seat=1)
    await scenario.claim(scenario.subscription, CAROL, seat=2)
    assert await scenario.billing.roles(BOB) == {ROLE}
    assert await scenario.billing.roles(CAROL) == frozenset()
    await stripe.pay_invoice(stripe.subscriptions[scenario.subscription]["latest_invoice"])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles(CAROL) == {ROLE}
