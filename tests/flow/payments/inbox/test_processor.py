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
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    assert await billing.roles() == frozenset()
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == {ROLE}

    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == frozenset()
    assert await billing.reasons() == ["canceled"]


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_repeated_and_reversed_events_change_nothing(billing: Billing, interval: str) -> None:
    await billing.sell(interval=interval)
    await billing.buy()
    events = list(billing.stripe.events.values())
    await billing.receive([*reversed(events), *events, *reversed(events)])
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert len(await billing.reasons()) == 1


async def test_a_late_event_from_before_the_end_does_not_bring_access_back(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    early = list(billing.stripe.events.values())
    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    await billing.receive([event for event in billing.stripe.events.values() if event not in early])
    await billing.settle()
    await billing.receive(early)
    await billing.settle()
    assert await billing.roles() == frozenset()


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_grants_nothing_until_it_arrives(
    billing: Billing, interval: str
) -> None:
    await billing.sell(interval=interval)
    session = await billing.buy("delayed")
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == frozenset()

    await billing.stripe.settle(session)
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == {ROLE}


async def test_a_delayed_payment_that_fails_grants_nothing(billing: Billing) -> None:
    await billing.sell(interval="once")
    session = await billing.buy("delayed")
    await billing.stripe.fail_settlement(session)
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == frozenset()
    assert await billing.reasons() == ["failed"]


async def test_a_trial_opens_access_without_a_payment(billing: Billing) -> None:
    await billing.sell(trial_days=14)
    await billing.buy()
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await billing.reasons() == ["trialing"]


async def test_another_product_of_the_account_is_none_of_our_business(billing: Billing) -> None:
    await billing.sell()
    await billing.stripe.foreign_purchase()
    await billing.stripe.foreign_purchase(recurring=False)
    await billing.receive()
    await billing.settle()
    async with billing.database.read() as connection:
        assert await inbox.backlog(connection, billing.clock.now() + LATER) == 0
    assert await billing.roles() == frozenset()


async def test_what_was_stored_before_a_crash_is_worked_off_after_it(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    async with billing.database.write() as connection:  # claimed by a process that died at once
        assert await inbox.claim(connection, billing.clock.now(), LATER, 100)
    await billing.settle()
    assert await billing.roles() == frozenset()
    await billing.event_processor.release_claims()
    await billing.settle()
    assert await billing.roles() == {ROLE}


async def test_of_a_stripe_that_is_down_a_new_payer_is_asked_once(billing: Billing) -> None:
    """The role comes by what the signed payloads say together: each wait would delay it."""
    await billing.sell()
    await billing.buy()
    outage = billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.receive()
    assert await billing.event_processor.process_due() > 2
    assert await billing.roles() == {ROLE}
    assert outage.hits == 1


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_signed_payload_serves_while_stripe_cannot_be_asked(
    billing: Billing, interval: str
) -> None:
    await billing.sell(interval=interval)
    await billing.buy()
    billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == {ROLE}

    billing.stripe.faults.clear()
    billing.clock.advance(LATER)
    await billing.settle()
    assert await billing.roles() == {ROLE}
    async with billing.database.read() as connection:
        assert await inbox.backlog(connection, billing.clock.now()) == 0


async def test_an_unpaid_payload_grants_nothing_while_stripe_cannot_be_asked(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy("delayed")
    billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.receive()
    await billing.settle()
    assert await billing.roles() == frozenset()


async def test_a_refused_key_reaches_staff_once_and_loses_nothing(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    billing.stripe.keys.revoke("sk_test_till")
    await billing.receive()
    await billing.settle()
    waiting = await billing.new_notices()
    assert [notice.message for notice in waiting].count("staff-stripe-key") == 1
    assert await billing.roles() == {ROLE}


async def test_a_poisoned_event_blocks_no_other_and_staff_are_told(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    poisoned = _like(billing, "customer.subscription.updated", id="evt_poison", items=None)
    billing.stripe.faults.fail("GET", "/v1/subscriptions/sub_none", times=None, status=503)
    await billing.receive([poisoned, *billing.stripe.events.values()])
    await billing.settle()
    assert await billing.roles() == {ROLE}

    for _ in range(6):
        billing.clock.advance(LATER)
        await billing.settle()
    waiting = await billing.new_notices()
    stuck = [notice for notice in waiting if notice.message == "staff-event-stuck"]
    assert [notice.arguments["event"] for notice in stuck] == ["evt_poison"]


async def test_a_payload_of_another_version_is_looked_up_and_staff_are_told(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive(
        [event | {"api_version": "2017-01-01"} for event in billing.stripe.events.values()]
    )
    await billing.settle()
    assert await billing.roles() == {ROLE}
    waiting = await billing.new_notices()
    (received,) = [notice for notice in waiting if notice.message == "staff-api-version"]
    assert received.arguments == {"found": "2017-01-01", "wanted": API_VERSION}


async def test_events_that_no_webhook_brought_are_found_in_stripes_list(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    assert await billing.event_processor.catch_up() > 0
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await billing.event_processor.catch_up() == 0


async def test_a_renewal_that_nobody_told_us_of_is_looked_up_when_the_period_ends(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    billing.stripe.advance(timedelta(days=32))
    billing.clock.advance(timedelta(days=32))
    await billing.stripe.renew(next(iter(billing.stripe.subscriptions)), "success")
    await billing.expiry.refresh_due()
    assert await billing.reasons() == ["active"]


async def test_an_unpaid_renewal_ends_with_its_grace_though_stripe_says_no_more(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.pass_time(timedelta(days=32))
    await billing.stripe.renew(next(iter(billing.stripe.subscriptions)), "declined")
    await billing.receive()
    await billing.settle()
    assert await billing.reasons() == ["past-due"]
    assert await billing.roles() == {ROLE}
    await billing.pass_time(timedelta(days=8))
    await billing.expiry.refresh_due()
    assert await billing.roles() == frozenset()


def _like(billing: Billing, type_: str, *, id: str, **changes: Any) -> dict[str, Any]:  # noqa: A002, ANN401
    """Return an event of ours with a broken object."""
    event = next(
        event for event in billing.stripe.events.values() if "subscription.c" in event["type"]
    )
    broken = event["data"]["object"] | {"id": "sub_none"} | changes
    return event | {"id": id, "type": type_, "data": {"object": broken}}


async def test_the_member_is_told_once_when_a_payment_is_on_its_way(billing: Billing) -> None:
    await billing.sell()
    await billing.buy("delayed")
    await billing.receive()
    await billing.settle()
    waiting = await billing.new_notices()
    received = [notice for notice in waiting if notice.message == "turn-pending"]
    assert [(notice.guild_id, notice.user_id) for notice in received] == [(GUILD, ALICE)]


async def test_an_outage_after_the_payment_takes_nothing_from_a_payer(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.receive()
    await billing.settle()
    known = set(billing.stripe.events)
    billing.stripe.advance(timedelta(minutes=30))
    await billing.stripe.cancel_at_period_end(next(iter(billing.stripe.subscriptions)))
    billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.receive(
        [event for id_, event in billing.stripe.events.items() if id_ not in known]
    )
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await billing.reasons() == ["cancelling"]


async def test_one_odd_subscription_keeps_no_other_from_ending(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.buy(user=31)
    await billing.receive()
    await billing.settle()
    for subscription in list(billing.stripe.subscriptions.values()):
        await billing.stripe.cancel_subscription(subscription["id"])
    next(iter(billing.stripe.subscriptions.values()))["metadata"].clear()  # in Stripe's dashboard
    billing.clock.advance(timedelta(days=60))
    await billing.expiry.refresh_due()
    assert (await billing.roles(), await billing.roles(31)) == (frozenset(), frozenset())


async def test_foreign_events_during_an_outage_are_nobodys_business(billing: Billing) -> None:
    await billing.stripe.foreign_purchase()
    await billing.stripe.foreign_purchase(recurring=False)
    billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.receive()
    for _ in range(8):
        await billing.settle()
        billing.clock.advance(LATER)
    assert await billing.new_notices() == []


async def test_the_second_time_that_a_key_fails_is_news_again(billing: Billing) -> None:
    await billing.sell()
    for user in (ALICE, 31):
        await billing.buy(user=user)
        fault = billing.stripe.faults.fail("GET", "*", times=None, status=401)
        await billing.receive()
        await billing.settle()
        assert "staff-stripe-key" in [notice.message for notice in await billing.new_notices()]
        fault.released.set()
        billing.clock.advance(LATER)
        await billing.settle()


async def test_a_list_cut_short_is_read_again_from_where_it_was_complete(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    billing.stripe.advance(timedelta(days=3))
    for number in range(101):  # a page and one more, all newer than the payment
        billing.stripe.emit("customer.subscription.updated", _foreign(number))
    lists = billing.stripe.requests.count("GET", "/v1/events")
    billing.stripe.faults.delay(0, "GET", "/v1/events", times=1)
    billing.stripe.faults.fail("GET", "/v1/events", times=3, status=503)
    with pytest.raises(RetryLaterError):
        await billing.event_processor.catch_up()
    assert billing.stripe.requests.count("GET", "/v1/events") > lists + 1
    billing.clock.advance(timedelta(days=3))
    assert await billing.event_processor.catch_up() > 0
    await billing.settle()
    assert await billing.roles() == {ROLE}


def _foreign(number: int) -> dict[str, Any]:
    return {"id": f"sub_foreign{number}", "object": "subscription", "metadata": {}}


async def test_a_fresh_webhook_does_not_hide_what_was_missed_before_it(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    billing.stripe.advance(timedelta(days=2))
    billing.clock.advance(timedelta(days=2))
    billing.stripe.emit("customer.subscription.updated", _foreign(1))
    await billing.receive(list(billing.stripe.events.values())[-1:])
    await billing.event_processor.catch_up()
    await billing.settle()
    assert await billing.roles() == {ROLE}


async def test_nothing_of_a_payers_person_is_stored(billing: Billing) -> None:
    await billing.sell()
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.stripe.pay(opened.url, "success", email="alice@example.org")
    assert "alice@example.org" in repr(list(billing.stripe.events.values()))
    await billing.receive()
    await billing.settle()
    async with billing.database.write() as connection:
        await inbox.release(connection, billing.clock.now())
        stored = await connection.exec_driver_sql("SELECT payload FROM inbox")
        assert "@" not in repr(stored.all())


async def test_payments_of_another_lyceum_on_the_account_are_left_to_it(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    for thing in (*billing.stripe.subscriptions.values(), *billing.stripe.sessions.values()):
        thing["metadata"] |= {"lyceum_guild": "999"}
    for event in billing.stripe.events.values():
        if "lyceum_plan" in event["data"]["object"].get("metadata", {}):
            event["data"]["object"]["metadata"] |= {"lyceum_guild": "999"}
    await billing.receive()
    await billing.settle()
    async with billing.database.read() as connection:
        assert await inbox.backlog(connection, billing.clock.now() + LATER) == 0
    assert await billing.new_notices() == []


async def test_an_abandoned_checkout_is_no_membership(billing: Billing) -> None:
    await billing.sell(interval="once")
    await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.stripe.expire(next(iter(billing.stripe.sessions)))
    await billing.receive()
    await billing.settle()
    assert await billing.reasons() == []


async def test_many_events_of_one_member_at_once_leave_one_truth(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Two", role_id=41)
    await billing.buy()
    await billing.buy(plan="Two")
    await billing.receive()
    await asyncio.gather(*(billing.settle() for _ in range(4)))
    assert await billing.roles() == {ROLE, 41}
    async with billing.database.read() as connection:
        assert len(await facts.entitlements_of(connection, GUILD, ALICE)) == 2
        assert await inbox.backlog(connection, billing.clock.now() + LATER) == 0
