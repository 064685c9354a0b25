"""What the owner changes under people's feet: prices, plans, roles, pauses, Stripe's metadata."""

import pytest

from bot.payments.plans import PlanChange
from bot.payments.stripe.client import PriceTerms
from data import facts
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario


async def test_a_switch_of_the_price_switches_the_role_up_and_down(story: Scenario) -> None:
    pro = await story.subscribe()
    gold = await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await story.billing.stripe.switch_price(story.subscription, gold.price.price_id or "")
    await story.assert_state("active active", roles={GOLD})
    await story.billing.stripe.switch_price(story.subscription, pro.price.price_id or "")
    await story.assert_state("active active", roles={ROLE})


async def test_a_switch_to_what_is_paid_for_already_is_told_to_staff(story: Scenario) -> None:
    pro = await story.subscribe()
    await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await story.buy("Gold")
    await story.billing.stripe.switch_price(story.subscription, pro.price.price_id or "")
    await story.assert_state("active active", "active active", roles={ROLE})
    told = [each.message for each in await story.billing.told() if each.user_id is None]
    assert told.count("turn-staff-double") == 1


async def test_a_switch_to_another_interval_begins_a_new_period(story: Scenario) -> None:
    await story.subscribe()
    year = await story.billing.sell(name="Year", interval="year", role_id=GOLD, amount="90.00")
    await story.days(10)
    await story.billing.stripe.switch_price(story.subscription, year.price.price_id or "")
    await story.assert_state("active active", roles={GOLD})
    await story.days(40)
    await story.assert_state("active active", roles={GOLD})


async def test_after_a_switch_the_old_periods_money_may_go_back(story: Scenario) -> None:
    await story.subscribe()
    first = story.charge
    year = await story.billing.sell(name="Year", interval="year", role_id=GOLD, amount="90.00")
    await story.days(10)
    await story.billing.stripe.switch_price(story.subscription, year.price.price_id or "")
    await story.billing.stripe.refund(first)
    await story.assert_state("active active", roles={GOLD})


async def test_a_price_that_nobody_knows_leaves_the_plan_as_it_was(story: Scenario) -> None:
    await story.subscribe()
    foreign = await story.billing.api.create_price(
        next(iter(story.billing.stripe.products)), PriceTerms(500, "eur", "month"), key="foreign"
    )
    await story.billing.stripe.switch_price(story.subscription, foreign)
    await story.assert_state("active active", roles={ROLE})


