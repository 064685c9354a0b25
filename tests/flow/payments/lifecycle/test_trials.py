"""Trials, coupons, and methods of payment that take days to settle."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import UserError
from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ALICE, ROLE, Scenario


async def test_a_trial_with_a_card_becomes_a_membership(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.assert_state("active trialing", roles={ROLE})
    await story.renew(after=14)
    await story.assert_state("active active", roles={ROLE})


async def test_a_trial_whose_card_is_declined_falls_into_grace(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.renew("declined", after=14)
    await story.assert_state("grace past-due", roles={ROLE})
    await story.days(8)
    await story.assert_state("ended past-due")


async def test_a_trial_without_a_card_ends_by_itself(story: Scenario) -> None:
    await story.subscribe(trial_days=14, terms=Terms(trial_card=False))
    await story.assert_state("active trialing", roles={ROLE})
    await story.renew(after=14)
    await story.assert_state("ended canceled")


async def test_a_cancelled_trial_is_used_up(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.billing.stripe.cancel_at_period_end(story.subscription)
    await story.assert_state("active cancelling", roles={ROLE})
    await story.days(15)
    await story.assert_state("ended canceled")


async def test_the_charge_after_a_trial_can_be_refunded(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.renew(after=14)
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")


async def _coupon(story: Scenario, **params: Any) -> None:  # noqa: ANN401 Stripe's own types
    v1 = story.billing.api.client.v1
    coupon = await v1.coupons.create_async({"duration": "once", **params})  # pyright: ignore[reportArgumentType] one dict of many
    await v1.promotion_codes.create_async(
        {"code": "WELCOME", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )


@pytest.mark.parametrize("off", [50, 100])
@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_promotion_code_pays_in_part_or_in_full(
    story: Scenario, interval: str, off: int
) -> None:
    await story.billing.sell(interval=interval)
    await _coupon(story, percent_off=off)
    await story.buy(code="welcome")
    assert await story.billing.roles() == {ROLE}
    if interval == "month":
        await story.renew()
        await story.assert_state("active active", roles={ROLE})


async def test_a_pass_that_costs_nothing_lasts_from_its_completion(story: Scenario) -> None:
    await story.billing.sell(interval="once", days=1)
    await _coupon(story, percent_off=100)
    opened = story.billing.clock.now()
    await story.buy(code="WELCOME")
    (right,) = await story.rights()
    assert abs(right.starts_at - opened) < timedelta(minutes=5)
    assert await story.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_opens_access_when_it_arrives(
    story: Scenario, interval: str
) -> None:
    await story.subscribe("delayed", interval=interval)
    (right,) = await story.rights()
    assert right.state == "pending"
    assert await story.billing.roles() == frozenset()
    with pytest.raises(UserError):  # it is on its way: nobody pays twice
        await story.buy()
    await story.days(4)
    await story.billing.stripe.settle(list(story.billing.stripe.sessions)[-1])
    await story.billing.catch_up()
    assert await story.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_delayed_payment_that_fails_leaves_nothing_and_another_may_follow(
    story: Scenario, interval: str
) -> None:
    await story.subscribe("delayed", interval=interval)
    await story.days(4)
    await story.billing.stripe.fail_settlement(list(story.billing.stripe.sessions)[-1])
    await story.billing.catch_up()
    assert await story.billing.roles() == frozenset()
    await story.assert_state("ended failed" if interval == "once" else "pending incomplete")
    told = [each.message for each in await story.billing.told() if each.user_id == ALICE]
    assert told == ["turn-pending", "turn-failed"]
    await story.buy()
    assert await story.billing.roles() == {ROLE}
    if interval == "month":  # what bounced is not collected after all
        statuses = [each["status"] for each in story.billing.stripe.subscriptions.values()]
        assert statuses == ["canceled", "active"]


async def test_a_first_payment_that_bounced_may_still_be_paid(story: Scenario) -> None:
    await story.subscribe("delayed")
    await story.billing.stripe.fail_settlement(list(story.billing.stripe.sessions)[-1])
    await story.assert_state("pending incomplete")
    await story.billing.stripe.retry_payment(story.subscription)
    await story.assert_state("active active", roles={ROLE})


async def test_a_delayed_pass_lasts_its_days_from_when_the_money_came(story: Scenario) -> None:
    await story.subscribe("delayed", interval="once", days=30)
    await story.days(4)
    await story.billing.stripe.settle(list(story.billing.stripe.sessions)[-1])
    await story.assert_state("active paid", roles={ROLE})
    (right,) = await story.rights()
    assert abs(right.starts_at - story.billing.clock.now()) < timedelta(hours=1)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_delayed_pass_heard_of_late_lasts_as_long(story: Scenario, backwards: bool) -> None:  # noqa: FBT001 a parameter
    await story.billing.sell(interval="once", days=30)
    session = await story.billing.buy("delayed")
    await story.advance_silently(4)
    await story.billing.stripe.settle(session)
    await story.advance_silently(1)  # our server was away all that time
    events = list(story.billing.stripe.events.values())
    await story.billing.hear(reversed(events) if backwards else events)
    await story.assert_state("active paid", roles={ROLE})
    (right,) = await story.rights()
    since = story.billing.clock.now() - right.starts_at
    assert timedelta(hours=23) < since < timedelta(hours=25)


async def test_a_slow_first_payment_is_not_outrun_by_the_second_period(story: Scenario) -> None:
    await story.subscribe("delayed", interval="week")
    await story.renew("delayed", after=7)
    (right,) = await story.rights()
    assert right.state == "pending"
    assert await story.billing.roles() == frozenset()
