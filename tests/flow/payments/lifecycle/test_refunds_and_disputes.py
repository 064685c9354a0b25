"""Test refunds in full and in part, refunds that fail, and disputes."""

from typing import Literal

import pytest

from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


async def test_a_refund_in_full_ends_a_subscription_here_and_at_stripe(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")
    assert scenario.at_stripe() == "canceled"


async def test_an_ending_that_stripe_refuses_for_now_is_tried_until_it_is_done(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    fault = scenario.billing.stripe.faults.fail("DELETE", "*", times=None, status=503)
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")
    assert scenario.at_stripe() == "active"
    fault.released.set()
    await scenario.billing.expiry.cancel_ended()
    assert scenario.at_stripe() == "canceled"
    assert await scenario.billing.expiry.cancel_ended() == 0


async def test_a_refund_of_an_older_period_takes_nothing(scenario: Scenario) -> None:
    await scenario.subscribe()
    first = scenario.charge
    await scenario.renew()
    await scenario.billing.stripe.refund(first)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


async def test_of_two_charges_the_one_for_this_period_counts(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew()
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")


async def test_a_refund_in_full_of_what_was_bought_for_life_takes_it(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once")
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")


@pytest.mark.parametrize(("policy", "word"), [("keep", "active"), ("revoke", "ended")])
@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_refund_in_part_does_what_the_plan_says(
    scenario: Scenario, interval: str, policy: Literal["keep", "revoke"], word: str
) -> None:
    await scenario.subscribe(interval=interval, terms=Terms(on_partial_refund=policy))
    await scenario.billing.stripe.refund(scenario.charge, 300)
    await scenario.billing.catch_up()
    assert [entitlement.state for entitlement in await scenario.rights()] == [word]
    assert await scenario.billing.roles() == ({ROLE} if policy == "keep" else frozenset())


async def test_refunds_in_part_that_add_up_are_a_refund_in_full(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.refund(scenario.charge, 300)
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.refund(scenario.charge, 600)
    await scenario.assert_state("ended refunded")


async def test_a_plan_may_leave_access_to_those_who_are_refunded(scenario: Scenario) -> None:
    await scenario.subscribe(terms=Terms(on_refund="keep"))
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_refund_that_fails_brings_back_what_was_paid(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe(interval=interval)
    refund = await scenario.billing.stripe.refund(scenario.charge)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == frozenset()
    await scenario.billing.stripe.fail_refund(refund["id"])
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {ROLE}
    await scenario.days(32)
    assert await scenario.billing.roles() == ({ROLE} if interval == "once" else frozenset())


async def test_a_part_whose_refund_failed_is_not_added_though_the_charge_still_counts_it(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.refund(scenario.charge, 500)
    await scenario.billing.stripe.refund(scenario.charge, 400)
    await scenario.billing.stripe.fail_refund(list(scenario.billing.stripe.refunds)[-1])
    scenario.billing.stripe.charges[scenario.charge]["amount_refunded"] = 900
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_dispute_holds_access_back_until_it_is_won(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe(interval=interval)
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.assert_state("suspended disputed")
    await scenario.billing.stripe.close_dispute(dispute["id"], won=True)
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_dispute_that_is_lost_ends_it_here_and_at_stripe(
    scenario: Scenario, interval: str
) -> None:
    await scenario.subscribe(interval=interval)
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.billing.stripe.close_dispute(dispute["id"], won=False)
    await scenario.assert_state("ended dispute-lost")
    if interval == "month":
        assert scenario.at_stripe() == "canceled"


async def test_an_inquiry_takes_nothing(scenario: Scenario) -> None:
    await scenario.subscribe()
    inquiry = await scenario.billing.stripe.dispute(scenario.charge, inquiry=True)
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.close_dispute(inquiry["id"], won=False)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_plan_may_leave_access_during_a_dispute(scenario: Scenario) -> None:
    await scenario.subscribe(terms=Terms(on_dispute="keep"))
    await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_dispute_of_an_older_period_holds_a_subscription_back_too(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    first = scenario.charge
    await scenario.renew()
    dispute = await scenario.billing.stripe.dispute(first)
    await scenario.assert_state("suspended disputed")
    await scenario.billing.stripe.close_dispute(dispute["id"], won=True)
    await scenario.assert_state("active active", roles={ROLE})


async def test_a_dispute_won_after_the_subscription_ended_brings_nothing_back(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.assert_state("ended canceled")
    await scenario.billing.stripe.close_dispute(dispute["id"], won=True)
    await scenario.assert_state("ended canceled")


async def test_a_part_refunded_and_the_rest_disputed_is_held_back(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.refund(scenario.charge, 300)
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    await scenario.assert_state("suspended disputed")
    await scenario.billing.stripe.close_dispute(dispute["id"], won=False)
    await scenario.assert_state("ended dispute-lost")


async def test_whoever_was_refunded_may_buy_again(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")
    await scenario.buy()
    assert await scenario.billing.roles() == {ROLE}


async def test_a_refund_after_a_switch_ends_what_was_switched_to(scenario: Scenario) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", role_id=41, amount="19.00")
    await scenario.billing.stripe.switch_price(scenario.subscription, gold.price.price_id or "")
    await scenario.assert_state("active active", roles={41})
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")
    assert scenario.at_stripe() == "canceled"


async def test_one_of_two_payments_of_an_invoice_is_a_part_and_both_are_the_whole(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    invoice = scenario.billing.stripe.subscriptions[scenario.subscription]["latest_invoice"]
    part = await scenario.billing.stripe.pay_in_part(invoice, 400)
    await scenario.billing.stripe.retry_payment(scenario.subscription, "success")
    await scenario.assert_state("active active", roles={ROLE})
    rest = scenario.charge
    await scenario.billing.stripe.refund(part["id"])
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.refund(rest)
    await scenario.assert_state("ended refunded")


async def test_what_a_balance_paid_beside_a_card_was_not_refunded_with_it(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    customer = scenario.billing.stripe.subscriptions[scenario.subscription]["customer"]
    await scenario.billing.stripe.credit(customer, 500)
    await scenario.renew()
    await scenario.billing.stripe.refund(scenario.charge)  # 4.00 of 9.00
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


async def test_a_refund_of_the_month_leaves_what_was_paid_for_an_upgrade_in_it(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    month = scenario.charge
    gold = await scenario.billing.sell(name="Gold", role_id=41, amount="19.00")
    await scenario.advance_silently(10)
    await scenario.billing.stripe.switch_price(
        scenario.subscription, gold.price.price_id or "", proration_behavior="always_invoice"
    )
    upgrade = scenario.charge
    await scenario.billing.stripe.refund(month)
    await scenario.assert_state("active active", roles={41})
    await scenario.billing.stripe.refund(upgrade)
    await scenario.assert_state("ended refunded")


@pytest.mark.parametrize(
    ("refunded", "left", "roles"),
    [("month", "active active", {ROLE}), ("year", "ended refunded", set[int]())],
)
async def test_a_switch_to_a_year_is_paid_for_by_its_own_invoice(
    scenario: Scenario, refunded: str, left: str, roles: set[int]
) -> None:
    """It gave back the rest of the month: what was paid for that is no part of the year's price."""
    await scenario.subscribe()
    charges = {"month": scenario.charge}
    year = await scenario.billing.sell(name="Year", role_id=ROLE, amount="90.00", interval="year")
    await scenario.advance_silently(2)
    await scenario.billing.stripe.switch_price(
        scenario.subscription, year.price.price_id or "", proration_behavior="always_invoice"
    )
    charges["year"] = scenario.charge
    await scenario.billing.stripe.refund(charges[refunded])
    await scenario.assert_state(left, roles=roles)


async def test_a_renewal_with_many_lines_before_its_own_is_refunded_and_ends(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    for seats in (2, 3, 4, 5, 6, 1):
        await scenario.billing.stripe.set_quantity(scenario.subscription, seats)
    await scenario.renew()
    invoice = scenario.billing.stripe.subscriptions[scenario.subscription]["latest_invoice"]
    assert len(scenario.billing.stripe.lines_of(invoice)) > 10
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.assert_state("ended refunded")


async def test_a_dispute_of_a_part_leaves_access_as_a_refund_of_it_does(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.dispute(scenario.charge)
    (dispute,) = scenario.billing.stripe.disputes.values()
    dispute["amount"] = 100
    await scenario.assert_state("active active", roles={ROLE})
    await scenario.billing.stripe.close_dispute(dispute["id"], won=False)
    await scenario.assert_state("active active", roles={ROLE})
    assert scenario.at_stripe() == "active"


async def test_staff_hear_of_a_dispute_that_was_prevented(scenario: Scenario) -> None:
    await scenario.subscribe()
    dispute = await scenario.billing.stripe.dispute(scenario.charge)
    scenario.billing.stripe.disputes[dispute["id"]]["status"] = "prevented"
    await scenario.assert_state("active active", roles={ROLE})
    received = [each for each in await scenario.billing.new_notices() if each.user_id is None]
    (line,) = (each for each in received if each.message == "turn-staff-dispute-prevented")
    assert line.arguments["keeps"] == "open"


async def test_a_dispute_of_what_a_refund_had_left_is_whole_though_the_refund_failed(
    scenario: Scenario,
) -> None:
    stripe = scenario.billing.stripe
    await scenario.subscribe(interval="once", days=30)
    (charge,) = stripe.charges
    refund = await stripe.refund(charge, 135)
    await scenario.days(2)
    dispute = await stripe.dispute(charge)
    assert dispute["amount"] == 900 - 135
    await scenario.days(2)
    await stripe.fail_refund(refund["id"])
    await scenario.days(1)
    await stripe.close_dispute(dispute["id"], won=False)
    await scenario.assert_state("ended dispute-lost")
