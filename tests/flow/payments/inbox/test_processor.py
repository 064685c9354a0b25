import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RetryLaterError
from bot.payments.checkout import Purchase
from bot.payments.stripe.transport import API_VERSION
from data import facts, inbox
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

LATER = timedelta(hours=2)


async def test_a_paid_checkout_opens_access_and_an_ended_subscription_closes_it(
    till: Billing,
) -> None:
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
async def test_repeated_and_reversed_events_change_nothing(till: Billing, interval: str) -> None:
    await till.sell(interval=interval)
    await till.buy()
    events = list(till.stripe.events.values())
    await till.hear([*reversed(events), *events, *reversed(events)])
    await till.settle()
    assert await till.roles() == {ROLE}
    assert len(await till.reasons()) == 1


async def test_a_late_event_from_before_the_end_does_not_bring_access_back(till: Billing) -> None:
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
async def test_a_delayed_payment_grants_nothing_until_it_arrives(
    till: Billing, interval: str
) -> None:
    await till.sell(interval=interval)
    session = await till.buy("delayed")
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()

    await till.stripe.settle(session)
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}


async def test_a_delayed_payment_that_fails_grants_nothing(till: Billing) -> None:
    await till.sell(interval="once")
    session = await till.buy("delayed")
    await till.stripe.fail_settlement(session)
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["failed"]


async def test_a_trial_opens_access_without_a_payment(till: Billing) -> None:
    await till.sell(trial_days=14)
    await till.buy()
    await till.hear()
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await till.reasons() == ["trialing"]


async def test_another_product_of_the_account_is_none_of_our_business(till: Billing) -> None:
    await till.sell()
    await till.stripe.foreign_purchase()
    await till.stripe.foreign_purchase(recurring=False)
    await till.hear()
    await till.settle()
    async with till.database.read() as connection:
        assert await inbox.backlog(connection, till.clock.now() + LATER) == 0
    assert await till.roles() == frozenset()


