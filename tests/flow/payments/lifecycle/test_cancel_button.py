"""Test that a subscription can be cancelled by button however it is arranged at Stripe."""

import pytest

from bot.errors import UserError
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from tests.flow.payments.lifecycle.scenario import ALICE, ROLE, Scenario


def service(scenario: Scenario) -> SubscriptionCancellation:
    billing = scenario.billing
    object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
    return SubscriptionCancellation(billing.api, object_sync, WakeupEvent())


async def scheduled(scenario: Scenario) -> None:
    """Let a subscription's price rise with the next period."""
    await scenario.subscribe()
    later = await scenario.billing.sell(name="Later", amount="12.00")
    await scenario.billing.stripe.schedule(scenario.subscription, later.price.price_id or "")
    await scenario.billing.catch_up()


async def test_whoever_leaves_a_scheduled_subscription_keeps_what_is_paid_and_pays_no_more(
    scenario: Scenario,
) -> None:
    await scheduled(scenario)
    result = await service(scenario).cancel(scenario.subscription, ALICE)
    assert result.ends_at is not None
    await scenario.assert_state("active cancelling", roles={ROLE})
    invoices = len(scenario.billing.stripe.invoices)
    await scenario.advance_silently(32)
    await scenario.assert_state("ended canceled")
    assert len(scenario.billing.stripe.invoices) == invoices


async def test_whoever_thinks_better_of_it_goes_on(scenario: Scenario) -> None:
    await scheduled(scenario)
    await service(scenario).cancel(scenario.subscription, ALICE)
    result = await service(scenario).keep(scenario.subscription, ALICE)
    assert result.ends_at is None
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_schedule_that_stripe_does_not_let_go_has_another_way_out(
    scenario: Scenario,
) -> None:
    await scheduled(scenario)
    path = "/v1/subscription_schedules/*"
    scenario.billing.stripe.faults.fail("POST", path, times=None, status=400)
    with pytest.raises(UserError, match="status-cancel-by-manage"):
        await service(scenario).cancel(scenario.subscription, ALICE)
