"""Members hear that something ended after its role was taken, and not while that is held up."""

from datetime import timedelta

import pytest

from data import role_sync
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def subscription(till: Billing) -> str:
    """A subscription of Alice's, who has its role and was told so."""
    await till.sell()
    await till.buy()
    await till.catch_up()
    async with till.database.write() as connection:
        await role_sync.add_role(connection, GUILD, ALICE, ROLE, till.clock.now())
    await look(till)
    await heard(till)
    (subscription,) = till.stripe.subscriptions
    return subscription


async def heard(till: Billing) -> list[str]:
    return [each.message for each in await till.told() if each.user_id == ALICE]


async def look(till: Billing, *, taken: bool = False) -> None:
    """Do what is done after a look at Alice's roles."""
    till.clock.advance(10 * MINUTE)
    (task,) = await till.tasks.claim()
    if taken:
        async with till.database.write() as connection:
            await role_sync.remove_role(connection, GUILD, ALICE, ROLE)
    await till.tasks.close(task)


async def test_the_end_is_told_after_the_role_is_taken_once(
    till: Billing, subscription: str
) -> None:
    await till.stripe.cancel_subscription(subscription)
    await till.catch_up()
    assert await heard(till) == []
    till.clock.advance(timedelta(days=3))  # however long staff take to decide
    assert await heard(till) == []
    await look(till, taken=True)
    assert await heard(till) == ["turn-ended-cancelled"]
    assert await heard(till) == []


@pytest.mark.usefixtures("subscription")
async def test_what_was_held_back_is_told_after_the_role_is_taken(till: Billing) -> None:
    await till.stripe.dispute(list(till.stripe.charges)[-1])
    await till.catch_up()
    assert await heard(till) == []
    await look(till, taken=True)
    assert await heard(till) == ["turn-suspended-disputed"]


@pytest.mark.usefixtures("subscription")
async def test_an_end_that_was_a_mistake_is_never_told_nor_that_it_was_one(till: Billing) -> None:
    dispute = await till.stripe.dispute(list(till.stripe.charges)[-1])
    await till.catch_up()
    await till.stripe.close_dispute(dispute["id"], won=True)
    await till.catch_up()
    assert await till.roles() == {ROLE}
    await look(till)
    assert await heard(till) == []


@pytest.mark.usefixtures("subscription")
async def test_who_heard_of_the_end_hears_that_it_is_open_again(till: Billing) -> None:
    dispute = await till.stripe.dispute(list(till.stripe.charges)[-1])
    await till.catch_up()
    await look(till, taken=True)
    await heard(till)
    await till.stripe.close_dispute(dispute["id"], won=True)
    await till.catch_up()
    assert await heard(till) == ["turn-restored"]


async def test_the_end_is_told_where_another_plan_keeps_the_role(
    till: Billing, subscription: str
) -> None:
    """Or where staff gave it by hand, or the member is gone: nothing is taken after the look."""
    await till.stripe.cancel_subscription(subscription)
    await till.catch_up()
    await look(till)
    assert await heard(till) == ["turn-ended-cancelled"]
