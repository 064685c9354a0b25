"""Amounts and causes in what people read are those of the order, not of the plan's price."""

from datetime import timedelta
from typing import Any, Literal

import pytest

from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plans import PlanChange
from bot.payments.reminders import Reminders
from bot.scheduling.worker import WakeupEvent
from cogs.notifications import notice_view
from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ALICE, GUILD, ROLE, STAFF, Scenario
from tests.flow.payments.lifecycle.texts import CATALOGUE, status, told


async def staff(story: Scenario) -> str:
    """Return what staff read since the last time, but for roles."""
    return "\n".join(
        notice_view.text(CATALOGUE.translator("en"), each)
        for each in await story.billing.told()
        if each.user_id is None and not each.message.startswith("turn-staff-given")
    )


def reminders(story: Scenario, **more: Any) -> Reminders:  # noqa: ANN401 the reminders' own
    billing = story.billing
    return Reminders(
        billing.database, billing.clock, WakeupEvent(), days=(7, 1), long_interval_days=60, **more
    )


async def bill_of(story: Scenario) -> str:
    return story.billing.stripe.subscriptions[story.subscription]["latest_invoice"]


async def test_seats_are_counted_and_a_new_price_is_for_new_members(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.buy(seats=3)
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    await story.billing.catch_up()
    assert "for €27.00" in await status(story)


@pytest.mark.parametrize(("off", "told_of"), [(50, "for €4.50"), (100, "at no charge")])
async def test_a_coupon_that_the_owner_gives_later_is_told(
    story: Scenario, off: int, told_of: str
) -> None:
    await story.subscribe()
    coupon = await story.billing.stripe.create_coupon(percent_off=off, duration="forever")
    await story.billing.stripe.discount(story.subscription, coupon["id"])
    await story.billing.catch_up()
    assert told_of in await status(story)


async def test_a_planned_price_is_told_as_stripe_previews_it(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", amount="19.00")
    await story.billing.stripe.schedule(story.subscription, gold.price.price_id or "")
    await story.billing.catch_up()
    assert "for €19.00" in await status(story)


async def test_where_no_amount_is_known_none_is_named(story: Scenario) -> None:
    await story.subscribe()
    gold = await story.billing.sell(name="Gold", amount="19.00")
    story.billing.stripe.faults.fail("POST", "/v1/invoices/create_preview", times=None, status=400)
    await story.billing.stripe.schedule(story.subscription, gold.price.price_id or "")
    await story.billing.catch_up()
    shown = await status(story)
    assert "Renews on" in shown
    assert "€" not in shown


async def test_nobody_is_reminded_of_a_renewal_that_costs_nothing(story: Scenario) -> None:
    await story.subscribe(interval="year")
    coupon = await story.billing.stripe.create_coupon(percent_off=100, duration="forever")
    await story.billing.stripe.discount(story.subscription, coupon["id"])
    await story.billing.catch_up()
    await reminders(story).run()
    await told(story)
    await story.advance_silently(359)
    await reminders(story).run()
    assert await told(story) == []


async def test_credit_that_nobody_told_of_is_seen_before_a_reminder_names_an_amount(
    story: Scenario,
) -> None:
    await story.subscribe(interval="year", amount="90.00")
    looked: list[str] = []

    async def look(subscription_id: str) -> None:
        looked.append(subscription_id)
        await story.billing.stripe.credit(
            story.billing.stripe.subscriptions[subscription_id]["customer"], 2000
        )
        event = story.billing.stripe.subscriptions[subscription_id]
        story.billing.stripe.emit("customer.subscription.updated", event)
        await story.billing.catch_up()

    await reminders(story).run()
    await story.billing.told()
    await story.advance_silently(359)
    await reminders(story, look=look).run()
    (reminder,) = await story.billing.told()
    assert looked == [story.subscription]
    assert reminder.arguments["amount"] == 7000


@pytest.mark.parametrize("plan_says", [True, False])
@pytest.mark.parametrize("card", [True, False])
async def test_a_trial_s_words_follow_its_card_whatever_the_plan_says_by_now(
    story: Scenario, *, card: bool, plan_says: bool
) -> None:
    await story.subscribe(trial_days=14, terms=Terms(trial_card=card))
    change = PlanChange(GUILD, STAFF, "Pro", terms={"trial_card": plan_says})
    await story.billing.plans.edit(change)
    shown = await status(story)
    assert ("€9.00 will be charged on" in shown) is card
    assert ("Without a card it simply ends" in shown) is not card


async def test_a_start_that_cost_nothing_is_not_called_a_payment(story: Scenario) -> None:
    coupon = await story.billing.api.client.v1.coupons.create_async({"percent_off": 100})
    await story.billing.api.client.v1.promotion_codes.create_async(
        {"code": "FREE", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )
    await story.billing.sell()
    await story.buy(code="FREE")
    assert await told(story) == ["turn-granted-free"]


@pytest.mark.parametrize("how", ["void_invoice", "mark_uncollectible", "pay_out_of_band"])
async def test_only_who_paid_is_thanked_for_a_payment(story: Scenario, how: str) -> None:
    await story.subscribe()
    await story.renew("declined")
    await told(story)
    await getattr(story.billing.stripe, how)(await bill_of(story))
    await story.assert_state("active active", roles={ROLE})
    expected = "turn-recovered" if how == "pay_out_of_band" else "turn-waived"
    assert await told(story) == [expected]


async def test_a_dispute_of_a_part_is_told_as_one(story: Scenario) -> None:
    await story.subscribe()
    await staff(story)
    await story.billing.stripe.dispute(story.charge, amount=100)
    await story.billing.catch_up()
    assert "disputes €1.00 of the payment of €9.00" in await staff(story)


async def test_a_refund_of_an_earlier_period_is_not_said_to_end_access(story: Scenario) -> None:
    await story.subscribe()
    first = story.charge
    await story.renew()
    await staff(story)
    await story.billing.stripe.refund(first)
    await story.billing.catch_up()
    line = await staff(story)
    assert "refunded in full" in line
    assert "They keep access" in line


@pytest.mark.parametrize(
    ("policy", "words"), [("keep", "They keep access"), ("revoke", "access has ended")]
)
async def test_a_refund_in_part_is_told_with_what_became_of_access(
    story: Scenario, policy: Literal["keep", "revoke"], words: str
) -> None:
    await story.subscribe(terms=Terms(on_partial_refund=policy))
    await staff(story)
    await story.billing.stripe.refund(story.charge, 300)
    await story.billing.catch_up()
    line = await staff(story)
    assert "€3.00 of" in line
    assert words in line


async def test_what_ended_is_told_alike_by_message_and_status(story: Scenario) -> None:
    await story.subscribe()
    await story.renew("declined")
    await told(story)
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.catch_up()
    assert await told(story) == ["turn-ended-unpaid"]
    assert "not paid" in await status(story)


async def test_a_trial_that_ran_out_is_told_alike_by_message_and_status(story: Scenario) -> None:
    await story.subscribe(trial_days=14, terms=Terms(trial_card=False))
    await told(story)
    await story.renew(after=14)
    assert await told(story) == ["turn-ended-trial"]
    assert "trial over" in await status(story)


@pytest.mark.parametrize("state", ["active", "trialing"])
async def test_what_stripe_serves_without_an_invoice_is_served_and_explained(
    story: Scenario, state: str
) -> None:
    await story.billing.sell()
    await story.billing.buy()
    held = story.billing.stripe.subscriptions[story.subscription]
    held |= {"latest_invoice": None, "status": state}
    await story.billing.catch_up()
    assert await story.billing.roles() == {ROLE}
    assert "turn-granted-paid" not in await told(story)


async def test_staff_hear_of_a_failed_renewal_and_of_who_cancels_once_each(story: Scenario) -> None:
    await story.subscribe()
    await staff(story)
    await story.renew("declined")
    line = await staff(story)
    assert "payment of €9.00 for Pro failed" in line
    await story.billing.stripe.retry_payment(story.subscription, "success")
    await story.billing.catch_up()
    for cancel in (True, False, True):
        await story.billing.stripe.cancel_at_period_end(story.subscription, cancel=cancel)
        await story.billing.catch_up()
        await story.billing.catch_up()
        assert ("has cancelled Pro" in await staff(story)) is cancel


async def test_staff_read_of_a_trial_as_one_and_of_gift_codes(story: Scenario) -> None:
    await story.billing.sell(interval="once", days=30)
    await story.billing.buy(as_code=True)
    await story.billing.catch_up()
    assert f"<@{ALICE}> has bought a gift code for Pro" in await staff(story)


async def test_staff_hear_where_a_payer_could_not_be_told(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.told()
    await story.renew("declined")
    waiting = await story.billing.told()
    (unpaid,) = [each for each in waiting if each.message == "turn-unpaid"]
    await NotificationOutbox(story.billing.database, story.billing.clock).mark_undeliverable(unpaid)
    story.billing.clock.advance(timedelta(seconds=1))
    line = await staff(story)
    assert "can't send" in line
    assert "€9.00" in line
