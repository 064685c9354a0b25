"""Hearing without webhooks: by Stripe's event list, and beyond what it keeps, by its lists."""

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


async def test_a_whole_life_is_followed_by_polling_alone(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await poll(till)
    assert await till.reasons() == ["active"]
    (subscription,) = till.stripe.subscriptions

    await pass_time(till, days=32)
    await till.stripe.renew(subscription, "declined")
    await poll(till)
    assert await till.reasons() == ["past-due"]
    assert await till.roles() == {ROLE}
    await till.stripe.retry_payment(subscription, "success")
    await poll(till)
    assert await till.reasons() == ["active"]

    await till.stripe.cancel_at_period_end(subscription)
    await poll(till)
    assert await till.reasons() == ["cancelling"]
    await till.stripe.cancel_at_period_end(subscription, cancel=False)
    await till.stripe.refund(list(till.stripe.payment_intents)[-1])
    await poll(till)
    assert await till.reasons() == ["refunded"]
    assert await till.roles() == frozenset()
    assert till.stripe.subscriptions[subscription]["status"] == "canceled"


async def test_a_list_of_many_pages_is_read_to_its_end_once(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await stir(till)
    till.stripe.requests.clear()
    assert await till.intake.catch_up() >= MANY
    assert till.stripe.requests.count("GET", "/v1/events") >= 3
    assert await till.intake.catch_up() == 0


async def test_a_list_cut_short_is_read_again_from_its_beginning(till: Billing) -> None:
    await till.sell()
    await till.buy()  # the oldest events: on the last page
    await stir(till)
    till.stripe.faults.delay(0, "GET", "/v1/events", times=2)  # the first pages pass
    till.stripe.faults.rate_limit(1, "GET", "/v1/events")
    with pytest.raises(RetryLaterError):
        await till.listener.run()
    assert await backlog(till) == 200
    await till.listener.run()
    used = [event for event in till.stripe.events.values() if event["type"] in USED_EVENTS]
    assert await backlog(till) == len(used) > MANY


async def test_after_more_than_a_month_away_everything_is_compared_and_staff_are_told(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    await till.buy(user=BOB)
    await poll(till)
    alice, bob = till.stripe.subscriptions
    await till.stripe.cancel_subscription(alice)
    await pass_time(till, days=32)
    await till.stripe.renew(bob, "success")
    await pass_time(till, days=20)
    async for page in till.api.events(["customer.subscription.deleted"], BEGINNING):
        assert page == []

    till.stripe.faults.rate_limit(1, "GET", "/v1/subscriptions")
    with pytest.raises(RetryLaterError):  # the gap is not forgotten over an outage
        await till.listener.run()
    for _ in range(2):
        await poll(till)
    assert await till.reasons(ALICE) == ["canceled"]
    assert await till.roles(BOB) == {ROLE}
    told = [notice.message for notice in await till.told() if notice.message.startswith("nightly")]
    assert told == ["nightly-gap", "nightly-found"]


async def test_a_refused_key_is_told_though_no_webhook_comes(till: Billing) -> None:
    await till.sell()
    till.stripe.keys.revoke(KEY)
    for _ in range(2):
        with pytest.raises(PersonMustActError):
            await till.listener.run()
    assert [notice.message for notice in await till.told()] == ["staff-stripe-key"]


async def test_staff_hear_once_that_no_webhook_arrives_and_again_after_the_next_silence(
    till: Billing,
) -> None:
    await till.sell()
    await till.listener.run()  # from here on, events are expected to come without being asked for
    await till.buy()
    await pass_minutes(till, 5)
    assert await missed(till) == [], "they may still be on their way"
    for user in (BOB, CAROL):
        await till.buy(user=user)
        await pass_minutes(till, 30)
    first, *more = await missed(till)
    assert first > 0
    assert await till.roles(CAROL) == {ROLE}, "the list brought what no webhook did"
    await till.stripe.cancel_at_period_end(next(iter(till.stripe.subscriptions)))
    await pass_minutes(till, 30)
    assert (more, await missed(till)) == ([], []), "one cause is told once"

    (*_, newest) = till.stripe.events.values()
    await till.hear([newest | {"id": "evt_by_webhook"}])
    await till.buy(user=DAN)
    await pass_minutes(till, 30)
    assert len(await missed(till)) == 1


async def test_what_a_webhook_brought_or_what_is_older_than_the_start_is_not_missed(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    await pass_minutes(till, 30)
    assert await missed(till) == []  # it was down meanwhile: Stripe had nobody to tell
    await till.buy(user=BOB)
    await till.catch_up()
    await pass_minutes(till, 30)
    assert await missed(till) == []


async def test_where_no_webhook_is_expected_none_is_missed(till: Billing) -> None:
    intake = EventProcessor(
        till.database,
        till.api,
        ObjectSync(till.database, till.api, till.recorder, till.api.time),
        till.clock,
        WakeupEvent(),
        webhooks=False,
    )
    await till.sell()
    await intake.catch_up()
    await till.buy()
    await pass_minutes(till, 30)
    assert await intake.catch_up() > 0
    assert [notice.message for notice in await till.told()] == []


async def pass_minutes(till: Billing, minutes: int) -> None:
    till.clock.advance(timedelta(minutes=minutes))
    till.stripe.advance(timedelta(minutes=minutes))


async def missed(till: Billing) -> list[int]:
    """Catch up; return of how many events staff hear that no webhook brought them."""
    await poll(till)
    told = await till.told()
    return [
        int(each.arguments["count"]) for each in told if each.message == "staff-webhooks-missing"
    ]


async def poll(till: Billing) -> None:
    """Do what the poll's clock does, until Stripe has no more to tell."""
    told = -1
    while told != len(till.stripe.events):
        told = len(till.stripe.events)
        await till.listener.run()
        await till.settle()


async def pass_time(till: Billing, *, days: int) -> None:
    till.clock.advance(timedelta(days=days))
    till.stripe.advance(timedelta(days=days))


async def stir(till: Billing) -> None:
    """Let Stripe tell of the same subscription many times."""
    body = next(iter(till.stripe.subscriptions.values()))
    for _ in range(MANY):
        till.stripe.emit("customer.subscription.updated", body)


async def backlog(till: Billing) -> int:
    async with till.database.read() as connection:
        return await inbox.backlog(connection, till.clock.now() + timedelta(days=1))
