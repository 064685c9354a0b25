"""Test what is still owed, or paid too late, for ended subscriptions."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.checkout import Purchase
from bot.payments.inbox.object_sync import ObjectSync
from bot.scheduling.worker import WakeupEvent
from data.notices import Notice
from tests.flow.payments.lifecycle.scenario import ALICE, GUILD, ROLE, Scenario

VOID = "/v1/invoices/*/void"


def latest(scenario: Scenario) -> dict[str, Any]:
    """Return the latest invoice of the newest subscription at Stripe."""
    subscription = scenario.billing.stripe.subscriptions[scenario.subscription]
    return scenario.billing.stripe.invoices[subscription["latest_invoice"]]


async def received(scenario: Scenario, *messages: str) -> list[Notice]:
    """Return the waiting notices of these, and delete all others."""
    return [each for each in await scenario.billing.new_notices() if each.message in messages]


async def lost(scenario: Scenario) -> dict[str, Any]:
    """Let a renewal fail until Stripe gives up; return its invoice, which stays open."""
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(8)
    await scenario.billing.stripe.exhaust_retries(scenario.subscription, "canceled")
    await scenario.assert_state("ended canceled")
    return latest(scenario)


async def test_a_renewal_paid_after_stripe_gave_up_is_told_to_staff_and_member_once(
    scenario: Scenario,
) -> None:
    owed = await lost(scenario)
    ended = await received(scenario, "turn-ended-unpaid", "turn-staff-still-payable")
    assert [each.arguments.get("tried") for each in ended if each.user_id is None] == ["no"]
    await scenario.billing.stripe.pay_invoice(owed["id"])
    await scenario.assert_state("ended canceled")
    staff, member = await received(scenario, "turn-staff-late-payment", "turn-late-payment")
    assert (staff.user_id, member.user_id) == (None, ALICE)
    for each in (staff, member):
        assert (each.arguments["amount"], each.arguments["currency"]) == (900, "eur")
        assert each.arguments["invoice"] == owed["id"]
    assert staff.arguments["member"] == f"<@{ALICE}>"
    assert staff.arguments["has"] == "no"
    await scenario.receive_again()
    await scenario.billing.comparison.run()
    assert await scenario.billing.new_notices() == []


async def test_the_night_finds_money_that_no_event_told_of(scenario: Scenario) -> None:
    owed = await lost(scenario)
    await scenario.billing.new_notices()
    await scenario.advance_silently(20)
    await scenario.billing.stripe.pay_invoice(owed["id"])
    await scenario.billing.comparison.run()
    assert len(await received(scenario, "turn-staff-late-payment", "turn-late-payment")) == 2
    await scenario.billing.comparison.run()
    assert await received(scenario, "turn-staff-late-payment", "turn-late-payment") == []


async def test_money_that_went_back_already_is_not_told(scenario: Scenario) -> None:
    owed = await lost(scenario)
    await scenario.billing.stripe.pay_invoice(owed["id"])
    await scenario.billing.stripe.refund(scenario.charge)
    await scenario.billing.catch_up()
    await scenario.billing.comparison.run()
    assert await received(scenario, "turn-staff-late-payment", "turn-late-payment") == []


async def test_who_has_bought_anew_is_told_to_be_refunded(scenario: Scenario) -> None:
    owed = await lost(scenario)
    await scenario.buy()
    await scenario.billing.stripe.pay_invoice(owed["id"])
    await scenario.billing.catch_up()
    (staff,) = await received(scenario, "turn-staff-late-payment")
    assert staff.arguments["has"] == "yes"


async def test_what_was_paid_before_the_end_is_no_late_payment(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew()
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.catch_up()
    await scenario.receive_again()
    await scenario.billing.comparison.run()
    assert await received(scenario, "turn-staff-late-payment", "turn-staff-still-payable") == []


@pytest.mark.parametrize("act", ["buy", "leave", "revoke"])
async def test_what_we_end_asks_for_no_money_any_more(scenario: Scenario, act: str) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(8 if act == "buy" else 1)
    owed, old = latest(scenario), scenario.subscription
    if act == "buy":
        await scenario.buy()
    elif act == "leave":
        object_sync = ObjectSync(
            scenario.billing.database,
            scenario.billing.api,
            scenario.billing.recorder,
            (scenario.billing.clock),
        )
        await SubscriptionCancellation(scenario.billing.api, object_sync, WakeupEvent()).cancel(
            old, ALICE
        )
    else:
        await scenario.revoke(old)
    assert scenario.billing.stripe.subscriptions[old]["status"] == "canceled"
    assert owed["status"] == "void"
    await scenario.billing.catch_up()
    assert await received(scenario, "turn-staff-still-payable") == []
    assert await scenario.billing.roles() == ({ROLE} if act == "buy" else frozenset())


async def test_a_draft_of_what_we_end_is_closed_and_voided(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(1)
    owed = latest(scenario)
    owed["status"] = "draft"
    await scenario.revoke(scenario.subscription)
    assert owed["status"] == "void"


async def test_an_invoice_that_stripe_could_not_void_is_tried_again(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(1)
    owed = latest(scenario)
    fault = scenario.billing.stripe.faults.fail("POST", VOID, times=None, status=503)
    await scenario.revoke(scenario.subscription)
    assert (scenario.at_stripe(), owed["status"]) == ("canceled", "open")
    fault.released.set()
    await scenario.days(1)
    assert owed["status"] == "void"
    assert await received(scenario, "turn-staff-still-payable") == []


async def test_staff_hear_what_stays_payable_where_the_key_may_not_void(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(1)
    scenario.billing.stripe.faults.fail("POST", VOID, times=None, status=403)
    await scenario.revoke(scenario.subscription)
    (staff,) = await received(scenario, "turn-staff-still-payable")
    assert staff.arguments["tried"] == "yes"
    assert staff.arguments["invoice"] == latest(scenario)["id"]
    await scenario.billing.comparison.run()
    assert await received(scenario, "turn-staff-still-payable") == []


async def test_what_was_owed_before_a_crash_is_voided_by_night(scenario: Scenario) -> None:
    """We died between the end at Stripe and the voiding, and its last event is long handled."""
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(1)
    owed = latest(scenario)
    fault = scenario.billing.stripe.faults.fail("POST", VOID, times=None, status=403)
    await scenario.revoke(scenario.subscription)
    assert owed["status"] == "open"
    fault.released.set()
    await scenario.billing.comparison.run()
    assert owed["status"] == "void"


@pytest.mark.parametrize(("card", "over"), [("declined", "no"), ("gone", "yes")])
async def test_whoever_loses_access_is_told_whether_paying_still_helps(
    scenario: Scenario, card: str, over: str
) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    if card == "gone":
        await scenario.billing.stripe.exhaust_retries(scenario.subscription, "canceled")
        await scenario.billing.catch_up()
    else:
        await scenario.days(8)
    (ended,) = await received(scenario, "turn-ended-unpaid")
    assert ended.arguments["over"] == over


async def test_what_was_paid_a_moment_ago_is_not_given_up_for_a_new_purchase(
    scenario: Scenario,
) -> None:
    """The payment arrived but its event did not: what we know is not what Stripe knows."""
    await scenario.subscribe()
    await scenario.renew("declined")
    await scenario.days(8)
    await scenario.assert_state("ended past-due")
    await scenario.billing.stripe.retry_payment(scenario.subscription)
    with pytest.raises(UserError) as caught:
        await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert caught.value.message == "payments-already-paying"
    assert scenario.at_stripe() == "active"
    await scenario.assert_state("active active", roles={ROLE})
