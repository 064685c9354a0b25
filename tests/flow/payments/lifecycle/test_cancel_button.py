"""Leaving by the button works however the owner has arranged a subscription at Stripe."""

import pytest

from bot.errors import UserError
from bot.payments.cancellation import LeavingDesk
from bot.payments.inbox.object_sync import Observer
from bot.scheduling.worker import Wake
from tests.flow.payments.lifecycle.scenario import ALICE, ROLE, Story


def desk(story: Story) -> LeavingDesk:
    till = story.till
    observer = Observer(till.database, till.api, till.recorder, till.clock)
    return LeavingDesk(till.api, observer, Wake())


async def scheduled(story: Story) -> None:
    """Let a subscription's price rise with the next period."""
    await story.begin()
    later = await story.till.sell(name="Later", amount="12.00")
    await story.till.stripe.schedule(story.subscription, later.price.price_id or "")
    await story.till.catch_up()


async def test_whoever_leaves_a_scheduled_subscription_keeps_what_is_paid_and_pays_no_more(
    story: Story,
) -> None:
    await scheduled(story)
    outlook = await desk(story).cancel(story.subscription, ALICE)
    assert outlook.ends_at is not None
    await story.stands("active cancelling", roles={ROLE})
    bills = len(story.till.stripe.invoices)
    await story.quietly(32)
    await story.stands("ended canceled")
    assert len(story.till.stripe.invoices) == bills


async def test_whoever_thinks_better_of_it_goes_on(story: Story) -> None:
    await scheduled(story)
    await desk(story).cancel(story.subscription, ALICE)
    outlook = await desk(story).keep(story.subscription, ALICE)
    assert outlook.ends_at is None
    await story.stands("active active", roles={ROLE})


async def test_a_schedule_that_stripe_does_not_let_go_has_another_way_out(story: Story) -> None:
    await scheduled(story)
    path = "/v1/subscription_schedules/*"
    story.till.stripe.faults.fail("POST", path, times=None, status=400)
    with pytest.raises(UserError, match="status-cancel-by-manage"):
        await desk(story).cancel(story.subscription, ALICE)
