"""Passes for some days, plans for life, and what staff give: they follow each other."""

from datetime import timedelta

from bot.payments.plans import PlanChange
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario

DAYS = timedelta(days=1)


async def test_a_pass_lasts_its_days_and_ends_by_itself(story: Scenario) -> None:
    await story.subscribe(interval="once", days=90)
    (right,) = await story.rights()
    assert right.ends_at == right.starts_at + 90 * DAYS
    assert not right.renews
    await story.days(89)
    await story.assert_state("active paid", roles={ROLE})
    await story.days(2)
    await story.assert_state("ended time-up")


async def test_passes_bought_again_follow_each_other_without_a_gap(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await story.days(10)
    await story.buy()
    first, second = await story.rights()
    assert [first.state, second.state] == ["active", "upcoming"]
    assert second.starts_at == first.ends_at
    assert second.ends_at == first.starts_at + 60 * DAYS
    await story.days(30)
    await story.assert_state("ended time-up", "active paid", roles={ROLE})
    await story.days(21)
    await story.assert_state("ended time-up", "ended time-up")
    await story.buy()
    assert await story.billing.roles() == {ROLE}


async def test_a_refunded_pass_is_cut_and_the_next_one_moves_up(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    first = story.charge
    await story.days(1)
    await story.buy()
    await story.days(9)
    await story.billing.stripe.refund(first)
    await story.assert_state("ended refunded", "active paid", roles={ROLE})
    cut, moved = await story.rights()
    assert moved.starts_at == cut.ends_at
    assert moved.ends_at == moved.starts_at + 30 * DAYS


async def test_a_pass_refunded_before_it_began_never_begins(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await story.days(1)
    await story.buy()
    await story.billing.stripe.refund(story.charge)
    await story.billing.catch_up()
    assert sorted((await story.billing.states()).values()) == ["active", "ended"]
    await story.days(31)
    assert await story.billing.roles() == frozenset()


async def test_a_lost_dispute_over_one_pass_takes_no_day_of_the_next(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    first = story.charge
    await story.days(1)
    await story.buy()
    await story.days(4)
    dispute = await story.billing.stripe.dispute(first)
    await story.days(40)
    assert await story.billing.roles() == {ROLE}  # of the second pass, since its day
    (second,) = [right for right in await story.rights() if right.state == "active"]
    await story.billing.stripe.close_dispute(dispute["id"], won=False)
    await story.billing.catch_up()
    (same,) = [right for right in await story.rights() if right.state == "active"]
    assert (same.starts_at, same.ends_at) == (second.starts_at, second.ends_at)


async def test_what_staff_give_follows_a_pass_and_ends_by_itself(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await story.give(10)
    await story.assert_state("active paid", "upcoming granted", roles={ROLE})
    await story.days(31)
    await story.assert_state("ended time-up", "active granted", roles={ROLE})
    await story.days(10)
    await story.assert_state("ended time-up", "ended time-up")


async def test_what_staff_give_for_good_stays_when_a_subscription_beside_it_ends(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.give(None)
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.catch_up()
    assert sorted((await story.billing.states()).values()) == ["active", "ended"]
    assert await story.billing.roles() == {ROLE}


async def test_several_plans_live_and_end_by_themselves(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(name="Gold", role_id=GOLD, interval="once", days=30)
    await story.buy("Gold")
    assert await story.billing.roles() == {ROLE, GOLD}
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.catch_up()
    assert await story.billing.roles() == {GOLD}
    await story.days(31)
    assert await story.billing.roles() == frozenset()


async def test_two_plans_with_one_role_keep_it_until_both_are_over(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(name="Year", interval="year", role_id=GOLD)
    await story.buy("Year")
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Year", role_id=ROLE))
    subscriptions = list(story.billing.stripe.subscriptions)
    await story.billing.stripe.cancel_subscription(subscriptions[0])
    await story.billing.catch_up()
    assert await story.billing.roles() == {ROLE}
    await story.billing.stripe.cancel_subscription(subscriptions[1])
    await story.billing.catch_up()
    assert await story.billing.roles() == frozenset()


async def test_a_pass_of_another_plan_carries_over_the_grace_of_a_subscription(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.billing.sell(name="Pass", interval="once", days=30)
    await story.renew("declined")
    await story.buy("Pass")
    await story.assert_state("grace past-due", "active paid", roles={ROLE})
    await story.days(10)
    await story.assert_state("ended past-due", "active paid", roles={ROLE})


async def test_a_gift_for_a_member_is_theirs_and_goes_back_with_the_money(story: Scenario) -> None:
    await story.billing.sell(interval="once", days=30)
    await story.billing.buy(recipient_id=BOB)
    await story.assert_state("active paid", user=BOB, roles={ROLE})
    assert await story.rights(ALICE) == []
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded", user=BOB)


async def test_a_gift_code_gives_to_whoever_redeems_it_and_never_to_the_payer(
    story: Scenario,
) -> None:
    await story.billing.sell(interval="once", days=30)
    session = await story.billing.buy(as_code=True)
    await story.billing.catch_up()
    await story.days(5)
    await story.claim(session, BOB)
    await story.assert_state("active paid", user=BOB, roles={ROLE})
    (right,) = await story.rights(BOB)
    assert right.ends_at == right.starts_at + 30 * DAYS
    assert await story.rights(ALICE) == []
    dispute = await story.billing.stripe.dispute(story.charge)
    await story.assert_state("suspended disputed", user=BOB)
    await story.billing.stripe.close_dispute(dispute["id"], won=False)
    await story.assert_state("ended dispute-lost", user=BOB)


async def test_seats_live_with_the_subscription_and_its_quantity(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.buy(seats=3)
    await story.billing.catch_up()
    await story.claim(story.subscription, BOB, seat=1)
    await story.claim(story.subscription, 32, seat=2)
    for user in (ALICE, BOB, 32):
        await story.assert_state("active active", user=user, roles={ROLE})
    await story.billing.stripe.set_quantity(story.subscription, 2)
    await story.assert_state("active active", user=BOB, roles={ROLE})
    await story.assert_state("ended no-seat", user=32)
    await story.billing.stripe.set_quantity(story.subscription, 3)
    await story.assert_state("active active", user=32, roles={ROLE})
    await story.billing.stripe.refund(story.charge)
    for user in (ALICE, BOB, 32):
        await story.assert_state("ended refunded", user=user)


async def test_staff_end_one_seat_and_leave_the_others(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.buy(seats=2)
    await story.billing.catch_up()
    await story.claim(story.subscription, BOB, seat=1)
    await story.revoke(f"code:{BOB}", BOB)
    await story.assert_state("ended revoked", user=BOB)
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"
