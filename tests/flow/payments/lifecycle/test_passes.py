"""Test that passes, lifetime plans and grants by staff follow each other."""

from datetime import timedelta

from bot.payments.plan_request import PlanChange
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario

DAYS = timedelta(days=1)


async def test_a_pass_lasts_its_days_and_ends_by_itself(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=90)
    (entitlement,) = await scenario.rights()
    assert entitlement.ends_at == entitlement.starts_at + 90 * DAYS
    assert not entitlement.renews
    await scenario.days(89)
    await scenario.assert_state("active paid", roles={ROLE})
    await scenario.days(2)
    await scenario.assert_state("ended time-up")


async def test_passes_bought_again_follow_each_other_without_a_gap(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await scenario.days(10)
    await scenario.buy()
    first, second = await scenario.rights()
    assert [first.state, second.state] == ["active", "upcoming"]
    assert second.starts_at == first.ends_at
    assert second.ends_at == first.starts_at + 60 * DAYS
    await scenario.days(30)
    await scenario.assert_state("ended time-up", "active paid", roles={ROLE})
    await scenario.days(21)
    await scenario.assert_state("ended time-up", "ended time-up")
    await scenario.buy()
    assert await scenario.billing.roles() == {ROLE}


async def test_a_refunded_pass_is_cut_and_the_next_one_moves_up(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    first = scenario.charge
    await scenario.days(1)
    await scenario.buy()
    await scenario.days(9)
    await scenario.billing.stripe.refund(first)
    await scenario.assert_state("ended refunded", "active paid", roles={ROLE})
    cut, moved = await scenario.rights()
    assert moved.starts_at == cut.ends_at
    assert moved.ends_at == moved.starts_at + 30 * DAYS


async def test_a_pass_refunded_before_it_began_never_begins(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await scenario.days(1)
    await scenario.buy()
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.billing.catch_up()
    assert sorted((await scenario.billing.states()).values()) == ["active", "ended"]
    await scenario.days(31)
    assert await scenario.billing.roles() == frozenset()


async def test_a_lost_dispute_over_one_pass_takes_no_day_of_the_next(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    first = scenario.charge
    await scenario.days(1)
    await scenario.buy()
    await scenario.days(4)
    dispute = await scenario.billing.stripe.dispute(first)
    await scenario.days(40)
    assert await scenario.billing.roles() == {ROLE}  # of the second pass, since its day
    (second,) = [
        entitlement for entitlement in await scenario.rights() if entitlement.state == "active"
    ]
    await scenario.billing.stripe.close_dispute(dispute["id"], won=False)
    await scenario.billing.catch_up()
    (same,) = [
        entitlement for entitlement in await scenario.rights() if entitlement.state == "active"
    ]
    assert (same.starts_at, same.ends_at) == (second.starts_at, second.ends_at)


async def test_what_staff_give_follows_a_pass_and_ends_by_itself(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await scenario.give(10)
    await scenario.assert_state("active paid", "upcoming granted", roles={ROLE})
    await scenario.days(31)
    await scenario.assert_state("ended time-up", "active granted", roles={ROLE})
    await scenario.days(10)
    await scenario.assert_state("ended time-up", "ended time-up")


async def test_what_staff_give_for_good_stays_when_a_subscription_beside_it_ends(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.give(None)
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.catch_up()
    assert sorted((await scenario.billing.states()).values()) == ["active", "ended"]
    assert await scenario.billing.roles() == {ROLE}


async def test_several_plans_live_and_end_by_themselves(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Gold", role_id=GOLD, interval="once", days=30)
    await scenario.buy("Gold")
    assert await scenario.billing.roles() == {ROLE, GOLD}
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {GOLD}
    await scenario.days(31)
    assert await scenario.billing.roles() == frozenset()


async def test_two_plans_with_one_role_keep_it_until_both_are_over(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Year", interval="year", role_id=GOLD)
    await scenario.buy("Year")
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Year", role_id=ROLE))
    subscriptions = list(scenario.billing.stripe.subscriptions)
    await scenario.billing.stripe.cancel_subscription(subscriptions[0])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {ROLE}
    await scenario.billing.stripe.cancel_subscription(subscriptions[1])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == frozenset()


async def test_a_pass_of_another_plan_carries_over_the_grace_of_a_subscription(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Pass", interval="once", days=30)
    await scenario.renew("declined")
    await scenario.buy("Pass")
    await scenario.assert_state("grace past-due", "active paid", roles={ROLE})
    await scenario.days(10)
    await scenario.assert_state("ended past-due", "active paid", roles={ROLE})


async def test_a_gift_for_a_member_is_theirs_and_goes_back_with_the_money(
    scenario: Scenario,
) -> None:
    await scenario.billing.sell(interval="once", days=30)
    await scenario.billing.buy(recipient_id=BOB)
    await scenario.assert_state("active paid", user=BOB, roles={ROLE})
    assert await scenario.rights(ALICE) == []
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded", user=BOB)


async def test_a_gift_code_gives_to_whoever_redeems_it_and_never_to_the_payer(
    scenario: Scenario,
) -> None:
    await scenario.billing.sell(interval="once", days=30)
    session = await scenario.billing.buy(as_code=True)
    await scenario.billing.catch_up()
    await scenario.days(5)
    await scenario.claim(session, BOB)
    await scenario.assert_state("active paid", user=BOB, roles={ROLE})
    (entitlement,) = await scenario.rights(BOB)
    assert entitlement.ends_at == entitlement.starts_at + 30 * DAYS
    assert await scenario.rights(ALICE) == []
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.assert_state("suspended disputed", user=BOB)
    await scenario.billing.stripe.close_dispute(dispute["id"], won=False)
    await scenario.assert_state("ended dispute-lost", user=BOB)


async def test_seats_live_with_the_subscription_and_its_quantity(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy(seats=3)
    await scenario.billing.catch_up()
    await scenario.claim(scenario.subscription, BOB, seat=1)
    await scenario.claim(scenario.subscription, 32, seat=2)
    for user in (ALICE, BOB, 32):
        await scenario.assert_state("active active", user=user, roles={ROLE})
    await scenario.billing.stripe.set_quantity(scenario.subscription, 2)
    await scenario.assert_state("active active", user=BOB, roles={ROLE})
    await scenario.assert_state("ended no-seat", user=32)
    await scenario.billing.stripe.set_quantity(scenario.subscription, 3)
    await scenario.assert_state("active active", user=32, roles={ROLE})
    await scenario.billing.stripe.refund(scenario.charge)
    for user in (ALICE, BOB, 32):
        await scenario.assert_state("ended refunded", user=user)


async def test_staff_end_one_seat_and_leave_the_others(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy(seats=2)
    await scenario.billing.catch_up()
    await scenario.claim(scenario.subscription, BOB, seat=1)
    await scenario.revoke(f"code:{BOB}", BOB)
    await scenario.assert_state("ended revoked", user=BOB)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"
