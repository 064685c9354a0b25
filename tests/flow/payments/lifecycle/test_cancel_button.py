"""Leaving by the button works however the owner has arranged a subscription at Stripe."""

import pytest

from bot.errors import UserError
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from tests.flow.payments.lifecycle.scenario import ALICE, ROLE, Scenario


def desk(story: Scenario) -> SubscriptionCancellation:
    billing = story.billing
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    return SubscriptionCancellation(billing.api, object_sync, WakeupEvent())


async def scheduled(story: Scenario) -> None:
    """Let a subscription's price rise with the next period."""
    await story.subscribe()
    later = await story.billing.sell(name="Later", amount="12.00")
    await story.billing.stripe.schedule(story.subscription, later.price.price_id or "")
    await story.billing.catch_up()


async def test_whoever_leaves_a_scheduled_subscription_keeps_what_is_paid_and_pays_no_more(
    story: Scenario,
) -> None:
    await scheduled(story)
    outlook = await desk(story).cancel(story.subscription, ALICE)
    assert outlook.ends_at is not None
    await story.assert_state("active cancelling", roles={ROLE})
    bills = len(story.billing.stripe.invoices)
    await story.advance_silently(32)
    await story.assert_state("ended canceled")
    assert len(story.billing.stripe.invoices) == bills


async def test_whoever_thinks_better_of_it_goes_on(story: Scenario) -> None:
    await scheduled(story)
    await desk(story).cancel(story.subscription, ALICE)
    outlook = await desk(story).keep(story.subscription, ALICE)
    assert outlook.ends_at is None
    await story.assert_state("active active", roles={ROLE})


async def test_a_schedule_that_stripe_does_not_let_go_has_another_way_out(story: Scenario) -> None:
    await scheduled(story)
    path = "/v1/subscription_schedules/*"
    story.billing.stripe.faults.fail("POST", path, times=None, status=400)
    with pytest.raises(UserError, match="status-cancel-by-manage"):
        await desk(story).cancel(story.subscription, ALICE)