async def test_a_void_pause_rests_when_what_was_paid_is_used_up(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.pause_collection(story.subscription, "void")
    await story.assert_state("active pausing", roles={ROLE})
    await story.renew()
    await story.assert_state("suspended paused")
    await story.billing.stripe.pause_collection(story.subscription, None)
    await story.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("behavior", ["keep_as_draft", "mark_uncollectible"])
async def test_the_other_pauses_give_the_service_away(story: Scenario, behavior: str) -> None:
    await story.subscribe()
    await story.billing.stripe.pause_collection(story.subscription, behavior)
    await story.renew()
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.pause_collection(story.subscription, None)
    await story.renew("declined")
    await story.assert_state("grace past-due", roles={ROLE})


async def test_a_paused_subscription_rests_until_it_is_resumed(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.pause(story.subscription)
    await story.assert_state("suspended paused")
    await story.days(40)
    await story.assert_state("suspended paused")
    await story.billing.stripe.resume(story.subscription)
    await story.assert_state("active active", roles={ROLE})


async def test_a_retired_price_and_product_keep_their_holders(story: Scenario) -> None:
    plan = await story.subscribe()
    await story.billing.stripe.archive_price(plan.price.price_id or "")
    await story.billing.stripe.archive_product(plan.product_id or "")
    await story.renew()
    await story.assert_state("active active", roles={ROLE})


async def test_a_new_amount_leaves_those_who_pay_the_old_one(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    await story.renew()
    await story.assert_state("active active", roles={ROLE})


async def test_a_retired_plan_renews_and_ends_for_its_holders_as_before(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.plans.retire(GUILD, STAFF, "Pro")
    await story.renew()
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")


async def test_a_plans_new_role_is_its_holders(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", role_id=GOLD))
    await story.assert_state("active active", roles={GOLD})


async def test_a_policy_edited_later_counts_for_those_who_have_the_plan(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.assert_state("grace past-due", roles={ROLE})
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", terms={"grace_days": 0}))
    await story.billing.expiry.refresh_due()
    await story.assert_state("ended past-due")
    assert await _stored(story) == ["ended"]
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", terms={"grace_days": 9}))
    await story.billing.expiry.refresh_due()
    await story.assert_state("grace past-due", roles={ROLE})
    assert await _stored(story) == ["grace"]


async def _stored(story: Scenario) -> list[str]:
    async with story.billing.database.read() as connection:
        return [right.state for right in await facts.entitlements_of(connection, GUILD, ALICE)]


async def test_the_price_of_an_upgrade_may_go_back_without_ending_the_membership(
    story: Scenario,
) -> None:
    await story.subscribe()
    start = story.billing.stripe.subscriptions[story.subscription]["start_date"]
    bill = next(iter(story.billing.stripe.invoices.values()))
    for line in bill["lines"]["data"]:  # as if it had been charged for the rest of the period
        line["period"] |= {"start": start + 10 * 24 * 3600}
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


async def test_a_second_price_of_the_plans_own_product_is_the_plan_as_well(
    story: Scenario,
) -> None:
    await story.subscribe()
    subscription = story.billing.stripe.subscriptions[story.subscription]
    items = subscription["items"]["data"]
    addon = items[0] | {"id": "si_addon", "price": items[0]["price"] | {"id": "price_addon"}}
    items.append(addon)
    story.billing.stripe.emit("customer.subscription.updated", subscription)
    await story.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("quantity", [0, None])
async def test_an_odd_quantity_takes_nothing_from_whoever_pays(
    story: Scenario, quantity: int | None
) -> None:
    await story.subscribe()
    subscription = story.billing.stripe.subscriptions[story.subscription]
    subscription["items"]["data"][0]["quantity"] = quantity
    story.billing.stripe.emit("customer.subscription.updated", subscription)
    await story.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_what_staff_hand_to_another_member_at_stripe_is_theirs_alone(
    story: Scenario, interval: str
) -> None:
    await story.subscribe(interval=interval)
    holder = (
        story.billing.stripe.subscriptions if interval == "month" else story.billing.stripe.sessions
    )
    thing = holder[list(holder)[-1]]
    thing["metadata"] |= {"lyceum_member": str(BOB)}
    story.billing.stripe.emit(
        "customer.subscription.updated" if interval == "month" else "checkout.session.completed",
        thing,
    )
    await story.billing.catch_up()
    assert await story.billing.roles(BOB) == {ROLE}
    assert await story.billing.roles(ALICE) == frozenset()
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded", user=BOB)
    assert await story.billing.roles(ALICE) == frozenset()


async def test_a_plan_changed_in_stripes_metadata_is_followed_for_what_was_bought_once(
    story: Scenario,
) -> None:
    await story.subscribe(interval="once")
    gold = await story.billing.sell(name="Gold", role_id=GOLD, interval="once")
    session = story.billing.stripe.sessions[list(story.billing.stripe.sessions)[-1]]
    session["metadata"] |= {"lyceum_plan": str(gold.id)}
    story.billing.stripe.emit("checkout.session.completed", session)
    await story.assert_state("active paid", roles={GOLD})


async def test_metadata_wiped_in_the_dashboard_takes_nothing_that_we_know_of(
    story: Scenario,
) -> None:
    await story.subscribe()
    subscription = story.billing.stripe.subscriptions[story.subscription]
    subscription["metadata"].clear()
    story.billing.stripe.emit("customer.subscription.updated", subscription)
    await story.renew()
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")
    assert story.at_stripe() == "canceled"
