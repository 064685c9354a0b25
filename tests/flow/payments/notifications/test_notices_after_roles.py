"""Test that members are notified of an end only once its role was removed."""

from datetime import timedelta

import pytest

from data import role_sync
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

# Other tests run every statement of these on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def subscription(billing: Billing) -> str:
    """A subscription of Alice's, who has its role and was notified."""
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    async with billing.database.write() as connection:
        await role_sync.add_role(connection, GUILD, ALICE, ROLE, billing.clock.now())
    await look(billing)
    await received(billing)
    (subscription,) = billing.stripe.subscriptions
    return subscription


async def received(billing: Billing) -> list[str]:
    return [each.message for each in await billing.new_notices() if each.user_id == ALICE]


async def look(billing: Billing, *, taken: bool = False) -> None:
    """Do what follows a sync of Alice's roles."""
    billing.clock.advance(10 * MINUTE)
    (task,) = await billing.tasks.claim()
    if taken:
        async with billing.database.write() as connection:
            await role_sync.remove_role(connection, GUILD, ALICE, ROLE)
    await billing.tasks.close(task)


async def test_the_end_is_told_after_the_role_is_taken_once(
    billing: Billing, subscription: str
) -> None:
    await billing.stripe.cancel_subscription(subscription)
    await billing.catch_up()
    assert await received(billing) == []
    billing.clock.advance(timedelta(days=3))  # however long staff take to decide
    assert await received(billing) == []
    await look(billing, taken=True)
    assert await received(billing) == ["turn-ended-cancelled"]
    assert await received(billing) == []


@pytest.mark.usefixtures("subscription")
async def test_what_was_held_back_is_told_after_the_role_is_taken(billing: Billing) -> None:
    await billing.stripe.dispute(list(billing.stripe.charges)[-1])
    await billing.catch_up()
    assert await received(billing) == []
    await look(billing, taken=True)
    assert await received(billing) == ["turn-suspended-disputed"]


@pytest.mark.usefixtures("subscription")
async def test_an_end_that_was_a_mistake_is_never_told_nor_that_it_was_one(
    billing: Billing,
) -> None:
    dispute = await billing.stripe.dispute(list(billing.stripe.charges)[-1])
    await billing.catch_up()
    await billing.stripe.close_dispute(dispute["id"], won=True)
    await billing.catch_up()
    assert await billing.roles() == {ROLE}
    await look(billing)
    assert await received(billing) == []


@pytest.mark.usefixtures("subscription")
async def test_who_heard_of_the_end_hears_that_it_is_open_again(billing: Billing) -> None:
    dispute = await billing.stripe.dispute(list(billing.stripe.charges)[-1])
    await billing.catch_up()
    await look(billing, taken=True)
    await received(billing)
    await billing.stripe.close_dispute(dispute["id"], won=True)
    await billing.catch_up()
    assert await received(billing) == ["turn-restored"]


async def test_the_end_is_told_where_another_plan_keeps_the_role(
    billing: Billing, subscription: str
) -> None:
    """Or where staff gave it by hand, or the member is gone: nothing is taken after the look."""
    await billing.stripe.cancel_subscription(subscription)
    await billing.catch_up()
    await look(billing)
    assert await received(billing) == ["turn-ended-cancelled"]
