"""Switching on Stripe's own page: to what is dearer at once, where it is paid; else later."""

import aiohttp

from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from data.plans import Plan
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, CAROL, GOLD, GUILD, ROLE, Scenario
from tests.flow.payments.lifecycle.texts import status, told


async def switch(story: Scenario, plan: Plan, card: str = "success") -> int:
    """Choose another plan in the portal; return the page's HTTP status."""
    desk = BillingPortalService(story.billing.database, story.billing.api)
    url = await desk.open(GUILD, ALICE, "en")
    price = plan.price.price_id or ""
    form = {"subscription": story.subscription, "action": "price", "price": price, "card": card}
    async with aiohttp.ClientSession() as browser, browser.post(url, data=form) as answer:
        return answer.status


async def test_an_upgrade_is_open_and_paid_at_once(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await story.billing.catch_up()
    await told(story)
    await story.advance_silently(10)
    bills = len(story.billing.stripe.invoices)
    assert await switch(story, gold) == 200
    await story.assert_state("active active", roles={GOLD})
    (bill,) = list(story.billing.stripe.invoices.values())[bills:]
    assert bill["status"] == "paid"
    assert 0 < bill["amount_paid"] < 1000
    assert await told(story) == ["turn-switched"]


async def test_an_upgrade_that_can_not_be_paid_does_not_happen(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    assert await switch(story, gold, "declined") == 402
    await story.assert_state("active active", roles={ROLE})


async def downgrade(story: Scenario) -> None:
    pro = await story.billing.sell()
    await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await story.buy("Gold")
    assert await switch(story, pro) == 200
    await story.assert_state("active active", roles={GOLD})


async def test_a_downgrade_waits_for_the_end_of_what_is_paid(story: Scenario) -> None:
    await downgrade(story)
    assert "for €9.00" in await status(story)
    await story.renew()
    await story.assert_state("active active", roles={ROLE})


async def test_whoever_leaves_after_a_downgrade_keeps_what_is_paid(story: Scenario) -> None:
    await downgrade(story)
    billing = story.billing
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    await SubscriptionCancellation(billing.api, object_sync, WakeupEvent()).cancel(
        story.subscription, ALICE
    )
    await story.assert_state("active cancelling", roles={GOLD})


async def test_what_the_owner_upgrades_opens_when_the_difference_is_paid(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    stripe = story.billing.stripe
    await story.advance_silently(10)
    await stripe.set_card(story.subscription, "declined")
    price = gold.price.price_id or ""
    await stripe.switch_price(story.subscription, price, proration_behavior="always_invoice")
    assert story.at_stripe() == "past_due"
    await story.assert_state("grace past-due", roles={ROLE})
    bill = stripe.subscriptions[story.subscription]["latest_invoice"]
    await stripe.pay_invoice(bill)
    await story.assert_state("active active", roles={GOLD})


async def test_seats_added_and_not_paid_can_not_be_taken(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.buy(seats=2)
    await story.billing.catch_up()
    stripe = story.billing.stripe
    await stripe.set_card(story.subscription, "declined")
    await stripe.set_quantity(story.subscription, 4, proration_behavior="always_invoice")
    await story.claim(story.subscription, BOB, seat=1)
    await story.claim(story.subscription, CAROL, seat=2)
    assert await story.billing.roles(BOB) == {ROLE}
    assert await story.billing.roles(CAROL) == frozenset()
    await stripe.pay_invoice(stripe.subscriptions[story.subscription]["latest_invoice"])
    await story.billing.catch_up()
    assert await story.billing.roles(CAROL) == {ROLE}
