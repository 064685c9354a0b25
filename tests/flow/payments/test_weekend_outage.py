"""Stripe is down over a weekend of renewals: nobody loses access, and all heals after."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from data import facts, tables
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MEMBERS = range(100, 110)  # more than are looked at side by side
WEEKEND = timedelta(days=2)


async def test_an_outage_over_many_renewals_takes_no_access_and_heals(till: Billing) -> None:
    await crowd(till)
    pass_time(till, timedelta(days=31))
    outage = till.stripe.faults.fail("GET", "*", times=None, status=503)
    for number, subscription in enumerate(list(till.stripe.subscriptions)):
        await till.stripe.renew(subscription, "declined" if number == 0 else "success")
    for _ in range(2):
        await till.timekeeper.refresh_due()
        pass_time(till, WEEKEND / 2)
        assert [await till.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert 0 < outage.hits <= 8  # it stops asking who does not answer

    till.stripe.faults.clear()
    await till.listener.run()
    await till.settle()
    reasons = [(await till.reasons(user))[0] for user in MEMBERS]
    assert reasons == ["past-due", *["active"] * (len(MEMBERS) - 1)]


async def test_each_is_looked_at_once_and_what_was_done_is_not_done_again(till: Billing) -> None:
    await crowd(till)
    pass_time(till, timedelta(days=31))
    for subscription in list(till.stripe.subscriptions):
        await till.stripe.renew(subscription, "success")
    till.stripe.faults.delay(0, "GET", times=8)
    till.stripe.faults.rate_limit(1, "GET", times=4)  # busy in the middle of it
    till.stripe.requests.clear()
    await till.timekeeper.refresh_due()
    first = len(till.stripe.requests)
    assert first < len(MEMBERS) + 8
    assert {(await till.reasons(user))[0] for user in MEMBERS} == {"active", "renewal-unknown"}
    assert [await till.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    till.stripe.requests.clear()
    await till.timekeeper.refresh_due()
    assert len(till.stripe.requests) == 0  # the others wait for the end of their grace, or news


async def test_all_that_hangs_on_one_subscription_costs_one_look(till: Billing) -> None:
    """An owner and four seats, all due at the same instant."""
    await till.sell()
    await till.buy(seats=5)
    await till.catch_up()
    (subscription,) = till.stripe.subscriptions
    async with till.database.write() as connection:
        (mine,) = await facts.entitlements_of(connection, GUILD, ALICE)
        for user in range(200, 204):
            seat = replace(mine, user_id=user, source=f"code:{user}", to_cancel=False)
            await facts.replace_entitlements(connection, GUILD, user, [seat])
        await connection.execute(update(tables.entitlements).values(recheck_at=till.clock.now()))
    till.stripe.requests.clear()
    await till.timekeeper.refresh_due()
    assert till.stripe.requests.count("GET", f"/v1/subscriptions/{subscription}") == 1
    async with till.database.read() as connection:
        assert await facts.entitlements_due(connection, till.clock.now()) == []


async def crowd(till: Billing) -> None:
    await till.sell()
    for user in MEMBERS:
        await till.buy(user=user)
    await till.comparison.run()


def pass_time(till: Billing, by: timedelta) -> None:
    till.clock.advance(by)
    till.stripe.advance(by)
