"""Test granting refunds when the subscription has ended, has a schedule, or Stripe fails."""

import pytest

from bot.errors import RetryLaterError
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, STAFF


async def _ask(shelf: Shelf, interval: str) -> int:
    await shelf.sell("Essay", await shelf.add("Essay"), interval=interval)
    await shelf.billing.buy(plan="Essay")
    await shelf.billing.catch_up()
    return (await shelf.refunds.ask(GUILD, ALICE, "Essay", "Please")).id


async def test_a_request_is_decided_though_the_refund_ended_the_subscription_first(
    shelf: Shelf,
) -> None:
    """Stripe's answer to the cancellation was lost, and the refund was processed meanwhile."""
    case, stripe = await _ask(shelf, "month"), shelf.billing.stripe
    fault = stripe.faults.fail("POST", "/v1/subscriptions/*", times=None, status=503)
    with pytest.raises(RetryLaterError):
        await shelf.refunds.grant(GUILD, STAFF, case)
    fault.released.set()
    await shelf.billing.catch_up()
    (subscription,) = stripe.subscriptions.values()
    assert subscription["status"] == "canceled"
    decided = await shelf.refunds.grant(GUILD, STAFF, case)
    assert (decided.state, len(stripe.refunds)) == ("refunded", 1)


async def test_a_planned_switch_does_not_keep_a_refunded_subscription(shelf: Shelf) -> None:
    case, stripe = await _ask(shelf, "month"), shelf.billing.stripe
    (subscription,) = stripe.subscriptions.values()
    await shelf.billing.api.client.v1.subscription_schedules.create_async(
        {"from_subscription": subscription["id"]}
    )
    decided = await shelf.refunds.grant(GUILD, STAFF, case)
    assert decided.state == "refunded"
    assert stripe.subscriptions[subscription["id"]]["cancel_at_period_end"]


async def test_a_failure_that_stripe_repeats_does_not_keep_a_refund_from_being_made(
    shelf: Shelf,
) -> None:
    case, stripe = await _ask(shelf, "once"), shelf.billing.stripe
    stripe.crashes.fail("POST", "/v1/refunds")
    decided = await shelf.refunds.grant(GUILD, STAFF, case)
    assert (decided.state, len(stripe.refunds)) == ("refunded", 1)
