"""The machine's clock is wrong, for a while or for good: nobody loses anything by it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.errors import RetryLaterError
from bot.payments.checkout import CheckoutService, Purchase
from bot.payments.grants import CompGrant, GrantService
from bot.payments.inbox.processor import CURSOR
from bot.payments.ledger.facts import Grant, Subscription, from_body
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.reconcile.clock_check import ClockCheck
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.server_time import ConfirmedTime, StripeTime
from bot.scheduling.worker import WakeupEvent
from data import facts, inbox
from tests.flow.conftest import ALICE, GUILD, KEY, ROLE, STAFF, Billing

BOB = 31
LEAP = timedelta(days=60)
DAY = timedelta(days=1)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("plan", [{}, {"interval": "once", "days": 10}], ids=["month", "pass"])
async def test_a_clock_that_leaps_takes_nothing(till: Billing, plan: dict[str, object]) -> None:
    await till.sell(**plan)
    await till.buy()
    await till.catch_up()
    till.clock.advance(LEAP)
    await till.timekeeper.refresh_due()
    await till.settle()
    assert await till.roles() == {ROLE}
    ended = [each for each in await till.told() if each.message.startswith("turn-ended")]
    assert ended == []


@pytest.mark.parametrize("leap", [LEAP, -LEAP])
async def test_one_can_buy_while_the_clock_is_wrong(till: Billing, leap: timedelta) -> None:
    await till.sell()
    till.clock.advance(leap)
    await till.api.read_server_time()
    await till.buy()
    await till.catch_up()
    assert await till.roles() == {ROLE}


@pytest.mark.parametrize("leap", [LEAP, -LEAP])
async def test_one_can_buy_though_the_clock_leapt_unseen(till: Billing, leap: timedelta) -> None:
    """As a machine that slept and tells nobody: the page's own refusal says what time it is."""
    await till.sell()
    await till.buy(user=BOB)
    till.clock.advance(leap)
    opened = await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    again = await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert opened.url == again.url
    assert (await till.stripe.pay(opened.url, "success")).ok
    await till.catch_up()
    assert await till.roles() == {ROLE}


async def test_what_was_seen_under_a_wrong_clock_loses_to_the_next_look(till: Billing) -> None:
    """As older versions dated it: sixty days ahead."""
    await till.sell()
    await till.buy()
    await till.catch_up()
    (subscription,) = till.stripe.subscriptions
    seen = await _newest(till, subscription)
    whose = Owner(GUILD, ALICE, seen.plan_id)
    ahead = replace(seen, quantity=2)  # so that it is a row of its own
    await till.recorder.record(ahead, whose, till.clock.now() + LEAP)
    await till.stripe.cancel_subscription(subscription)
    await till.catch_up()
    assert await till.roles() == frozenset()
    await till.pass_time(LEAP + DAY)
    assert await till.roles() == frozenset(), "nor does it come back when its time has come"


async def test_what_staff_gave_under_a_wrong_clock_can_be_ended(till: Billing) -> None:
    plan = await till.sell()
    given = Grant(
        "grant:1", plan.id, int(till.clock.now().timestamp()), None, None, STAFF, "speaker"
    )
    whose = Owner(GUILD, ALICE, plan.id)
    await till.recorder.record(given, whose, till.clock.now() + LEAP)
    assert await till.roles() == {ROLE}
    ended = replace(given, revoked=given.given)
    await till.recorder.record(ended, whose, till.clock.now())
    assert await till.roles() == frozenset()


async def test_a_cursor_of_the_future_is_no_reason_to_hear_nothing(till: Billing) -> None:
    await till.sell()
    async with till.database.write() as connection:
        await inbox.move_cursor(connection, CURSOR, till.clock.now() + LEAP)
    await till.buy()
    assert await till.intake.catch_up() > 0
    await till.settle()
    assert await till.roles() == {ROLE}
    async with till.database.read() as connection:
        cursor = await inbox.cursor(connection, CURSOR)
    assert cursor is not None
    assert cursor <= till.stripe.clock.now()


async def test_an_event_put_off_by_a_wrong_clock_is_tried_by_the_right_one(till: Billing) -> None:
    await till.sell()
    await till.buy()
    till.clock.advance(LEAP)
    till.stripe.faults.rate_limit(60, "GET", times=None)
    await till.hear()
    await till.settle()
    till.stripe.faults.clear()
    till.clock.advance(-LEAP)
    await till.settle()
    async with till.database.read() as connection:
        assert await inbox.backlog(connection, till.clock.now() + 2 * LEAP) == 0


async def test_staff_hear_of_a_wrong_clock_once_and_anew_when_it_is_wrong_again(
    till: Billing,
) -> None:
    watch = ClockCheck(
        till.api,
        ConfirmedTime(till.api.time),
        till.database,
        NotificationOutbox(till.database, till.clock),
    )
    told: list[str] = []
    for leap in (timedelta(), LEAP, timedelta(), -LEAP, timedelta(hours=-3), timedelta(hours=3)):
        till.clock.advance(leap)
        await till.api.read_server_time()
        await watch.run()
        await watch.run()
        news = [each.message for each in await till.told()]
        told.append(" ".join(news) + (" off" if watch.is_off else ""))
    assert told == ["", "staff-clock-off off", " off", "", "staff-clock-off off", ""]


async def test_what_is_given_right_after_the_machine_slept_is_dated_by_stripe(
    till: Billing,
) -> None:
    await till.sell()
    async with sleeping_machine(till) as (api, sleep):
        await api.read_server_time()
        sleep(DAY)
        desk = GrantService(till.database, till.recorder, api, WakeupEvent())
        given = await desk.give(CompGrant(GUILD, STAFF, ALICE, "Pro", 7, "speaker"))
    assert abs(given.starts_at - till.clock.now()) < timedelta(minutes=1)


async def test_a_customer_made_before_the_machine_slept_is_found(till: Billing) -> None:
    """By Stripe's time as it was before, its key would still hold; by Stripe it is over."""
    await till.sell()
    async with sleeping_machine(till) as (api, sleep):
        desk = CheckoutService(till.database, api, till.keeper, api.time, "https://lyceum.example")
        till.stripe.faults.lose_answer("POST", "/v1/customers", status=429)
        with pytest.raises(RetryLaterError):
            await desk.open(Purchase(GUILD, ALICE, "Pro", "en"))
        sleep(30 * timedelta(hours=1))
        await desk.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert len(till.stripe.customers) == 1


@asynccontextmanager
async def sleeping_machine(
    till: Billing,
) -> AsyncGenerator[tuple[StripeClient, Callable[[timedelta], None]]]:
    """Yield Stripe by the machine's steady clock, and what lets it sleep: that clock rests then."""

    def sleep(time: timedelta) -> None:
        till.clock.advance(time)
        till.stripe.advance(time)

    async with aiohttp.ClientSession() as http:
        api = StripeClient(
            key=KEY,
            api_base=till.stripe.api_base,
            http=http,
            requests_per_second=1000,
            time=StripeTime(till.clock),
        )
        yield api, sleep


async def _newest(till: Billing, subscription: str) -> Subscription:
    async with till.database.read() as connection:
        rows = await facts.of_object(connection, "subscription", subscription)
    found = from_body("subscription", max(rows, key=lambda row: row.as_of).body)
    assert isinstance(found, Subscription)
    return found
