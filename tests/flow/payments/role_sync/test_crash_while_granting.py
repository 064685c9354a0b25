"""Test that a crash while a role is given leaves no role unrecorded."""

from datetime import timedelta

from data import role_sync
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing


async def test_a_role_given_by_a_look_that_died_is_taken_once_its_right_is_over(
    billing: Billing,
) -> None:
    await billing.sell(interval="once", days=7)
    await billing.buy()
    await billing.catch_up()
    (task,) = await billing.tasks.claim()
    await billing.tasks.mark_granting(task, {ROLE})
    # Discord said yes, and the power went out; a week later the lights are on again.
    billing.clock.advance(timedelta(days=8))
    await billing.tasks.request(GUILD, [ALICE])
    (task,) = await billing.tasks.claim()
    entitlements = await billing.entitlement_service.load(GUILD, ALICE)
    assert entitlements.role_diff({ROLE}, task.granting).remove == {ROLE}
    assert entitlements.role_diff(set(), task.granting).is_empty, "it was never given after all"
    assert entitlements.role_diff({ROLE}).is_empty, "somebody's own gift is not ours to take"


async def test_while_its_right_stands_such_a_role_is_adopted_and_noted(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    (task,) = await billing.tasks.claim()
    await billing.tasks.mark_granting(task, {ROLE})
    await billing.tasks.resume()
    (task,) = await billing.tasks.claim()
    entitlements = await billing.entitlement_service.load(GUILD, ALICE)
    changes = entitlements.role_diff({ROLE}, task.granting)
    assert (changes.adopt, changes.add, changes.remove) == ({ROLE}, frozenset(), frozenset())
    await billing.entitlement_service.record_role_changes(task, entitlements, changes)
    await billing.tasks.close(task)
    async with billing.database.read() as connection:
        assert await role_sync.held(connection, GUILD, ALICE) == {ROLE}
