"""Test that texts name the amount of the order, not the plan's price."""

from datetime import timedelta
from typing import Any, Literal

import pytest

from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plan_request import PlanChange
from bot.payments.reminders import Reminders
from bot.scheduling.worker import WakeupEvent
from bot.settings import PaymentsSettings
from cogs.notifications import notice_view
from data.plans import Terms
from tests.flow.payments.lifecycle.scenario import ALICE, GUILD, ROLE, STAFF, Scenario
from tests.flow.payments.lifecycle.texts import TRANSLATIONS, received, status


async def staff(scenario: Scenario) -> str:
    """Return what staff read since the last time, but for roles."""
    return "\n".join(
        notice_view.text(TRANSLATIONS.translator("en"), each)
        for each in await scenario.billing.new_notices()
        if each.user_id is None and not each.message.startswith("turn-staff-given")
    )


def reminders(scenario: Scenario, **more: Any) -> Reminders:  # noqa: ANN401 the reminders' own
    billing = scenario.billing
    return Reminders(
        billing.database, billing.clock, WakeupEvent(), rules=lambda _: PaymentsSettings(), **more
    )


async def invoice_of(scenario: Scenario) -> str:
    return scenario.billing.stripe.subscriptions[scenario.subscription]["latest_invoice"]


async def test_seats_are_counted_and_a_new_price_is_for_new_members(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy(seats=3)
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    await scenario.billing.catch_up()
    assert "for €27.00" in await status(scenario)


@pytest.mark.parametrize(("off", "received_before"), [(50, "for €4.50"), (100, "at no charge")])
async def test_a_coupon_that_the_owner_gives_later_is_told(
    scenario: Scenario, off: int, received_before: str
) -> None:
    await scenario.subscribe()
    coupon = await scenario.billing.stripe.create_coupon(percent_off=off, duration="forever")
    await scenario.billing.stripe.discount(scenario.subscription, coupon["id"])
    await scenario.billing.catch_up()
    assert received_before in await status(scenario)


async def test_a_planned_price_is_told_as_stripe_previews_it(scenario: Scenario) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", amount="19.00")
    await scenario.billing.stripe.schedule(scenario.subscription, gold.price.price_id or "")
    await scenario.billing.catch_up()
    assert "for €19.00" in await status(scenario)


async def test_where_no_amount_is_known_none_is_named(scenario: Scenario) -> None:
    await scenario.subscribe()
    gold = await scenario.billing.sell(name="Gold", amount="19.00")
    scenario.billing.stripe.faults.fail(
        "POST", "/v1/invoices/create_preview", times=None, status=400
    )
    await scenario.billing.stripe.schedule(scenario.subscription, gold.price.price_id or "")
    await scenario.billing.catch_up()
    shown = await status(scenario)
    assert "Renews on" in shown
    assert "€9" not in shown


async def test_nobody_is_reminded_of_a_renewal_that_costs_nothing(scenario: Scenario) -> None:
    await scenario.subscribe(interval="year")
    coupon = await scenario.billing.stripe.create_coupon(percent_off=100, duration="forever")
    await scenario.billing.stripe.discount(scenario.subscription, coupon["id"])
    await scenario.billing.catch_up()
    await reminders(scenario).run()
    await received(scenario)
    await scenario.advance_silently(359)
    await reminders(scenario).run()
    assert await received(scenario) == []


async def test_credit_that_nobody_told_of_is_seen_before_a_reminder_names_an_amount(
    scenario: Scenario,
) -> None:
    await scenario.subscribe(interval="year", amount="90.00")
    looked: list[str] = []

    async def look(subscription_id: str) -> None:
        looked.append(subscription_id)
        await scenario.billing.stripe.credit(
            scenario.billing.stripe.subscriptions[subscription_id]["customer"], 2000
        )
        event = scenario.billing.stripe.subscriptions[subscription_id]
        scenario.billing.stripe.emit("customer.subscription.updated", event)
        await scenario.billing.catch_up()

    await reminders(scenario).run()
    await scenario.billing.new_notices()
    await scenario.advance_silently(359)
    await reminders(scenario, sync=look).run()
    (reminder,) = await scenario.billing.new_notices()
    assert looked == [scenario.subscription]
    assert reminder.arguments["amount"] == 7000


@pytest.mark.parametrize("plan_says", [True, False])
@pytest.mark.parametrize("card", [True, False])
async def test_a_trial_s_words_follow_its_card_whatever_the_plan_says_by_now(
    scenario: Scenario, *, card: bool, plan_says: bool
) -> None:
    await scenario.subscribe(trial_days=14, terms=Terms(trial_card=card))
    change = PlanChange(GUILD, STAFF, "Pro", terms={"trial_card": plan_says})
    await scenario.billing.plans.edit(change)
    shown = await status(scenario)
    assert ("€9.00 will be charged on" in shown) is card
    assert ("Without a card it simply ends" in shown) is not card


async def test_a_start_that_cost_nothing_is_not_called_a_payment(scenario: Scenario) -> None:
    coupon = await scenario.billing.api.client.v1.coupons.create_async({"percent_off": 100})
    await scenario.billing.api.client.v1.promotion_codes.create_async(
        {"code": "FREE", "promotion": {"type": "coupon", "coupon": coupon.id}}
    )
    await scenario.billing.sell()
    await scenario.buy(code="FREE")
    assert await received(scenario) == ["turn-granted-free"]


@pytest.mark.parametrize("how", ["void_invoice", "mark_uncollectible", "pay_out_of_band"])
async def test_only_who_paid_is_thanked_for_a_payment(scenario: Scenario, how: str) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await received(scenario)
    await getattr(scenario.billing.stripe, how)(await invoice_of(scenario))
    await scenario.assert_state("active active", roles={ROLE})
    expected = "turn-recovered" if how == "pay_out_of_band" else "turn-waived"
    assert await received(scenario) == [expected]


async def test_a_dispute_of_a_part_is_told_as_one(scenario: Scenario) -> None:
    await scenario.subscribe()
    await staff(scenario)
    await scenario.billing.stripe.dispute(scenario.charge, amount=100)
    await scenario.billing.catch_up()
    assert "disputes €1.00 of the payment of €9.00" in await staff(scenario)


async def test_a_refund_of_an_earlier_period_is_not_said_to_end_access(scenario: Scenario) -> None:
    await scenario.subscribe()
    first = scenario.charge
    await scenario.renew()
    await staff(scenario)
    await scenario.billing.stripe.refund(first)
    await scenario.billing.catch_up()
    line = await staff(scenario)
    assert "refunded in full" in line
    assert "They keep access" in line


@pytest.mark.parametrize(
    ("policy", "words"), [("keep", "They keep access"), ("revoke", "access has ended")]
)
async def test_a_refund_in_part_is_told_with_what_became_of_access(
    scenario: Scenario, policy: Literal["keep", "revoke"], words: str
) -> None:
    await scenario.subscribe(terms=Terms(on_partial_refund=policy))
    await staff(scenario)
    await scenario.billing.stripe.refund(scenario.charge, 300)
    await scenario.billing.catch_up()
    line = await staff(scenario)
    assert "€3.00 of" in line
    assert words in line


async def test_what_ended_is_told_alike_by_message_and_status(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.renew("declined")
    await received(scenario)
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.catch_up()
    assert await received(scenario) == ["turn-ended-unpaid"]
    assert "not paid" in await status(scenario)


async def test_a_trial_that_ran_out_is_told_alike_by_message_and_status(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14, terms=Terms(trial_card=False))
    await received(scenario)
    await scenario.renew(after=14)
    assert await received(scenario) == ["turn-ended-trial"]
    assert "trial over" in await status(scenario)


@pytest.mark.parametrize("state", ["active", "trialing"])
async def test_what_stripe_serves_without_an_invoice_is_served_and_explained(
    scenario: Scenario, state: str
) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy()
    held = scenario.billing.stripe.subscriptions[scenario.subscription]
    held |= {"latest_invoice": None, "status": state}
    await scenario.billing.catch_up()
    assert await scenario.billing.roles() == {ROLE}
    assert "turn-granted-paid" not in await received(scenario)


async def test_staff_hear_of_a_failed_renewal_and_of_who_cancels_once_each(
    scenario: Scenario,
) -> None:
    await scenario.subscribe()
    await staff(scenario)
    await scenario.renew("declined")
    line = await staff(scenario)
    assert "payment of €9.00 for Pro failed" in line
    await scenario.billing.stripe.retry_payment(scenario.subscription, "success")
    await scenario.billing.catch_up()
    for cancel in (True, False, True):
        await scenario.billing.stripe.cancel_at_period_end(scenario.subscription, cancel=cancel)
        await scenario.billing.catch_up()
        await scenario.billing.catch_up()
        assert ("has cancelled Pro" in await staff(scenario)) is cancel


async def test_staff_read_of_a_trial_as_one_and_of_gift_codes(scenario: Scenario) -> None:
    await scenario.billing.sell(interval="once", days=30)
    await scenario.billing.buy(as_code=True)
    await scenario.billing.catch_up()
    assert f"<@{ALICE}> has bought a gift code for Pro" in await staff(scenario)


async def test_staff_hear_where_a_payer_could_not_be_told(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.new_notices()
    await scenario.renew("declined")
    waiting = await scenario.billing.new_notices()
    (unpaid,) = [each for each in waiting if each.message == "turn-unpaid"]
    await NotificationOutbox(scenario.billing.database, scenario.billing.clock).mark_undeliverable(
        unpaid
    )
    scenario.billing.clock.advance(timedelta(seconds=1))
    line = await staff(scenario)
    assert "can't send" in line
    assert "€9.00" in line
