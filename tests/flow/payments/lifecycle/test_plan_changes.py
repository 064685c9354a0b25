"""Test changes of prices, plans, roles, pauses and metadata under running access."""

import pytest

from bot.payments.plan_request import PlanChange
from bot.payments.stripe.client import PriceTerms
from bot.settings.runtime import RUNTIME, fingerprint, value_of
from data import facts
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario


async def test_a_switch_of_the_price_switches_the_role_up_and_down(scenario: Scenario) -> None:
    pro = await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await scenario.billing.stripe.switch_price(scenario.subscription, gold.price.price_id or "")
    await scenario.assert_state("active active", roles={GOLD})
    await scenario.billing.stripe.switch_price(scenario.subscription, pro.price.price_id or "")
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_switch_to_what_is_paid_for_already_is_told_to_staff(scenario: Scenario) -> None:
    pro = await scenario.subscribe()
    await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00")
    await scenario.buy("Gold")
    await scenario.billing.stripe.switch_price(scenario.subscription, pro.price.price_id or "")
    await scenario.assert_state("active active", "active active", roles={ROLE})
    received = [
        each.message for each in await scenario.billing.new_notices() if each.user_id is None
    ]
    assert received.count("turn-staff-double") == 1


async def test_a_switch_to_another_interval_begins_a_new_period(scenario: Scenario) -> None:
    await scenario.subscribe()
    year = await scenario.billing.sell(name="Year", interval="year", role_id=GOLD, amount="90.00")
    await scenario.days(10)
    await scenario.billing.stripe.switch_price(scenario.subscription, year.price.price_id or "")
    await scenario.assert_state("active active", roles={GOLD})
    await scenario.days(40)
    await scenario.assert_state("active active", roles={GOLD})


async def test_after_a_switch_the_old_periods_money_may_go_back(scenario: Scenario) -> None:
    await scenario.subscribe()
    first = scenario.charge
    year = await scenario.billing.sell(name="Year", interval="year", role_id=GOLD, amount="90.00")
    await scenario.days(10)
    await scenario.billing.stripe.switch_price(scenario.subscription, year.price.price_id or "")
    await scenario.billing.stripe.refund(first)
    await scenario.assert_state("active active", roles={GOLD})


