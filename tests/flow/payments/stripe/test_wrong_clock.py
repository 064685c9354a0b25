"""Test that nobody loses access because the machine's clock is wrong."""

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
async def test_a_clock_that_leaps_takes_nothing(billing: Billing, plan: dict[str, object]) -> None:
    await billing.sell(**plan)
    await billing.buy()
    await billing.catch_up()
    billing.clock.advance(LEAP)
    await billing.expiry.refresh_due()
    await billing.settle()
    assert await billing.roles() == {ROLE}
    ended = [each for each in await billing.new_notices() if each.message.startswith("turn-ended")]
    assert ended == []


@pytest.mark.parametrize("leap", [LEAP, -LEAP])
async def test_one_can_buy_while_the_clock_is_wrong(billing: Billing, leap: timedelta) -> None:
    await billing.sell()
    billing.clock.advance(leap)
    await billing.api.read_server_time()
    await billing.buy()
    await billing.catch_up()
    assert await billing.roles() == {ROLE}


@pytest.mark.parametrize("leap", [LEAP, -LEAP])
async def test_one_can_buy_though_the_clock_leapt_unseen(billing: Billing, leap: timedelta) -> None:
    """As a machine that slept and tells nobody: the page's own refusal says what time it is."""
    await billing.sell()
    await billing.buy(user=BOB)
    billing.clock.advance(leap)
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    again = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert opened.url == again.url
    assert (await billing.stripe.pay(opened.url, "success")).ok
    await billing.catch_up()
    assert await billing.roles() == {ROLE}


async def test_what_was_seen_under_a_wrong_clock_loses_to_the_next_look(billing: Billing) -> None:
    """As older versions dated it: sixty days ahead."""
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    seen = await _newest(billing, subscription)
    owner = Owner(GUILD, ALICE, seen.plan_id)
    ahead = replace(seen, quantity=2)  # so that it is a row of its own
    await billing.recorder.record(ahead, owner, billing.clock.now() + LEAP)
    await billing.stripe.cancel_subscription(subscription)
    await billing.catch_up()
    assert await billing.roles() == frozenset()
    await billing.pass_time(LEAP + DAY)
    assert await billing.roles() == frozenset(), "nor does it come back when its time has come"


async def test_what_staff_gave_under_a_wrong_clock_can_be_ended(billing: Billing) -> None:
    plan = await billing.sell()
    given = Grant(
        "grant:1", plan.id, int(billing.clock.now().timestamp()), None, None, STAFF, "speaker"
    )
    owner = Owner(GUILD, ALICE, plan.id)
    await billing.recorder.record(given, owner, billing.clock.now() + LEAP)
    assert await billing.roles() == {ROLE}
    ended = replace(given, revoked=given.given)
    await billing.recorder.record(ended, owner, billing.clock.now())
    assert await billing.roles() == frozenset()


async def test_a_cursor_of_the_future_is_no_reason_to_hear_nothing(billing: Billing) -> None:
    await billing.sell()
    async with billing.database.write() as connection:
        await inbox.move_cursor(connection, CURSOR, billing.clock.now() + LEAP)
    await billing.buy()
    assert await billing.event_processor.catch_up() > 0
    await billing.settle()
    assert await billing.roles() == {ROLE}
    async with billing.database.read() as connection:
        cursor = await inbox.cursor(connection, CURSOR)
    assert cursor is not None
    assert cursor <= billing.stripe.clock.now()


