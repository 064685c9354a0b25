from datetime import timedelta
from typing import Any

import pytest

from bot.payments.stripe_api import API_VERSION
from data import inbox, notices
from tests.flow.conftest import ALICE, GUILD, ROLE, Till

LATER = timedelta(hours=2)


async def test_a_paid_checkout_opens_access_and_an_ended_subscription_closes_it(till: Till) -> None:
    await till.sell()
    await till.buy()
    assert await till.roles() == frozenset()
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}

    await till.stripe.cancel_subscription(next(iter(till.stripe.subscriptions)))
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["canceled"]


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_repeated_and_reversed_events_change_nothing(till: Till, interval: str) -> None:
    await till.sell(interval=interval)
    await till.buy()
    events = list(till.stripe.events.values())
    await till.hear([*reversed(events), *events, *reversed(events)])
    await till.settle()
    assert await till.roles() == {ROLE}
    assert len(await till.reasons()) == 1


async def test_a_late_event_from_before_the_end_does_not_bring_access_back(till: Till) -> None:
    await till.sell()
    await till.buy()
    early = list(till.stripe.events.values())
    await till.stripe.cancel_subscription(next(iter(till.stripe.subscriptions)))
    await till.hear([event for event in till.stripe.events.values() if event not in early])
    await till.settle()
    await till.hear(early)
    await till.settle()
    assert await till.roles() == frozenset()


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_grants_nothing_until_it_arrives(till: Till, interval: str) -> None:
    await till.sell(interval=interval)
    session = await till.buy("delayed")
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()

    await till.stripe.settle(session)
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}


async def test_a_delayed_payment_that_fails_grants_nothing(till: Till) -> None:
    await till.sell(interval="once")
    session = await till.buy("delayed")
    await till.stripe.fail_settlement(session)
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["failed"]


async def test_a_trial_opens_access_without_a_payment(till: Till) -> None:
    await till.sell(trial_days=14)
    await till.buy()
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await till.reasons() == ["trialing"]


async def test_another_product_of_the_account_is_none_of_our_business(till: Till) -> None:
    await till.sell()
    await till.stripe.foreign_purchase()
    await till.stripe.foreign_purchase(recurring=False)
    await till.hear()
    await till.settle()
    async with till.database.read() as connection:
        assert await inbox.backlog(connection, till.clock.now() + LATER) == 0
    assert await till.roles() == frozenset()


async def test_what_was_stored_before_a_crash_is_worked_off_after_it(till: Till) -> None:
    await till.sell()
    await till.buy()
    await till.hear()
    async with till.database.write() as connection:  # claimed by a process that died at once
        assert await inbox.claim(connection, till.clock.now(), LATER, 100)
    await till.settle()
    assert await till.roles() == frozenset()
    await till.intake.resume()
    await till.settle()
    assert await till.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_signed_payload_serves_while_stripe_cannot_be_asked(
    till: Till, interval: str
) -> None:
    await till.sell(interval=interval)
    await till.buy()
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}

    till.stripe.faults.clear()
    till.clock.advance(LATER)
    await till.settle()
    assert await till.roles() == {ROLE}
    async with till.database.read() as connection:
        assert await inbox.backlog(connection, till.clock.now()) == 0


async def test_an_unpaid_payload_grants_nothing_while_stripe_cannot_be_asked(till: Till) -> None:
    await till.sell()
    await till.buy("delayed")
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()


async def test_a_refused_key_reaches_staff_once_and_loses_nothing(till: Till) -> None:
    await till.sell()
    await till.buy()
    till.stripe.keys.revoke("sk_test_till")
    await till.hear()
    await till.settle()
    async with till.database.write() as connection:
        waiting = await notices.claim(connection, till.clock.now(), LATER, 100)
    assert [notice.message for notice in waiting].count("staff-stripe-key") == 1
    assert await till.roles() == {ROLE}


async def test_a_poisoned_event_blocks_no_other_and_staff_are_told(till: Till) -> None:
    await till.sell()
    await till.buy()
    poisoned = _like(till, "customer.subscription.updated", id="evt_poison", items=None)
    till.stripe.faults.fail("GET", "/v1/subscriptions/sub_none", times=None, status=503)
    await till.hear([poisoned, *till.stripe.events.values()])
    await till.settle()
    assert await till.roles() == {ROLE}

    for _ in range(6):
        till.clock.advance(LATER)
        await till.settle()
    async with till.database.write() as connection:
        waiting = await notices.claim(connection, till.clock.now(), LATER, 100)
    stuck = [notice for notice in waiting if notice.message == "staff-event-stuck"]
    assert [notice.arguments["event"] for notice in stuck] == ["evt_poison"]


async def test_a_payload_of_another_version_is_looked_up_and_staff_are_told(till: Till) -> None:
    await till.sell()
    await till.buy()
    await till.hear(
        [event | {"api_version": "2017-01-01"} for event in till.stripe.events.values()]
    )
    await till.settle()
    assert await till.roles() == {ROLE}
    async with till.database.write() as connection:
        waiting = await notices.claim(connection, till.clock.now(), LATER, 100)
    (told,) = [notice for notice in waiting if notice.message == "staff-api-version"]
    assert told.arguments == {"found": "2017-01-01", "wanted": API_VERSION}


async def test_events_that_no_webhook_brought_are_found_in_stripes_list(till: Till) -> None:
    await till.sell()
    await till.buy()
    assert await till.intake.catch_up() > 0
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await till.intake.catch_up() == 0


async def test_a_renewal_that_nobody_told_us_of_is_looked_up_when_the_period_ends(
    till: Till,
) -> None:
    await till.sell()
    await till.buy()
    await till.hear()
    await till.settle()
    till.stripe.advance(timedelta(days=32))
    till.clock.advance(timedelta(days=32))
    await till.stripe.renew(next(iter(till.stripe.subscriptions)), "success")
    await till.intake.recheck()
    assert await till.reasons() == ["active"]


async def test_an_unpaid_renewal_ends_with_its_grace_though_stripe_says_no_more(till: Till) -> None:
    await till.sell()
    await till.buy()
    till.stripe.advance(timedelta(days=32))
    till.clock.advance(timedelta(days=32))
    await till.stripe.renew(next(iter(till.stripe.subscriptions)), "declined")
    await till.hear()
    await till.settle()
    assert await till.reasons() == ["past-due"]
    assert await till.roles() == {ROLE}
    till.clock.advance(timedelta(days=8))
    await till.intake.recheck()
    assert await till.roles() == frozenset()


def _like(till: Till, type_: str, *, id: str, **changes: Any) -> dict[str, Any]:  # noqa: A002, ANN401
    """Return an event of ours with a broken object."""
    event = next(
        event for event in till.stripe.events.values() if "subscription.c" in event["type"]
    )
    broken = event["data"]["object"] | {"id": "sub_none"} | changes
    return event | {"id": id, "type": type_, "data": {"object": broken}}


async def test_the_member_is_told_once_when_a_payment_is_on_its_way(till: Till) -> None:
    await till.sell()
    await till.buy("delayed")
    await till.hear()
    await till.settle()
    async with till.database.write() as connection:
        waiting = await notices.claim(connection, till.clock.now(), LATER, 100)
    told = [notice for notice in waiting if notice.message == "money-told-pending"]
    assert [(notice.guild_id, notice.user_id) for notice in told] == [(GUILD, ALICE)]
