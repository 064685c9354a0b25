"""Test what happens between the question and the press of its button."""

import asyncio
from typing import Literal

import pytest

from bot.errors import UserError
from bot.payments.checkout import Purchase
from bot.payments.grants import CompGrant, GrantService
from bot.payments.moving.service import MoveRequest
from bot.payments.switching.quote import Wanted
from bot.scheduling.worker import WakeupEvent
from data.plan_terms import Terms
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.moving.test_moving import BOB, CAROL, Mover, give, service
from tests.flow.payments.moving.test_planned_switches import TOP, assert_roles, held
from tests.flow.payments.switching.actions import ask, price
from tests.flow.payments.switching.actions import service as switching_service


def request(from_id: int = ALICE, to_id: int = BOB) -> MoveRequest:
    return MoveRequest(GUILD, STAFF, from_id, to_id, None, "New account")


async def pressed(mover: Mover, asked: MoveRequest, sources: list[str]) -> str:
    """Press the button of a move; return the message id of the refusal."""
    with pytest.raises(UserError) as refusal:
        await mover.service.move(asked, sources)
    return refusal.value.message


@pytest.mark.parametrize("planner", [ALICE, BOB])
async def test_a_switch_that_is_planned_after_the_question_refuses_the_move(
    mover: Mover, scenario: Scenario, planner: int
) -> None:
    billing = mover.billing
    await held(scenario)
    pro = scenario.subscription
    await billing.buy(plan="Top", user=BOB)
    await billing.catch_up()
    shown = await mover.service.preview(request())
    switching = switching_service(billing)
    source, to = (pro, "Top") if planner == ALICE else (scenario.subscription, "Pro")
    wanted = Wanted(source, (await price(billing, to, 1)).id)
    await switching.make(GUILD, planner, await switching.quote(GUILD, planner, wanted))
    assert await pressed(mover, request(), shown.sources) == "grants-move-planned"
    assert billing.stripe.subscriptions[pro]["metadata"]["lyceum_member"] == str(ALICE)
    await assert_roles(mover, {ALICE: {ROLE}, BOB: {TOP}})


async def test_a_page_that_was_paid_after_the_question_refuses_the_move(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    page = await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    shown = await mover.service.preview(request())
    await billing.stripe.pay(page.url, "success")  # nothing of it has arrived here
    assert await pressed(mover, request(), shown.sources) == "grants-move-held"
    await billing.catch_up()
    assert await pressed(mover, request(), shown.sources) == "grants-move-held"
    assert await mover.holders(ALICE, BOB) == [True, True]


async def test_a_page_that_nobody_paid_is_in_nobodys_way(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    await billing.checkout.open(Purchase(GUILD, BOB, "Pro", "en"))
    assert await mover.move()
    assert await mover.holders(ALICE, BOB) == [False, True]


async def test_of_two_moves_to_one_account_at_once_one_is_made(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    for user in (ALICE, BOB):
        await billing.buy(user=user)
        await billing.catch_up()
    asked = [request(user, CAROL) for user in (ALICE, BOB)]
    shown = [await mover.service.preview(each) for each in asked]
    both = zip(asked, shown, strict=True)
    done = await asyncio.gather(
        *(service(billing).move(each, what.sources) for each, what in both),
        return_exceptions=True,
    )
    (refusal,) = [each for each in done if each is not True]
    assert isinstance(refusal, UserError)
    assert refusal.message in ("grants-move-held", "grants-move-busy")
    await mover.assert_agrees()
    assert sorted(await mover.holders(ALICE, BOB)) == [False, True]
    assert await mover.holders(CAROL) == [True]


async def test_a_move_and_a_gift_of_staff_at_once_keep_what_was_paid(mover: Mover) -> None:
    billing = mover.billing
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    shown = await mover.service.preview(request())
    await give(billing, None, BOB)
    assert await pressed(mover, request(), shown.sources) == "grants-move-held"


@pytest.mark.parametrize("policy", ["now", "renewal"])
async def test_what_a_member_gets_after_the_question_refuses_the_switch(
    scenario: Scenario, policy: Literal["now", "renewal"]
) -> None:
    billing = scenario.billing
    await billing.sell(terms=Terms(on_switch=policy))
    await billing.sell(name="Top", role_id=TOP, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    await scenario.days(10)
    quote = await ask(scenario, await price(billing, "Top", 1))
    grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
    await grants.give(CompGrant(GUILD, STAFF, ALICE, "Top", None, "Speaker"))
    with pytest.raises(UserError, match="switch-not-offered"):
        await switching_service(billing).make(GUILD, ALICE, quote)
    assert len(billing.stripe.charges) == 1
    assert not billing.stripe.schedules


async def test_a_plan_that_is_retired_after_the_question_is_not_switched_to(
    scenario: Scenario,
) -> None:
    billing = scenario.billing
    await billing.sell()
    await billing.sell(name="Top", role_id=TOP, amount="27.00")
    await billing.buy()
    await billing.catch_up()
    quote = await ask(scenario, await price(billing, "Top", 1))
    await billing.plans.retire(GUILD, STAFF, "Top")
    with pytest.raises(UserError, match="switch-not-offered"):
        await switching_service(billing).make(GUILD, ALICE, quote)
    assert len(billing.stripe.charges) == 1
