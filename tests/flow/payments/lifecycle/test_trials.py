"""Test trials, coupons, and payment methods that take days to settle."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import UserError
from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ALICE, ROLE, Scenario


async def test_a_trial_with_a_card_becomes_a_membership(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.assert_state("active trialing", roles={ROLE})
    await scenario.renew(after=14)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_trial_whose_card_is_declined_falls_into_grace(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.renew("declined", after=14)
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.days(8)
    await scenario.assert_state("ended past-due")


async def test_a_trial_without_a_card_ends_by_itself(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14, terms=Terms(trial_card=False))
    await scenario.assert_state("active trialing", roles={ROLE})
    await scenario.renew(after=14)
    await scenario.assert_state("ended canceled")


async def test_a_cancelled_trial_is_used_up(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription)
    await scenario.assert_state("active cancelling", roles={ROLE})
    await scenario.days(15)
    await scenario.assert_state("ended canceled")


async def test_the_charge_after_a_trial_can_be_refunded(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.renew(after=14)
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")


async def _coupon(scenario: Scenario, **params: Any) -> None:  # noqa: ANN401 Stripe's own types
    v1 = scenario.billing.api.client.v1
    coupon = await v1.coupons.create_async({"duration": "once", **params})  # pyright: ignore[reportArgumentType] one dict of many
    await v1.promotion_codes.create_async(
        {"code": "WELCOME", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )


@pytest.mark.parametrize("off", [50, 100])
@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_promotion_code_pays_in_part_or_in_full(
    scenario: Scenario, interval: str, off: int
) -> None:
    await scenario.billing.sell(interval=interval)
    await _coupon(scenario, percent_off=off)
    await scenario.buy(code="welcome")
    assert await scenario.billing.roles() == {ROLE}
    if interval == "month":
        await scenario.renew()
        await scenario.assert_state("active active", roles={ROLE})


async def test_a_pass_that_costs_nothing_lasts_from_its_completion(scenario: Scenario) -> None:
    await scenario.billing.sell(interval="once", days=1)
    await _coupon(scenario, percent_off=100)
    opened = scenario.billing.clock.now()
    await scenario.buy(code="WELCOME")
    (entitlement,) = await scenario.rights()
    assert abs(entitlement.starts_at - opened) < timedelta(minutes=5)
    assert await scenario.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_opens_access_when_it_arrives(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe("delayed", interval=interval)
    (entitlement,) = await scenario.rights()
    assert entitlement.state == "pending"
    assert await scenario.billing.roles() == frozenset()
    with pytest.raises(UserError):  # it is on its way: nobody pays twice
        await scenario.buy()
    await scenario.days(4)
    await scenario.billing.stripe.settle(list(scenario.billing.stripe.sessions)[-1])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_that_fails_leaves_nothing_and_another_may_follow(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe("delayed", interval=interval)
    await scenario.days(4)
    await scenario.billing.stripe.fail_settlement(list(scenario.billing.stripe.sessions)[-1])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == frozenset()
    await scenario.assert_state("ended failed" if interval == "once" else "pending incomplete")
    received = [
        each.message for each in await scenario.billing.new_notices() if each.user_id == ALICE
    ]
    assert received == ["turn-pending", "turn-failed"]
    await scenario.buy()
    assert await scenario.billing.roles() == {ROLE}
    if interval == "month":  # what bounced is not collected after all
        statuses = [each["status"] for each in scenario.billing.stripe.subscriptions.values()]
        assert statuses == ["canceled", "active"]


async def test_a_first_payment_that_bounced_may_still_be_paid(scenario: Scenario) -> None:
    await scenario.subscribe("delayed")
    await scenario.billing.stripe.fail_settlement(list(scenario.billing.stripe.sessions)[-1])
    await scenario.assert_state("pending incomplete")
    await scenario.billing.stripe.retry_payment(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_delayed_pass_lasts_its_days_from_when_the_money_came(scenario: Scenario) -> None:
    await scenario.subscribe("delayed", interval="once", days=30)
    await scenario.days(4)
    await scenario.billing.stripe.settle(list(scenario.billing.stripe.sessions)[-1])
    await scenario.assert_state("active paid", roles={ROLE})
    (entitlement,) = await scenario.rights()
    assert abs(entitlement.starts_at - scenario.billing.clock.now()) < timedelta(hours=1)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_delayed_pass_heard_of_late_lasts_as_long(
    scenario: Scenario,
    backwards: bool,  # noqa: FBT001 a parameter
) -> None:
    await scenario.billing.sell(interval="once", days=30)
    session = await scenario.billing.buy("delayed")
    await scenario.advance_silently(4)
    await scenario.billing.stripe.settle(session)
    await scenario.advance_silently(1)  # our server was away all that time
    events = list(scenario.billing.stripe.events.values())
    await scenario.billing.receive(reversed(events) if backwards else events)
    await scenario.assert_state("active paid", roles={ROLE})
    (entitlement,) = await scenario.rights()
    since = scenario.billing.clock.now() - entitlement.starts_at
    assert timedelta(hours=23) < since < timedelta(hours=25)


async def test_a_slow_first_payment_is_not_outrun_by_the_second_period(scenario: Scenario) -> None:
    await scenario.subscribe("delayed", interval="week")
    await scenario.renew("delayed", after=7)
    (entitlement,) = await scenario.rights()
    assert entitlement.state == "pending"
    assert await scenario.billing.roles() == frozenset()
