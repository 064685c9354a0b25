"""Test that overdue subscriptions are checked at intervals, and reported once."""

from datetime import timedelta

import pytest

from tests.flow.conftest import ALICE, ROLE, Billing
from tests.flow.payments.test_weekend_outage import MEMBERS, pass_time, subscribers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DOUBTS = ("staff-unasked", "staff-unrenewed")


async def test_what_stripe_calls_active_stays_open_and_staff_hear_once(billing: Billing) -> None:
    await subscribers(billing)
    pass_time(billing, 45 * DAY)
    await billing.expiry.refresh_due()
    assert [await billing.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert {(await billing.reasons(user))[0] for user in MEMBERS} == {"renewal-unknown"}
    (received,) = [each for each in await billing.new_notices() if each.message in DOUBTS]
    assert received.message == "staff-unrenewed"
    assert received.arguments["count"] == len(MEMBERS)

    billing.stripe.requests.clear()
    pass_time(billing, HOUR / 2)
    await billing.expiry.refresh_due()
    assert len(billing.stripe.requests) <= 1, "but for the time, Stripe is asked hourly"
    pass_time(billing, HOUR)
    await billing.expiry.refresh_due()
    assert len(billing.stripe.requests) >= len(MEMBERS)
    assert await doubts(billing) == []


async def test_once_the_renewal_shows_it_is_over_and_news_when_it_happens_again(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    await billing.comparison.run()
    (subscription,) = billing.stripe.subscriptions
    for _ in range(2):
        pass_time(billing, 40 * DAY)
        await billing.expiry.refresh_due()
        assert await doubts(billing) == ["staff-unrenewed"]
        await billing.stripe.renew(subscription)
        await billing.catch_up()
        await billing.expiry.refresh_due()
        assert await billing.reasons(ALICE) == ["active"]
        await billing.new_notices()


async def test_a_renewal_that_failed_after_all_ends_what_was_overdue(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.comparison.run()
    (subscription,) = billing.stripe.subscriptions
    pass_time(billing, 45 * DAY)
    await billing.expiry.refresh_due()
    await billing.stripe.renew(subscription, "declined")
    await billing.catch_up()
    assert await billing.roles() == {ROLE}, "grace counts from the failure"
    pass_time(billing, 8 * DAY)
    await billing.expiry.refresh_due()
    assert await billing.roles() == frozenset()
    assert await billing.reasons() == ["past-due"]


async def test_staff_hear_once_that_stripe_cannot_be_asked_for_long(billing: Billing) -> None:
    await subscribers(billing)
    pass_time(billing, 45 * DAY)
    billing.stripe.faults.fail("GET", "*", times=None, status=503)
    await billing.expiry.refresh_due()
    assert await doubts(billing) == [], "we were away, and have only begun to ask"
    for _ in range(3):
        pass_time(billing, DAY)
        await billing.expiry.refresh_due()
    assert [await billing.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert await doubts(billing) == ["staff-unasked"]


async def doubts(billing: Billing) -> list[str]:
    return [each.message for each in await billing.new_notices() if each.message in DOUBTS]