async def test_a_price_that_nobody_knows_leaves_the_plan_as_it_was(scenario: Scenario) -> None:
    await scenario.subscribe()
    foreign = await scenario.billing.api.create_price(
        next(iter(scenario.billing.stripe.products)), PriceTerms(500, "eur", "month"), key="foreign"
    )
    await scenario.billing.stripe.switch_price(scenario.subscription, foreign)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_void_pause_rests_when_what_was_paid_is_used_up(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.pause_collection(scenario.subscription, "void")
    await scenario.assert_state("active pausing", roles={ROLE})
    await scenario.renew()
    await scenario.assert_state("suspended paused")
    await scenario.billing.stripe.pause_collection(scenario.subscription, None)
    await scenario.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("behavior", ["keep_as_draft", "mark_uncollectible"])
async def test_the_other_pauses_give_the_service_away(scenario: Scenario, behavior: str) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.pause_collection(scenario.subscription, behavior)
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.pause_collection(scenario.subscription, None)
    await scenario.renew("declined")
    await scenario.assert_state("grace past-due", roles={ROLE})


async def test_a_paused_subscription_rests_until_it_is_resumed(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.pause(scenario.subscription)
    await scenario.assert_state("suspended paused")
    await scenario.days(40)
    await scenario.assert_state("suspended paused")
    await scenario.billing.stripe.resume(scenario.subscription)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_retired_price_and_product_keep_their_holders(scenario: Scenario) -> None:
    plan = await scenario.subscribe()
    await scenario.billing.stripe.archive_price(plan.price.price_id or "")
    await scenario.billing.stripe.archive_product(plan.product_id or "")
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_new_amount_leaves_those_who_pay_the_old_one(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_retired_plan_renews_and_ends_for_its_holders_as_before(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.plans.retire(GUILD, STAFF, "Pro")
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")


async def test_a_plans_new_role_is_its_holders(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", role_id=GOLD))
    await scenario.assert_state("active active", roles={GOLD})


async def test_a_policy_edited_later_counts_for_those_who_have_the_plan(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.assert_state("grace past-due", roles={ROLE})
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", terms={"grace_days": 0}))
    await scenario.billing.expiry.refresh_due()
    await scenario.assert_state("ended past-due")
    assert await _stored(scenario) == ["ended"]
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", terms={"grace_days": 9}))
    await scenario.billing.expiry.refresh_due()
    await scenario.assert_state("grace past-due", roles={ROLE})
    assert await _stored(scenario) == ["grace"]


async def test_the_servers_grace_period_counts_for_those_who_are_in_it(scenario: Scenario) -> None:
    own, grace = scenario.billing.guild_settings, RUNTIME["payments.grace_days"]
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.assert_state("grace past-due", roles={ROLE})
    for days, state in ((0, "ended"), (9, "grace")):
        seen = fingerprint(value_of(own.of(GUILD), grace))
        await own.change(GUILD, STAFF, grace, days, seen=seen)
        await scenario.billing.expiry.refresh_due()
        assert await _stored(scenario) == [state]
    seen = fingerprint(9)
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", terms={"grace_days": 8}))
    await own.change(GUILD, STAFF, grace, 0, seen=seen)
    await scenario.billing.expiry.refresh_due()
    await scenario.assert_state("grace past-due", roles={ROLE})  # the plan has its own


async def _stored(scenario: Scenario) -> list[str]:
    async with scenario.billing.database.read() as connection:
        return [
            entitlement.state
            for entitlement in await facts.entitlements_of(connection, GUILD, ALICE)
        ]


async def test_the_price_of_an_upgrade_may_go_back_without_ending_the_membership(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    start = scenario.billing.stripe.subscriptions[scenario.subscription]["start_date"]
    invoice = next(iter(scenario.billing.stripe.invoices.values()))
    for line in invoice["lines"]["data"]:  # as if it had been charged for the rest of the period
        line["period"] |= {"start": start + 10 * 24 * 3600}
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


async def test_a_second_price_of_the_plans_own_product_is_the_plan_as_well(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    subscription = scenario.billing.stripe.subscriptions[scenario.subscription]
    items = subscription["items"]["data"]
    addon = items[0] | {"id": "si_addon", "price": items[0]["price"] | {"id": "price_addon"}}
    items.append(addon)
    scenario.billing.stripe.emit("customer.subscription.updated", subscription)
    await scenario.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("quantity", [0, None])
async def test_an_odd_quantity_takes_nothing_from_whoever_pays(
    scenario: Scenario, quantity: int | None
) -> None:
    await scenario.subscribe()
    subscription = scenario.billing.stripe.subscriptions[scenario.subscription]
    subscription["items"]["data"][0]["quantity"] = quantity
    scenario.billing.stripe.emit("customer.subscription.updated", subscription)
    await scenario.assert_state("active active", roles={ROLE})


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_what_staff_hand_to_another_member_at_stripe_is_theirs_alone(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe(interval=interval)
    holder = (
        scenario.billing.stripe.subscriptions
        if interval == "month"
        else scenario.billing.stripe.sessions
    )
    thing = holder[list(holder)[-1]]
    thing["metadata"] |= {"lyceum_member": str(BOB)}
    scenario.billing.stripe.emit(
        "customer.subscription.updated" if interval == "month" else "checkout.session.completed",
        thing,
    )
    await scenario.billing.catch_up()
    assert await scenario.billing.roles(BOB) == {ROLE}
    assert await scenario.billing.roles(ALICE) == frozenset()
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded", user=BOB)
    assert await scenario.billing.roles(ALICE) == frozenset()


async def test_a_plan_changed_in_stripes_metadata_is_followed_for_what_was_bought_once(
    scenario: Scenario,
) -> None:
    await scenario.subscribe(interval="once")
    gold = await scenario.billing.sell(name="Gold", role_id=GOLD, interval="once")
    session = scenario.billing.stripe.sessions[list(scenario.billing.stripe.sessions)[-1]]
    session["metadata"] |= {"lyceum_plan": str(gold.id)}
    scenario.billing.stripe.emit("checkout.session.completed", session)
    await scenario.assert_state("active paid", roles={GOLD})


async def test_metadata_wiped_in_the_dashboard_takes_nothing_that_we_know_of(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    subscription = scenario.billing.stripe.subscriptions[scenario.subscription]
    subscription["metadata"].clear()
    scenario.billing.stripe.emit("customer.subscription.updated", subscription)
    await scenario.renew()
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")
    assert scenario.at_stripe() == "canceled"


async def test_a_pause_after_a_voided_change_waits_for_the_end_of_what_was_paid(
    scenario: Scenario,
) -> None:
    stripe = scenario.billing.stripe
    await scenario.subscribe()
    await scenario.days(5)
    await stripe.set_card(scenario.subscription, "declined")
    await stripe.set_quantity(scenario.subscription, 3, proration_behavior="always_invoice")
    await stripe.void_invoice(stripe.subscriptions[scenario.subscription]["latest_invoice"])
    await stripe.pause_collection(scenario.subscription)
    await scenario.assert_state("active pausing", roles={ROLE})
    await scenario.renew(after=26)
    await scenario.assert_state("suspended paused")


@pytest.mark.parametrize("settles", [True, False])
async def test_fewer_seats_open_nothing_while_the_first_payment_is_on_its_way(
    scenario: Scenario, *, settles: bool
) -> None:
    """Stripe calls the invoice that credits the seat paid, though it took no money."""
    stripe = scenario.billing.stripe
    await scenario.billing.sell()
    session = await scenario.billing.buy("delayed", seats=2)
    await stripe.set_quantity(scenario.subscription, 1, proration_behavior="always_invoice")
    await scenario.assert_state("pending first-payment")
    await scenario.billing.comparison.run()
    await scenario.assert_state("pending first-payment")
    await (stripe.settle if settles else stripe.fail_settlement)(session)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == ({ROLE} if settles else frozenset())


async def test_a_declined_renewal_opens_nothing_after_a_credit_for_fewer_seats(
    scenario: Scenario,
) -> None:
    stripe = scenario.billing.stripe
    await scenario.billing.sell()
    await scenario.billing.buy("delayed", seats=3)
    await stripe.set_quantity(scenario.subscription, 2, proration_behavior="always_invoice")
    await stripe.renew(scenario.subscription, "declined")
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == frozenset()
