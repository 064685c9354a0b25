"""What stays open beyond its time: asked about now and then, and staff are told once."""

from datetime import timedelta

import pytest

from tests.flow.conftest import ALICE, ROLE, Billing
from tests.flow.payments.test_weekend_outage import MEMBERS, crowd, pass_time

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DOUBTS = ("staff-unasked", "staff-unrenewed")


async def test_what_stripe_calls_active_stays_open_and_staff_hear_once(till: Billing) -> None:
    await crowd(till)
    pass_time(till, 45 * DAY)
    await till.timekeeper.refresh_due()
    assert [await till.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert {(await till.reasons(user))[0] for user in MEMBERS} == {"renewal-unknown"}
    (told,) = [each for each in await till.told() if each.message in DOUBTS]
    assert told.message == "staff-unrenewed"
    assert told.arguments["count"] == len(MEMBERS)

    till.stripe.requests.clear()
    pass_time(till, HOUR / 2)
    await till.timekeeper.refresh_due()
    assert len(till.stripe.requests) <= 1, "but for the time, Stripe is asked hourly"
    pass_time(till, HOUR)
    await till.timekeeper.refresh_due()
    assert len(till.stripe.requests) >= len(MEMBERS)
    assert await doubts(till) == []


async def test_once_the_renewal_shows_it_is_over_and_news_when_it_happens_again(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    await till.comparison.run()
    (subscription,) = till.stripe.subscriptions
    for _ in range(2):
        pass_time(till, 45 * DAY)
        await till.timekeeper.refresh_due()
        assert await doubts(till) == ["staff-unrenewed"]
        await till.stripe.renew(subscription)
        await till.catch_up()
        await till.timekeeper.refresh_due()
        assert await till.reasons(ALICE) == ["active"]
        await till.told()


async def test_a_renewal_that_failed_after_all_ends_what_was_overdue(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.comparison.run()
    (subscription,) = till.stripe.subscriptions
    pass_time(till, 45 * DAY)
    await till.timekeeper.refresh_due()
    await till.stripe.renew(subscription, "declined")
    await till.catch_up()
    assert await till.roles() == {ROLE}, "grace counts from the failure"
    pass_time(till, 8 * DAY)
    await till.timekeeper.refresh_due()
    assert await till.roles() == frozenset()
    assert await till.reasons() == ["past-due"]


async def test_staff_hear_once_that_stripe_cannot_be_asked_for_long(till: Billing) -> None:
    await crowd(till)
    pass_time(till, 45 * DAY)
    till.stripe.faults.fail("GET", "*", times=None, status=503)
    await till.timekeeper.refresh_due()
    assert await doubts(till) == [], "we were away, and have only begun to ask"
    for _ in range(3):
        pass_time(till, DAY)
        await till.timekeeper.refresh_due()
    assert [await till.roles(user) for user in MEMBERS] == [{ROLE}] * len(MEMBERS)
    assert await doubts(till) == ["staff-unasked"]


async def doubts(till: Billing) -> list[str]:
    return [each.message for each in await till.told() if each.message in DOUBTS]
