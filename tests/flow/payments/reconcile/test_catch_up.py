"""Test catching up without webhooks: by Stripe's event list, then by its lists."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import EventProcessor
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.scheduling.worker import WakeupEvent
from data import inbox
from tests.flow.conftest import ALICE, KEY, ROLE, Billing

BOB, CAROL, DAN = 31, 32, 33
MANY = 250
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_whole_life_is_followed_by_polling_alone(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await poll(billing)
    assert await billing.reasons() == ["active"]
    (subscription,) = billing.stripe.subscriptions

    await pass_time(billing, days=32)
    await billing.stripe.renew(subscription, "declined")
    await poll(billing)
    assert await billing.reasons() == ["past-due"]
    assert await billing.roles() == {ROLE}
    await billing.stripe.retry_payment(subscription, "success")
    await poll(billing)
    assert await billing.reasons() == ["active"]

    await billing.stripe.cancel_at_period_end(subscription)
    await poll(billing)
    assert await billing.reasons() == ["cancelling"]
    await billing.stripe.cancel_at_period_end(subscription, cancel=False)
    await billing.stripe.refund(list(billing.stripe.payment_intents)[-1])
    await poll(billing)
    assert await billing.reasons() == ["refunded"]
    assert await billing.roles() == frozenset()
    assert billing.stripe.subscriptions[subscription]["status"] == "canceled"


async def test_a_list_of_many_pages_is_read_to_its_end_once(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await stir(billing)
    billing.stripe.requests.clear()
    assert await billing.event_processor.catch_up() >= MANY
    assert billing.stripe.requests.count("GET", "/v1/events") >= 3
    assert await billing.event_processor.catch_up() == 0


async def test_a_list_cut_short_is_read_again_from_its_beginning(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()  # the oldest events: on the last page
    await stir(billing)
    billing.stripe.faults.delay(0, "GET", "/v1/events", times=2)  # the first pages pass
    billing.stripe.faults.rate_limit(1, "GET", "/v1/events")
    with pytest.raises(RetryLaterError):
        await billing.listener.run()
    assert await backlog(billing) == 200
    await billing.listener.run()
    used = [event for event in billing.stripe.events.values() if event["type"] in USED_EVENTS]
    assert await backlog(billing) == len(used) > MANY


async def test_after_more_than_a_month_away_everything_is_compared_and_staff_are_told(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.buy(user=BOB)
    await poll(billing)
    alice, bob = billing.stripe.subscriptions
    await billing.stripe.cancel_subscription(alice)
    await pass_time(billing, days=32)
    await billing.stripe.renew(bob, "success")
    await pass_time(billing, days=20)
    async for page in billing.api.events(["customer.subscription.deleted"], BEGINNING):
        assert page == []

    billing.stripe.faults.rate_limit(1, "GET", "/v1/subscriptions")
    with pytest.raises(RetryLaterError):  # the gap is not forgotten over an outage
        await billing.listener.run()
    for _ in range(2):
        await poll(billing)
    assert await billing.reasons(ALICE) == ["canceled"]
    assert await billing.roles(BOB) == {ROLE}
    received = [
        notice.message
        for notice in await billing.new_notices()
        if notice.message.startswith("nightly")
    ]
    assert received == ["nightly-gap", "nightly-found"]


async def test_what_was_bought_for_life_early_in_a_long_absence_is_found(billing: Billing) -> None:
    """A restored backup, or a machine that was off: a nightly comparison reads fewer days back."""
    await billing.sell(interval="once")
    await billing.sell(name="Gold", role_id=ROLE + 1, interval="once")
    await poll(billing)
    await pass_time(billing, days=2)
    await billing.buy()
    await billing.buy(plan="Gold", user=BOB)
    await billing.stripe.refund(list(billing.stripe.charges)[-1])
    await pass_time(billing, days=200)
    await poll(billing)
    assert await billing.roles() == {ROLE}
    assert await billing.reasons(BOB) == ["refunded"]


async def test_a_refused_key_is_told_though_no_webhook_comes(billing: Billing) -> None:
    await billing.sell()
    billing.stripe.keys.revoke(KEY)
    for _ in range(2):
        with pytest.raises(PersonMustActError):
            await billing.listener.run()
    assert [notice.message for notice in await billing.new_notices()] == ["staff-stripe-key"]


async def test_staff_hear_once_that_no_webhook_arrives_and_again_after_the_next_silence(
    billing: Billing,
) -> None:
    await billing.sell()
    await (
        billing.listener.run()
    )  # from here on, events are expected to come without being asked for
    await billing.buy()
    await pass_minutes(billing, 5)
    assert await missed(billing) == [], "they may still be on their way"
    for user in (BOB, CAROL):
        await billing.buy(user=user)
        await pass_minutes(billing, 30)
    first, *more = await missed(billing)
    assert first > 0
    assert await billing.roles(CAROL) == {ROLE}, "the list brought what no webhook did"
    await billing.stripe.cancel_at_period_end(next(iter(billing.stripe.subscriptions)))
    await pass_minutes(billing, 30)
    assert (more, await missed(billing)) == ([], []), "one cause is told once"

    (*_, newest) = billing.stripe.events.values()
    await billing.receive([newest | {"id": "evt_by_webhook"}])
    await billing.buy(user=DAN)
    await pass_minutes(billing, 30)
    assert len(await missed(billing)) == 1


async def test_what_a_webhook_brought_or_what_is_older_than_the_start_is_not_missed(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await pass_minutes(billing, 30)
    assert await missed(billing) == []  # it was down meanwhile: Stripe had nobody to tell
    await billing.buy(user=BOB)
    await billing.catch_up()
    await pass_minutes(billing, 30)
    assert await missed(billing) == []


async def test_where_no_webhook_is_expected_none_is_missed(billing: Billing) -> None:
    event_processor = EventProcessor(
        billing.database,
        billing.api,
        ObjectSync(billing.database, billing.api, billing.recorder, billing.api.time),
        billing.clock,
        WakeupEvent(),
        webhooks=False,
    )
    await billing.sell()
    await event_processor.catch_up()
    await billing.buy()
    await pass_minutes(billing, 30)
    assert await event_processor.catch_up() > 0
    assert [notice.message for notice in await billing.new_notices()] == []


async def pass_minutes(billing: Billing, minutes: int) -> None:
    billing.clock.advance(timedelta(minutes=minutes))
    billing.stripe.advance(timedelta(minutes=minutes))


async def missed(billing: Billing) -> list[int]:
    """Catch up; return how many events staff are told that no webhook delivered."""
    await poll(billing)
    received = await billing.new_notices()
    return [
        int(each.arguments["count"])
        for each in received
        if each.message == "staff-webhooks-missing"
    ]


async def poll(billing: Billing) -> None:
    """Do what the poll's clock does, until Stripe has no more to tell."""
    received = -1
    while received != len(billing.stripe.events):
        received = len(billing.stripe.events)
        await billing.listener.run()
        await billing.settle()


async def pass_time(billing: Billing, *, days: int) -> None:
    billing.clock.advance(timedelta(days=days))
    billing.stripe.advance(timedelta(days=days))


async def stir(billing: Billing) -> None:
    """Let Stripe send events about the same subscription many times."""
    body = next(iter(billing.stripe.subscriptions.values()))
    for _ in range(MANY):
        billing.stripe.emit("customer.subscription.updated", body)


async def backlog(billing: Billing) -> int:
    async with billing.database.read() as connection:
        return await inbox.backlog(connection, billing.clock.now() + timedelta(days=1))
