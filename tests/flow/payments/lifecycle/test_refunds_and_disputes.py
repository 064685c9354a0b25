"""Money that goes back: refunds in full and in part, refunds that fail, disputes."""

from typing import Literal

import pytest

from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ROLE, Scenario


async def test_a_refund_in_full_ends_a_subscription_here_and_at_stripe(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")
    assert story.at_stripe() == "canceled"


async def test_an_ending_that_stripe_refuses_for_now_is_tried_until_it_is_done(
    story: Scenario,
) -> None:
    await story.subscribe()
    fault = story.billing.stripe.faults.fail("DELETE", "*", times=None, status=503)
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")
    assert story.at_stripe() == "active"
    fault.released.set()
    await story.billing.expiry.cancel_ended()
    assert story.at_stripe() == "canceled"
    assert await story.billing.expiry.cancel_ended() == 0


async def test_a_refund_of_an_older_period_takes_nothing(story: Scenario) -> None:
    await story.subscribe()
    first = story.charge
    await story.renew()
    await story.billing.stripe.refund(first)
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


async def test_of_two_charges_the_one_for_this_period_counts(story: Scenario) -> None:
    await story.subscribe()
    await story.renew()
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")


async def test_a_refund_in_full_of_what_was_bought_for_life_takes_it(story: Scenario) -> None:
    await story.subscribe(interval="once")
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")


@pytest.mark.parametrize(("policy", "word"), [("keep", "active"), ("revoke", "ended")])
@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_refund_in_part_does_what_the_plan_says(
    story: Scenario, interval: str, policy: Literal["keep", "revoke"], word: str
) -> None:
    await story.subscribe(interval=interval, terms=Terms(on_partial_refund=policy))
    await story.billing.stripe.refund(story.charge, 300)
    await story.billing.catch_up()
    assert [right.state for right in await story.rights()] == [word]
    assert await story.billing.roles() == ({ROLE} if policy == "keep" else frozenset())


async def test_refunds_in_part_that_add_up_are_a_refund_in_full(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.refund(story.charge, 300)
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.refund(story.charge, 600)
    await story.assert_state("ended refunded")


async def test_a_plan_may_leave_access_to_those_who_are_refunded(story: Scenario) -> None:
    await story.subscribe(terms=Terms(on_refund="keep"))
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_refund_that_fails_brings_back_what_was_paid(
    story: Scenario, interval: str
) -> None:
    await story.subscribe(interval=interval)
    refund = await story.billing.stripe.refund(story.charge)
    await story.billing.catch_up()
    assert await story.billing.roles() == frozenset()
    await story.billing.stripe.fail_refund(refund["id"])
    await story.billing.catch_up()
    assert await story.billing.roles() == {ROLE}
    await story.days(32)
    assert await story.billing.roles() == ({ROLE} if interval == "once" else frozenset())


async def test_a_part_whose_refund_failed_is_not_added_though_the_charge_still_counts_it(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.billing.stripe.refund(story.charge, 500)
    await story.billing.stripe.refund(story.charge, 400)
    await story.billing.stripe.fail_refund(list(story.billing.stripe.refunds)[-1])
    story.billing.stripe.charges[story.charge]["amount_refunded"] = 900
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_dispute_holds_access_back_until_it_is_won(story: Scenario, interval: str) -> None:
    await story.subscribe(interval=interval)
    dispute = await story.billing.stripe.dispute(story.charge)
    await story.assert_state("suspended disputed")
    await story.billing.stripe.close_dispute(dispute["id"], won=True)
    await story.billing.catch_up()
    assert await story.billing.roles() == {ROLE}


@pytest.mark.parametrize("interval", ["month", "once"])
async def test_a_dispute_that_is_lost_ends_it_here_and_at_stripe(
    story: Scenario, interval: str
) -> None:
    await story.subscribe(interval=interval)
    dispute = await story.billing.stripe.dispute(story.charge)
    await story.billing.stripe.close_dispute(dispute["id"], won=False)
    await story.assert_state("ended dispute-lost")
    if interval == "month":
        assert story.at_stripe() == "canceled"


async def test_an_inquiry_takes_nothing(story: Scenario) -> None:
    await story.subscribe()
    inquiry = await story.billing.stripe.dispute(story.charge, inquiry=True)
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.close_dispute(inquiry["id"], won=False)
    await story.assert_state("active active", roles={ROLE})


async def test_a_plan_may_leave_access_during_a_dispute(story: Scenario) -> None:
    await story.subscribe(terms=Terms(on_dispute="keep"))
    await story.billing.stripe.dispute(story.charge)
    await story.assert_state("active active", roles={ROLE})


async def test_a_dispute_of_an_older_period_holds_a_subscription_back_too(story: Scenario) -> None:
    await story.subscribe()
    first = story.charge
    await story.renew()
    dispute = await story.billing.stripe.dispute(first)
    await story.assert_state("suspended disputed")
    await story.billing.stripe.close_dispute(dispute["id"], won=True)
    await story.assert_state("active active", roles={ROLE})


async def test_a_dispute_won_after_the_subscription_ended_brings_nothing_back(
    story: Scenario,
) -> None:
    await story.subscribe()
    dispute = await story.billing.stripe.dispute(story.charge)
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.assert_state("ended canceled")
    await story.billing.stripe.close_dispute(dispute["id"], won=True)
    await story.assert_state("ended canceled")


async def test_a_part_refunded_and_the_rest_disputed_is_held_back(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.refund(story.charge, 300)
    dispute = await story.billing.stripe.dispute(story.charge)
    await story.assert_state("suspended disputed")
    await story.billing.stripe.close_dispute(dispute["id"], won=False)
    await story.assert_state("ended dispute-lost")


async def test_whoever_was_refunded_may_buy_again(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")
    await story.buy()
    assert await story.billing.roles() == {ROLE}


async def test_a_refund_after_a_switch_ends_what_was_switched_to(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", role_id=41, amount="19.00")
    await story.billing.stripe.switch_price(story.subscription, gold.price.price_id or "")
    await story.assert_state("active active", roles={41})
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")
    assert story.at_stripe() == "canceled"


async def test_one_of_two_payments_of_an_invoice_is_a_part_and_both_are_the_whole(
    story: Scenario,
) -> None:
    await story.subscribe()
    await story.renew("declined")
    bill = story.billing.stripe.subscriptions[story.subscription]["latest_invoice"]
    part = await story.billing.stripe.pay_in_part(bill, 400)
    await story.billing.stripe.retry_payment(story.subscription, "success")
    await story.assert_state("active active", roles={ROLE})
    rest = story.charge
    await story.billing.stripe.refund(part["id"])
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.refund(rest)
    await story.assert_state("ended refunded")


async def test_what_a_balance_paid_beside_a_card_was_not_refunded_with_it(story: Scenario) -> None:
    await story.subscribe()
    customer = story.billing.stripe.subscriptions[story.subscription]["customer"]
    await story.billing.stripe.credit(customer, 500)
    await story.renew()
    await story.billing.stripe.refund(story.charge)  # 4.00 of 9.00
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


async def test_a_refund_of_the_month_leaves_what_was_paid_for_an_upgrade_in_it(
    story: Scenario,
) -> None:
    await story.subscribe()
    month = story.charge
    gold = await story.billing.sell(name="Gold", role_id=41, amount="19.00")
    await story.advance_silently(10)
    await story.billing.stripe.switch_price(
        story.subscription, gold.price.price_id or "", proration_behavior="always_invoice"
    )
    upgrade = story.charge
    await story.billing.stripe.refund(month)
    await story.assert_state("active active", roles={41})
    await story.billing.stripe.refund(upgrade)
    await story.assert_state("ended refunded")


@pytest.mark.parametrize(
    ("refunded", "left", "roles"),
    [("month", "active active", {ROLE}), ("year", "ended refunded", set[int]())],
)
async def test_a_switch_to_a_year_is_paid_for_by_its_own_invoice(
    story: Scenario, refunded: str, left: str, roles: set[int]
) -> None:
    """It gave back the rest of the month: what was paid for that is no part of the year's price."""
    await story.subscribe()
    charges = {"month": story.charge}
    year = await story.billing.sell(name="Year", role_id=ROLE, amount="90.00", interval="year")
    await story.advance_silently(2)
    await story.billing.stripe.switch_price(
        story.subscription, year.price.price_id or "", proration_behavior="always_invoice"
    )
    charges["year"] = story.charge
    await story.billing.stripe.refund(charges[refunded])
    await story.assert_state(left, roles=roles)


async def test_a_renewal_with_many_lines_before_its_own_is_refunded_and_ends(
    story: Scenario,
) -> None:
    await story.subscribe()
    for seats in (2, 3, 4, 5, 6, 1):
        await story.billing.stripe.set_quantity(story.subscription, seats)
    await story.renew()
    bill = story.billing.stripe.subscriptions[story.subscription]["latest_invoice"]
    assert len(story.billing.stripe.lines_of(bill)) > 10
    await story.billing.stripe.refund(story.charge)
    await story.assert_state("ended refunded")


async def test_a_dispute_of_a_part_leaves_access_as_a_refund_of_it_does(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.stripe.dispute(story.charge)
    (dispute,) = story.billing.stripe.disputes.values()
    dispute["amount"] = 100
    await story.assert_state("active active", roles={ROLE})
    await story.billing.stripe.close_dispute(dispute["id"], won=False)
    await story.assert_state("active active", roles={ROLE})
    assert story.at_stripe() == "active"


async def test_staff_hear_of_a_dispute_that_was_prevented(story: Scenario) -> None:
    await story.subscribe()
    dispute = await story.billing.stripe.dispute(story.charge)
    story.billing.stripe.disputes[dispute["id"]]["status"] = "prevented"
    await story.assert_state("active active", roles={ROLE})
    told = [each for each in await story.billing.told() if each.user_id is None]
    (line,) = (each for each in told if each.message == "turn-staff-dispute-prevented")
    assert line.arguments["keeps"] == "open"