async def test_an_event_put_off_by_a_wrong_clock_is_tried_by_the_right_one(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    billing.clock.advance(LEAP)
    billing.stripe.faults.rate_limit(60, "GET", times=None)
    await billing.receive()
    await billing.settle()
    billing.stripe.faults.clear()
    billing.clock.advance(-LEAP)
    await billing.settle()
    async with billing.database.read() as connection:
        assert await inbox.backlog(connection, billing.clock.now() + 2 * LEAP) == 0


async def test_staff_hear_of_a_wrong_clock_once_and_anew_when_it_is_wrong_again(
    billing: Billing,
) -> None:
    watch = ClockCheck(
        billing.api,
        ConfirmedTime(billing.api.time),
        billing.database,
        NotificationOutbox(billing.database, billing.clock),
    )
    messages: list[str] = []
    for leap in (timedelta(), LEAP, timedelta(), -LEAP, timedelta(hours=-3), timedelta(hours=3)):
        billing.clock.advance(leap)
        await billing.api.read_server_time()
        await watch.run()
        await watch.run()
        news = [each.message for each in await billing.new_notices()]
        messages.append(" ".join(news) + (" off" if watch.is_off else ""))
    assert messages == ["", "staff-clock-off off", " off", "", "staff-clock-off off", ""]


async def test_what_is_given_right_after_the_machine_slept_is_dated_by_stripe(
    billing: Billing,
) -> None:
    await billing.sell()
    async with sleeping_machine(billing) as (api, sleep):
        await api.read_server_time()
        sleep(DAY)
        service = GrantService(billing.database, billing.recorder, api, WakeupEvent())
        given = await service.give(CompGrant(GUILD, STAFF, ALICE, "Pro", 7, "speaker"))
    assert abs(given.starts_at - billing.clock.now()) < timedelta(minutes=1)


async def test_a_customer_made_before_the_machine_slept_is_found(billing: Billing) -> None:
    """By Stripe's time as it was before, its key would still hold; by Stripe it is over."""
    await billing.sell()
    async with sleeping_machine(billing) as (api, sleep):
        service = CheckoutService(
            billing.database,
            api,
            billing.pages,
            billing.entitlement_service,
            api.time,
            "https://lyceum.example",
        )
        billing.stripe.faults.lose_answer("POST", "/v1/customers", status=429)
        with pytest.raises(RetryLaterError):
            await service.open(Purchase(GUILD, ALICE, "Pro", "en"))
        sleep(30 * timedelta(hours=1))
        await service.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert len(billing.stripe.customers) == 1


@asynccontextmanager
async def sleeping_machine(
    billing: Billing,
) -> AsyncGenerator[tuple[StripeClient, Callable[[timedelta], None]]]:
    """Yield Stripe by the machine's steady clock, and what lets it sleep: that clock rests then."""

    def sleep(time: timedelta) -> None:
        billing.clock.advance(time)
        billing.stripe.advance(time)

    async with aiohttp.ClientSession() as http:
        api = StripeClient(
            key=KEY,
            api_base=billing.stripe.api_base,
            http=http,
            requests_per_second=1000,
            time=StripeTime(billing.clock),
        )
        yield api, sleep


async def _newest(billing: Billing, subscription: str) -> Subscription:
    async with billing.database.read() as connection:
        rows = await facts.of_object(connection, "subscription", subscription)
    found = from_body("subscription", max(rows, key=lambda row: row.as_of).body)
    assert isinstance(found, Subscription)
    return found


async def test_nothing_is_given_at_a_time_that_nobody_knows(billing: Billing) -> None:
    """The machine slept, and Stripe is down: a comp of ten days would last nine."""
    await billing.sell()
    comp = CompGrant(GUILD, STAFF, ALICE, "Pro", days=10, reason="Sorry")
    async with sleeping_machine(billing) as (api, sleep):
        await api.read_server_time()
        service = GrantService(billing.database, billing.recorder, api, WakeupEvent())
        sleep(DAY)
        billing.stripe.faults.hang("GET", "/v1/events", times=None)
        with pytest.raises(RetryLaterError):
            await service.give(comp)
        assert await billing.states() == {}
        billing.stripe.faults.clear()
        given = await service.give(comp)
        left = (given.ends_at or billing.clock.now()) - billing.clock.now()
    assert timedelta(days=10) - timedelta(minutes=1) < left <= timedelta(days=10)


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_refusal_tells_the_time_as_well(billing: Billing, status: int) -> None:
    await billing.sell()
    comp = CompGrant(GUILD, STAFF, ALICE, "Pro", days=10, reason="Sorry")
    async with sleeping_machine(billing) as (api, sleep):
        await api.read_server_time()
        service = GrantService(billing.database, billing.recorder, api, WakeupEvent())
        sleep(DAY)
        body = {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}
        path = "/v1/events"
        billing.stripe.faults.fail("GET", path, times=None, status=status, body=body)
        given = await service.give(comp)
        left = (given.ends_at or billing.clock.now()) - billing.clock.now()
    assert timedelta(days=10) - timedelta(minutes=1) < left <= timedelta(days=10)