async def test_what_was_stored_before_a_crash_is_worked_off_after_it(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.hear()
    async with till.database.write() as connection:  # claimed by a process that died at once
        assert await inbox.claim(connection, till.clock.now(), LATER, 100)
    await till.settle()
    assert await till.roles() == frozenset()
    await till.intake.release_claims()
    await till.settle()
    assert await till.roles() == {ROLE}


async def test_of_a_stripe_that_is_down_a_new_payer_is_asked_once(till: Billing) -> None:
    """The role comes by what the signed payloads say together: each wait would delay it."""
    await till.sell()
    await till.buy()
    outage = till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear()
    assert await till.intake.process_due() > 2
    assert await till.roles() == {ROLE}
    assert outage.hits == 1


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_signed_payload_serves_while_stripe_cannot_be_asked(
    till: Billing, interval: str
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


async def test_an_unpaid_payload_grants_nothing_while_stripe_cannot_be_asked(till: Billing) -> None:
    await till.sell()
    await till.buy("delayed")
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear()
    await till.settle()
    assert await till.roles() == frozenset()


async def test_a_refused_key_reaches_staff_once_and_loses_nothing(till: Billing) -> None:
    await till.sell()
    await till.buy()
    till.stripe.keys.revoke("sk_test_till")
    await till.hear()
    await till.settle()
    waiting = await till.told()
    assert [notice.message for notice in waiting].count("staff-stripe-key") == 1
    assert await till.roles() == {ROLE}


async def test_a_poisoned_event_blocks_no_other_and_staff_are_told(till: Billing) -> None:
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
    waiting = await till.told()
    stuck = [notice for notice in waiting if notice.message == "staff-event-stuck"]
    assert [notice.arguments["event"] for notice in stuck] == ["evt_poison"]


async def test_a_payload_of_another_version_is_looked_up_and_staff_are_told(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.hear(
        [event | {"api_version": "2017-01-01"} for event in till.stripe.events.values()]
    )
    await till.settle()
    assert await till.roles() == {ROLE}
    waiting = await till.told()
    (told,) = [notice for notice in waiting if notice.message == "staff-api-version"]
    assert told.arguments == {"found": "2017-01-01", "wanted": API_VERSION}


async def test_events_that_no_webhook_brought_are_found_in_stripes_list(till: Billing) -> None:
    await till.sell()
    await till.buy()
    assert await till.intake.catch_up() > 0
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await till.intake.catch_up() == 0


async def test_a_renewal_that_nobody_told_us_of_is_looked_up_when_the_period_ends(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    await till.hear()
    await till.settle()
    till.stripe.advance(timedelta(days=32))
    till.clock.advance(timedelta(days=32))
    await till.stripe.renew(next(iter(till.stripe.subscriptions)), "success")
    await till.timekeeper.refresh_due()
    assert await till.reasons() == ["active"]


async def test_an_unpaid_renewal_ends_with_its_grace_though_stripe_says_no_more(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    await till.pass_time(timedelta(days=32))
    await till.stripe.renew(next(iter(till.stripe.subscriptions)), "declined")
    await till.hear()
    await till.settle()
    assert await till.reasons() == ["past-due"]
    assert await till.roles() == {ROLE}
    await till.pass_time(timedelta(days=8))
    await till.timekeeper.refresh_due()
    assert await till.roles() == frozenset()


def _like(till: Billing, type_: str, *, id: str, **changes: Any) -> dict[str, Any]:  # noqa: A002, ANN401
    """Return an event of ours with a broken object."""
    event = next(
        event for event in till.stripe.events.values() if "subscription.c" in event["type"]
    )
    broken = event["data"]["object"] | {"id": "sub_none"} | changes
    return event | {"id": id, "type": type_, "data": {"object": broken}}


async def test_the_member_is_told_once_when_a_payment_is_on_its_way(till: Billing) -> None:
    await till.sell()
    await till.buy("delayed")
    await till.hear()
    await till.settle()
    waiting = await till.told()
    told = [notice for notice in waiting if notice.message == "turn-pending"]
    assert [(notice.guild_id, notice.user_id) for notice in told] == [(GUILD, ALICE)]


async def test_an_outage_after_the_payment_takes_nothing_from_a_payer(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.hear()
    await till.settle()
    known = set(till.stripe.events)
    till.stripe.advance(timedelta(minutes=30))
    await till.stripe.cancel_at_period_end(next(iter(till.stripe.subscriptions)))
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear([event for id_, event in till.stripe.events.items() if id_ not in known])
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await till.reasons() == ["cancelling"]


async def test_one_odd_subscription_keeps_no_other_from_ending(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.buy(user=31)
    await till.hear()
    await till.settle()
    for subscription in list(till.stripe.subscriptions.values()):
        await till.stripe.cancel_subscription(subscription["id"])
    next(iter(till.stripe.subscriptions.values()))["metadata"].clear()  # in Stripe's dashboard
    till.clock.advance(timedelta(days=60))
    await till.timekeeper.refresh_due()
    assert (await till.roles(), await till.roles(31)) == (frozenset(), frozenset())


async def test_foreign_events_during_an_outage_are_nobodys_business(till: Billing) -> None:
    await till.stripe.foreign_purchase()
    await till.stripe.foreign_purchase(recurring=False)
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.hear()
    for _ in range(8):
        await till.settle()
        till.clock.advance(LATER)
    assert await till.told() == []


async def test_the_second_time_that_a_key_fails_is_news_again(till: Billing) -> None:
    await till.sell()
    for user in (ALICE, 31):
        await till.buy(user=user)
        fault = till.stripe.faults.fail("GET", "*", times=None, status=401)
        await till.hear()
        await till.settle()
        assert "staff-stripe-key" in [notice.message for notice in await till.told()]
        fault.released.set()
        till.clock.advance(LATER)
        await till.settle()


async def test_a_list_cut_short_is_read_again_from_where_it_was_complete(till: Billing) -> None:
    await till.sell()
    await till.buy()
    till.stripe.advance(timedelta(days=3))
    for number in range(101):  # a page and one more, all newer than the payment
        till.stripe.emit("customer.subscription.updated", _foreign(number))
    lists = till.stripe.requests.count("GET", "/v1/events")
    till.stripe.faults.delay(0, "GET", "/v1/events", times=1)
    till.stripe.faults.fail("GET", "/v1/events", times=3, status=503)
    with pytest.raises(RetryLaterError):
        await till.intake.catch_up()
    assert till.stripe.requests.count("GET", "/v1/events") > lists + 1
    till.clock.advance(timedelta(days=3))
    assert await till.intake.catch_up() > 0
    await till.settle()
    assert await till.roles() == {ROLE}


def _foreign(number: int) -> dict[str, Any]:
    return {"id": f"sub_foreign{number}", "object": "subscription", "metadata": {}}


async def test_a_fresh_webhook_does_not_hide_what_was_missed_before_it(till: Billing) -> None:
    await till.sell()
    await till.buy()
    till.stripe.advance(timedelta(days=2))
    till.clock.advance(timedelta(days=2))
    till.stripe.emit("customer.subscription.updated", _foreign(1))
    await till.hear(list(till.stripe.events.values())[-1:])
    await till.intake.catch_up()
    await till.settle()
    assert await till.roles() == {ROLE}


async def test_nothing_of_a_payers_person_is_stored(till: Billing) -> None:
    await till.sell()
    opened = await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await till.stripe.pay(opened.url, "success", email="alice@example.org")
    assert "alice@example.org" in repr(list(till.stripe.events.values()))
    await till.hear()
    await till.settle()
    async with till.database.write() as connection:
        await inbox.release(connection, till.clock.now())
        stored = await connection.exec_driver_sql("SELECT payload FROM inbox")
        assert "@" not in repr(stored.all())


async def test_payments_of_another_lyceum_on_the_account_are_left_to_it(till: Billing) -> None:
    await till.sell()
    await till.buy()
    for thing in (*till.stripe.subscriptions.values(), *till.stripe.sessions.values()):
        thing["metadata"] |= {"lyceum_guild": "999"}
    for event in till.stripe.events.values():
        if "lyceum_plan" in event["data"]["object"].get("metadata", {}):
            event["data"]["object"]["metadata"] |= {"lyceum_guild": "999"}
    await till.hear()
    await till.settle()
    async with till.database.read() as connection:
        assert await inbox.backlog(connection, till.clock.now() + LATER) == 0
    assert await till.told() == []


async def test_an_abandoned_checkout_is_no_membership(till: Billing) -> None:
    await till.sell(interval="once")
    await till.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await till.stripe.expire(next(iter(till.stripe.sessions)))
    await till.hear()
    await till.settle()
    assert await till.reasons() == []


async def test_many_events_of_one_member_at_once_leave_one_truth(till: Billing) -> None:
    await till.sell()
    await till.sell(name="Two", role_id=41)
    await till.buy()
    await till.buy(plan="Two")
    await till.hear()
    await asyncio.gather(*(till.settle() for _ in range(4)))
    assert await till.roles() == {ROLE, 41}
    async with till.database.read() as connection:
        assert len(await facts.entitlements_of(connection, GUILD, ALICE)) == 2
        assert await inbox.backlog(connection, till.clock.now() + LATER) == 0
