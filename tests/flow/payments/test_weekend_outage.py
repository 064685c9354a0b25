"""Test that nobody loses access over a weekend of renewals without Stripe."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from data import facts, tables
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MEMBERS = range(100, 110)  # more than are looked at side by side
WEEKEND = timedelta(days=2)


async def test_an_outage_over_many_renewals_takes_no_access_and_heals(billing: Billing) -> None:
    await subscribers(billing)
    pass_time(billing, timedelta(days=31))
    outage = billing.stripe.faults.fail("GET", "*", times=None, status=503)
    for number, subscription in enumerate(list(billing.stripe.subscriptions)):
        await billing.stripe.renew(subscription, "declined" if number == 0 else "success")
    for _ in range(2):
        await billing.expiry.refresh_due()
        pass_time(billing, WEEKEND / 2)
        assert [await billing.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert 0 < outage.hits <= 8  # it stops asking who does not answer

    billing.stripe.faults.clear()
    await billing.listener.run()
    await billing.settle()
    reasons = [(await billing.reasons(user))[0] for user in MEMBERS]
    assert reasons == ["past-due", *["active"] * (len(MEMBERS) - 1)]


async def test_each_is_looked_at_once_and_what_was_done_is_not_done_again(billing: Billing) -> None:
    await subscribers(billing)
    pass_time(billing, timedelta(days=31))
    for subscription in list(billing.stripe.subscriptions):
        await billing.stripe.renew(subscription, "success")
    billing.stripe.faults.delay(0, "GET", times=8)
    billing.stripe.faults.rate_limit(1, "GET", times=4)  # busy in the middle of it
    billing.stripe.requests.clear()
    await billing.expiry.refresh_due()
    first = len(billing.stripe.requests)
    assert first < len(MEMBERS) + 8
    assert {(await billing.reasons(user))[0] for user in MEMBERS} == {"active", "renewal-unknown"}
    assert [await billing.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    billing.stripe.requests.clear()
    await billing.expiry.refresh_due()
    assert len(billing.stripe.requests) == 0  # the others wait for the end of their grace, or news


async def test_all_that_hangs_on_one_subscription_costs_one_look(billing: Billing) -> None:
    """An owner and four seats, all due at the same instant."""
    await billing.sell()
    await billing.buy(seats=5)
    await billing.catch_up()
    (subscription,) = billing.stripe.subscriptions
    async with billing.database.write() as connection:
        (mine,) = await facts.entitlements_of(connection, GUILD, ALICE)
        for user in range(200, 204):
            seat = replace(mine, user_id=user, source=f"code:{user}", to_cancel=False)
            await facts.replace_entitlements(connection, GUILD, user, [seat])
        await connection.execute(update(tables.entitlements).values(recheck_at=billing.clock.now()))
    billing.stripe.requests.clear()
    await billing.expiry.refresh_due()
    assert billing.stripe.requests.count("GET", f"/v1/subscriptions/{subscription}") == 1
    async with billing.database.read() as connection:
        assert await facts.entitlements_due(connection, billing.clock.now()) == []


async def subscribers(billing: Billing) -> None:
    await billing.sell()
    for user in MEMBERS:
        await billing.buy(user=user)
    await billing.comparison.run()


def pass_time(billing: Billing, by: timedelta) -> None:
    billing.clock.advance(by)
    billing.stripe.advance(by)
