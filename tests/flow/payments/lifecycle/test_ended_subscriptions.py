"""Money around subscriptions that have ended: what is still owed, and what arrives too late."""

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


def latest(story: Scenario) -> dict[str, Any]:
    """Return the latest invoice of the newest subscription at Stripe."""
    subscription = story.billing.stripe.subscriptions[story.subscription]
    return story.billing.stripe.invoices[subscription["latest_invoice"]]


async def told(story: Scenario, *messages: str) -> list[Notice]:
    """Return what waits to be told of these, and forget all else."""
    return [each for each in await story.billing.told() if each.message in messages]


async def lost(story: Scenario) -> dict[str, Any]:
    """Let a renewal fail until Stripe gives up; return its invoice, which stays open."""
    await story.subscribe()
    await story.renew("declined")
    await story.days(8)
    await story.billing.stripe.exhaust_retries(story.subscription, "canceled")
    await story.assert_state("ended canceled")
    return latest(story)


async def test_a_renewal_paid_after_stripe_gave_up_is_told_to_staff_and_member_once(
    story: Scenario,
) -> None:
    owed = await lost(story)
    ended = await told(story, "turn-ended-unpaid", "turn-staff-still-payable")
    assert [each.arguments.get("tried") for each in ended if each.user_id is None] == ["no"]
    await story.billing.stripe.pay_invoice(owed["id"])
    await story.assert_state("ended canceled")
    staff, member = await told(story, "turn-staff-late-payment", "turn-late-payment")
    assert (staff.user_id, member.user_id) == (None, ALICE)
    for each in (staff, member):
        assert (each.arguments["amount"], each.arguments["currency"]) == (900, "eur")
        assert each.arguments["invoice"] == owed["id"]
    assert staff.arguments["member"] == f"<@{ALICE}>"
    assert staff.arguments["has"] == "no"
    await story.hear_again()
    await story.billing.comparison.run()
    assert await story.billing.told() == []


async def test_the_night_finds_money_that_no_event_told_of(story: Scenario) -> None:
    owed = await lost(story)
    await story.billing.told()
    await story.advance_silently(20)
    await story.billing.stripe.pay_invoice(owed["id"])
    await story.billing.comparison.run()
    assert len(await told(story, "turn-staff-late-payment", "turn-late-payment")) == 2
    await story.billing.comparison.run()
    assert await told(story, "turn-staff-late-payment", "turn-late-payment") == []


async def test_money_that_went_back_already_is_not_told(story: Scenario) -> None:
    owed = await lost(story)
    await story.billing.stripe.pay_invoice(owed["id"])
    await story.billing.stripe.refund(story.charge)
    await story.billing.catch_up()
    await story.billing.comparison.run()
    assert await told(story, "turn-staff-late-payment", "turn-late-payment") == []


async def test_who_has_bought_anew_is_told_to_be_refunded(story: Scenario) -> None:
    owed = await lost(story)
    await story.buy()
    await story.billing.stripe.pay_invoice(owed["id"])
    await story.billing.catch_up()
    (staff,) = await told(story, "turn-staff-late-payment")
    assert staff.arguments["has"] == "yes"


async def test_what_was_paid_before_the_end_is_no_late_payment(story: Scenario) -> None:
    await story.subscribe()
    await story.renew()
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.catch_up()
    await story.hear_again()
    await story.billing.comparison.run()
    assert await told(story, "turn-staff-late-payment", "turn-staff-still-payable") == []


@pytest.mark.parametrize("act", ["buy", "leave", "revoke"])
async def test_what_we_end_asks_for_no_money_any_more(story: Scenario, act: str) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.days(8 if act == "buy" else 1)
    owed, old = latest(story), story.subscription
    if act == "buy":
        await story.buy()
    elif act == "leave":
        object_sync = ObjectSync(
            story.billing.database, story.billing.api, story.billing.recorder, (story.billing.clock)
        )
        await SubscriptionCancellation(story.billing.api, object_sync, WakeupEvent()).cancel(
            old, ALICE
        )
    else:
        await story.revoke(old)
    assert story.billing.stripe.subscriptions[old]["status"] == "canceled"
    assert owed["status"] == "void"
    await story.billing.catch_up()
    assert await told(story, "turn-staff-still-payable") == []
    assert await story.billing.roles() == ({ROLE} if act == "buy" else frozenset())


async def test_a_draft_of_what_we_end_is_closed_and_voided(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.days(1)
    owed = latest(story)
    owed["status"] = "draft"
    await story.revoke(story.subscription)
    assert owed["status"] == "void"


async def test_an_invoice_that_stripe_could_not_void_is_tried_again(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.days(1)
    owed = latest(story)
    fault = story.billing.stripe.faults.fail("POST", VOID, times=None, status=503)
    await story.revoke(story.subscription)
    assert (story.at_stripe(), owed["status"]) == ("canceled", "open")
    fault.released.set()
    await story.days(1)
    assert owed["status"] == "void"
    assert await told(story, "turn-staff-still-payable") == []


async def test_staff_hear_what_stays_payable_where_the_key_may_not_void(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await story.days(1)
    story.billing.stripe.faults.fail("POST", VOID, times=None, status=403)
    await story.revoke(story.subscription)
    (staff,) = await told(story, "turn-staff-still-payable")
    assert staff.arguments["tried"] == "yes"
    assert staff.arguments["invoice"] == latest(story)["id"]
    await story.billing.comparison.run()
    assert await told(story, "turn-staff-still-payable") == []


async def test_what_was_owed_before_a_crash_is_voided_by_night(story: Scenario) -> None:
    """We died between the end at Stripe and the voiding, and its last event is long handled."""
    await story.subscribe()
    await story.renew("declined")
    await story.days(1)
    owed = latest(story)
    fault = story.billing.stripe.faults.fail("POST", VOID, times=None, status=403)
    await story.revoke(story.subscription)
    assert owed["status"] == "open"
    fault.released.set()
    await story.billing.comparison.run()
    assert owed["status"] == "void"


@pytest.mark.parametrize(("card", "over"), [("declined", "no"), ("gone", "yes")])
async def test_whoever_loses_access_is_told_whether_paying_still_helps(
    story: Scenario, card: str, over: str
) -> None:
    await story.subscribe()
    await story.renew("declined")
    if card == "gone":
        await story.billing.stripe.exhaust_retries(story.subscription, "canceled")
        await story.billing.catch_up()
    else:
        await story.days(8)
    (ended,) = await told(story, "turn-ended-unpaid")
    assert ended.arguments["over"] == over


async def test_what_was_paid_a_moment_ago_is_not_given_up_for_a_new_purchase(
    story: Scenario,
) -> None:
    """The payment came, and word of it has not: what we know is not what Stripe knows."""
    await story.subscribe()
    await story.renew("declined")
    await story.days(8)
    await story.assert_state("ended past-due")
    await story.billing.stripe.retry_payment(story.subscription)
    with pytest.raises(UserError) as caught:
        await story.billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    assert caught.value.message == "payments-already-paying"
    assert story.at_stripe() == "active"
    await story.assert_state("active active", roles={ROLE})
