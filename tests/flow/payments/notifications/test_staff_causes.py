"""Test that staff are notified once of each cause, and again while it lasts."""

from datetime import timedelta

import pytest

from bot.payments.billing_portal import BillingPortalService
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.stripe.transport import API_VERSION
from bot.payments.stripe.webhook_signature import read_event
from data import notices
from tests.flow.conftest import ALICE, GUILD, Billing

# Each statement runs on PostgreSQL in other files, and nothing here happens at once.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def delivered(billing: Billing) -> list[str]:
    """Deliver waiting notices; return their message ids."""
    outbox = NotificationOutbox(billing.database, billing.clock)
    waiting = await outbox.claim()
    for notice in waiting:
        if notice.guild_id == ALL_GUILDS:
            await outbox.fan_out(notice, [GUILD, GUILD + 1])
        else:
            await outbox.mark_sent(notice)
    return [f"{notice.guild_id}:{notice.message}" for notice in waiting]


async def refuse(billing: Billing, cause: str) -> list[str]:
    await NotificationOutbox(billing.database, billing.clock).report_cause(
        GUILD, cause, "staff-x", error=cause
    )
    return await delivered(billing)


async def test_another_cause_is_told_at_once_and_the_same_not_again_and_again(
    billing: Billing,
) -> None:
    keys = [f"{GUILD}:staff-x"]
    assert await refuse(billing, "stripe-refused:a") == keys
    assert await refuse(billing, "stripe-refused:a") == []
    assert await refuse(billing, "stripe-refused:b") == keys
    billing.clock.advance(notices.AGAIN + timedelta(minutes=1))
    assert await refuse(billing, "stripe-refused:a") == keys
    assert await refuse(billing, "stripe-refused:a") == []


async def test_what_could_not_be_delivered_yet_is_not_doubled_meanwhile(billing: Billing) -> None:
    outbox = NotificationOutbox(billing.database, billing.clock)
    for _ in range(3):
        await outbox.report_cause(GUILD, "stripe-key:a", "staff-stripe-key", error="no")
        billing.clock.advance(timedelta(days=2))
    assert await delivered(billing) == [f"{GUILD}:staff-stripe-key"]


async def test_a_wrong_version_is_told_to_each_server_again_after_a_week(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    event = next(
        each
        for each in billing.stripe.events.values()
        if each["type"] == "checkout.session.completed"
    )
    for days, times in ((0, 1), (1, 0), (8, 1)):
        billing.clock.advance(timedelta(days=days))
        for attempt in range(2):
            old = event | {"id": f"evt_{days}_{attempt}", "api_version": "2020-08-27"}
            await billing.event_processor.store(read_event(old))
        await delivered(billing)
        copies = [each for each in await delivered(billing) if each.endswith("staff-api-version")]
        assert len(copies) == 2 * times, days
    assert event["api_version"] == API_VERSION


async def test_a_key_that_lacks_a_right_again_later_is_told_again(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await delivered(billing)
    subscription = list(billing.stripe.subscriptions)[-1]
    for days in (0, 60):
        billing.clock.advance(timedelta(days=days))
        billing.stripe.faults.fail("GET", "/v1/subscriptions/*", times=1 + bool(days), status=403)
        event = billing.stripe.emit(
            "customer.subscription.updated", billing.stripe.subscriptions[subscription]
        )
        await billing.event_processor.store(read_event(event))
        await billing.settle()
        first = await delivered(billing)
        assert f"{ALL_GUILDS}:staff-stripe-key" in first, (days, first)
        await delivered(billing)


async def test_who_goes_on_being_charged_is_told_to_staff_once(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await delivered(billing)
    billing.stripe.faults.fail("DELETE", "/v1/subscriptions/*", times=None, status=400)
    await billing.stripe.refund(list(billing.stripe.charges)[-1])
    await billing.catch_up()
    for _ in range(3):
        await billing.expiry.cancel_ended()
    keys = [each for each in await delivered(billing) if "cancelled" in each]
    assert keys == [f"{GUILD}:turn-staff-not-cancelled"]


async def test_one_that_ended_by_itself_is_no_trouble(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await billing.stripe.refund(list(billing.stripe.charges)[-1])
    await billing.stripe.cancel_subscription(list(billing.stripe.subscriptions)[-1])
    await billing.catch_up()
    assert not [each for each in await delivered(billing) if "not-cancelled" in each]


async def test_a_portal_that_stripe_refuses_is_told_to_staff(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await delivered(billing)
    await billing.stripe.save_portal_settings()
    path = "/v1/billing_portal/configurations"
    billing.stripe.faults.fail("POST", path, times=None, status=400)
    for _ in range(2):
        assert await BillingPortalService(billing.database, billing.api, billing.clock).open(
            GUILD, ALICE, "en"
        )
    assert await delivered(billing) == [f"{GUILD}:staff-portal-refused"]
