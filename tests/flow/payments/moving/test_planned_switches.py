"""Test moves of a subscription whose switch is planned: it is made once, at the right account."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.switching.quote import Wanted
from data.plan_terms import Terms
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.moving.test_moving import BOB, CAROL, Mover
from tests.flow.payments.switching.actions import add, ask, price, switch
from tests.flow.payments.switching.actions import service as switching_service

TOP = ROLE + 1


async def held(scenario: Scenario, **pro: Any) -> None:  # noqa: ANN401 the types of PlanRequest
    """Sell Pro and Top, whose switches wait for the renewal; let Alice buy Pro."""
    billing = scenario.billing
    await billing.sell(terms=Terms(on_switch="renewal"), **pro)
    await billing.sell(name="Top", role_id=TOP, amount="27.00", terms=Terms(on_switch="renewal"))
    await billing.buy()
    await billing.catch_up()
    await scenario.days(10)


def charged(billing: Billing) -> list[int]:
    """Return the amounts that were paid, oldest first."""
    return [each["amount"] for each in billing.stripe.charges.values() if each["paid"]]


async def assert_roles(mover: Mover, wanted: dict[int, set[int]]) -> None:
    assert {user: await mover.billing.roles(user) for user in wanted} == wanted
    await mover.assert_agrees()
    assert {user: await mover.billing.roles(user) for user in wanted} == wanted


async def test_a_switch_planned_before_a_move_is_made_at_the_new_account(
    mover: Mover, scenario: Scenario
) -> None:
    await held(scenario)
    assert (await switch(scenario, await price(mover.billing, "Top", 1))).outcome == "planned"
    assert await mover.move()
    await assert_roles(mover, {ALICE: set(), BOB: {ROLE}})
    planned = await switching_service(mover.billing).planned(GUILD, BOB, scenario.subscription)
    assert planned is not None
    assert planned.plan.name == "Top"
    await scenario.renew(after=21)
    await assert_roles(mover, {ALICE: set(), BOB: {TOP}})
    assert charged(mover.billing) == [900, 2700]
    await scenario.renew()
    await assert_roles(mover, {ALICE: set(), BOB: {TOP}})
    assert charged(mover.billing) == [900, 2700, 2700]


async def test_another_interval_planned_before_a_move_keeps_what_was_paid(
    mover: Mover, scenario: Scenario
) -> None:
    await held(scenario)
    await add(mover.billing, "Pro", "90.00", "year", "EUR")
    await switch(scenario, await price(mover.billing, "Pro", 12))
    before = await scenario.rights(ALICE)
    assert await mover.move()
    (now,) = await scenario.rights(BOB)
    assert (now.starts_at, now.ends_at) == (before[0].starts_at, before[0].ends_at)
    await scenario.renew(after=21)
    await assert_roles(mover, {ALICE: set(), BOB: {ROLE}})
    assert charged(mover.billing) == [900, 9000]


async def test_only_the_new_account_plans_and_drops_a_switch_after_a_move(
    mover: Mover, scenario: Scenario
) -> None:
    await held(scenario)
    top = await price(mover.billing, "Top", 1)
    quote = await ask(scenario, top)  # asked before the move
    assert await mover.move()
    switching = switching_service(mover.billing)
    with pytest.raises(UserError, match="status-not-yours"):
        await switching.make(GUILD, ALICE, quote)
    done = await switching.make(GUILD, BOB, await ask(scenario, top, user=BOB))
    assert done.outcome == "planned"
    with pytest.raises(UserError, match="status-not-yours"):
        await switching.undo(ALICE, scenario.subscription)
    await scenario.renew(after=21)
    await assert_roles(mover, {ALICE: set(), BOB: {TOP}})
    assert charged(mover.billing) == [900, 2700]


async def test_a_planned_switch_moves_back_and_on(mover: Mover, scenario: Scenario) -> None:
    await held(scenario)
    await switch(scenario, await price(mover.billing, "Top", 1))
    assert await mover.move()
    assert await mover.move(BOB, ALICE)
    await assert_roles(mover, {ALICE: {ROLE}, BOB: set()})
    await scenario.renew(after=21)
    await assert_roles(mover, {ALICE: {TOP}, BOB: set()})
    assert await mover.move(ALICE, CAROL, plan="Top")  # named by what it was switched to
    await assert_roles(mover, {ALICE: set(), BOB: set(), CAROL: {TOP}})
    assert charged(mover.billing) == [900, 2700]


async def test_a_switch_that_is_made_while_a_move_is_interrupted_follows_it(
    mover: Mover, scenario: Scenario
) -> None:
    await held(scenario)
    await switch(scenario, await price(mover.billing, "Top", 1))
    mover.billing.stripe.faults.fail("POST", "/v1/subscriptions/*", times=9)
    assert not await mover.move()
    await scenario.renew(after=21)
    assert charged(mover.billing) == [900, 2700]
    mover.billing.stripe.faults.clear()
    assert await mover.service.finish_open() == 1
    await assert_roles(mover, {ALICE: set(), BOB: {TOP}})


async def test_a_switch_planned_in_the_portal_keeps_the_new_account(
    mover: Mover, scenario: Scenario
) -> None:
    """There the phases carry the metadata, which Stripe writes again when one begins."""
    await held(scenario)
    billing = mover.billing
    (item,) = billing.stripe.subscriptions[scenario.subscription]["items"]["data"]
    top = await price(billing, "Top", 1)
    owner = billing.stripe.subscriptions[scenario.subscription]["metadata"]
    schedules = billing.api.client.v1.subscription_schedules
    made = await schedules.create_async({"from_subscription": scenario.subscription})
    span = made.phases[0]
    now: Any = {
        "items": [{"price": item["price"]["id"], "quantity": 1}],
        "start_date": span.start_date,
        "end_date": span.end_date,
        "metadata": owner,
    }
    later: Any = {"items": [{"price": top.price_id, "quantity": 1}], "metadata": owner}
    await schedules.update_async(made.id, {"phases": [now, later]})
    assert await mover.move()
    await scenario.renew(after=21)
    await assert_roles(mover, {ALICE: set(), BOB: {TOP}})
    assert charged(billing) == [900, 2700]


@pytest.mark.parametrize("planner", [ALICE, BOB])
async def test_a_planned_switch_to_what_the_other_account_has_is_refused(
    mover: Mover, scenario: Scenario, planner: int
) -> None:
    billing = mover.billing
    await held(scenario)
    switching, pro = switching_service(billing), scenario.subscription
    top = await price(billing, "Top", 1)
    await billing.buy(plan="Top", user=BOB)
    await billing.catch_up()
    if planner == ALICE:
        subscription, wanted = pro, top
    else:
        subscription, wanted = scenario.subscription, await price(billing, "Pro", 1)
    quote = await switching.quote(GUILD, planner, Wanted(subscription, wanted.id))
    assert (await switching.make(GUILD, planner, quote)).outcome == "planned"
    assert await mover.refused() == "grants-move-planned"
    await switching.undo(planner, subscription)
    assert await mover.move()
    await assert_roles(mover, {ALICE: set(), BOB: {ROLE, TOP}})
