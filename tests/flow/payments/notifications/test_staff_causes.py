"""What staff must put right is told once for a cause, and again while it lasts or comes back."""

from datetime import timedelta

from bot.payments.billing_portal import BillingPortalService
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.stripe.transport import API_VERSION
from bot.payments.stripe.webhook_signature import read_event
from data import notices
from tests.flow.conftest import ALICE, GUILD, Billing


async def delivered(till: Billing) -> list[str]:
    """Deliver what waits; return its words' names."""
    tidings = NotificationOutbox(till.database, till.clock)
    waiting = await tidings.claim()
    for notice in waiting:
        if notice.guild_id == ALL_GUILDS:
            await tidings.fan_out(notice, [GUILD, GUILD + 1])
        else:
            await tidings.mark_sent(notice)
    return [f"{notice.guild_id}:{notice.message}" for notice in waiting]


async def refuse(till: Billing, cause: str) -> list[str]:
    await NotificationOutbox(till.database, till.clock).report_cause(
        GUILD, cause, "staff-x", error=cause
    )
    return await delivered(till)


async def test_another_cause_is_told_at_once_and_the_same_not_again_and_again(
    till: Billing,
) -> None:
    told = [f"{GUILD}:staff-x"]
    assert await refuse(till, "stripe-refused:a") == told
    assert await refuse(till, "stripe-refused:a") == []
    assert await refuse(till, "stripe-refused:b") == told
    till.clock.advance(notices.AGAIN + timedelta(minutes=1))
    assert await refuse(till, "stripe-refused:a") == told
    assert await refuse(till, "stripe-refused:a") == []


async def test_what_could_not_be_delivered_yet_is_not_doubled_meanwhile(till: Billing) -> None:
    tidings = NotificationOutbox(till.database, till.clock)
    for _ in range(3):
        await tidings.report_cause(GUILD, "stripe-key:a", "staff-stripe-key", error="no")
        till.clock.advance(timedelta(days=2))
    assert await delivered(till) == [f"{GUILD}:staff-stripe-key"]


async def test_a_wrong_version_is_told_to_each_server_again_after_a_week(till: Billing) -> None:
    await till.sell()
    await till.buy()
    event = next(
        each for each in till.stripe.events.values() if each["type"] == "checkout.session.completed"
    )
    for days, times in ((0, 1), (1, 0), (8, 1)):
        till.clock.advance(timedelta(days=days))
        for attempt in range(2):
            old = event | {"id": f"evt_{days}_{attempt}", "api_version": "2020-08-27"}
            await till.intake.store(read_event(old))
        await delivered(till)
        copies = [each for each in await delivered(till) if each.endswith("staff-api-version")]
        assert len(copies) == 2 * times, days
    assert event["api_version"] == API_VERSION


async def test_a_key_that_lacks_a_right_again_later_is_told_again(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    await delivered(till)
    subscription = list(till.stripe.subscriptions)[-1]
    for days in (0, 60):
        till.clock.advance(timedelta(days=days))
        till.stripe.faults.fail("GET", "/v1/subscriptions/*", times=1 + bool(days), status=403)
        event = till.stripe.emit(
            "customer.subscription.updated", till.stripe.subscriptions[subscription]
        )
        await till.intake.store(read_event(event))
        await till.settle()
        first = await delivered(till)
        assert f"{ALL_GUILDS}:staff-stripe-key" in first, (days, first)
        await delivered(till)


async def test_who_goes_on_being_charged_is_told_to_staff_once(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    await delivered(till)
    till.stripe.faults.fail("DELETE", "/v1/subscriptions/*", times=None, status=400)
    await till.stripe.refund(list(till.stripe.charges)[-1])
    await till.catch_up()
    for _ in range(3):
        await till.timekeeper.cancel_ended()
    told = [each for each in await delivered(till) if "cancelled" in each]
    assert told == [f"{GUILD}:turn-staff-not-cancelled"]


async def test_one_that_ended_by_itself_is_no_trouble(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    await till.stripe.refund(list(till.stripe.charges)[-1])
    await till.stripe.cancel_subscription(list(till.stripe.subscriptions)[-1])
    await till.catch_up()
    assert not [each for each in await delivered(till) if "not-cancelled" in each]


async def test_a_portal_that_stripe_refuses_is_told_to_staff(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    await delivered(till)
    await till.stripe.save_portal_settings()
    path = "/v1/billing_portal/configurations"
    till.stripe.faults.fail("POST", path, times=None, status=400)
    for _ in range(2):
        assert await BillingPortalService(till.database, till.api, till.clock).open(
            GUILD, ALICE, "en"
        )
    assert await delivered(till) == [f"{GUILD}:staff-portal-refused"]
