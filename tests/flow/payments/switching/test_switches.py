"""A switch gives nothing before its money arrives, loses nothing, and is the payer's alone."""

from datetime import timedelta
from typing import Literal

import pytest

from bot.errors import RetryLaterError, UserError
from bot.payments.billing_portal import BillingPortalService, offered
from data.plan_terms import Terms
from data.prices import Price
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GUILD, Scenario
from tests.flow.payments.lifecycle.texts import status
from tests.flow.payments.switching.actions import PRO, TOP, add, ask, price, service, switch


async def held(
    scenario: Scenario, policy: Literal["now", "renewal"] = "now", *, seats: int = 1
) -> Price:
    """Sell Pro and Top by month, let Alice buy Pro; return the price of Top."""
    billing = scenario.billing
    await billing.sell(terms=Terms(on_switch=policy))
    await billing.sell(name="Top", role_id=TOP, amount="27.00")
    await billing.buy(seats=seats)
    await billing.catch_up()
    await scenario.days(10)
    return await price(billing, "Top", 1)


async def test_a_declined_card_opens_nothing_until_the_invoice_is_paid(scenario: Scenario) -> None:
    top, stripe = await held(scenario), scenario.billing.stripe
    await stripe.set_card(scenario.subscription, "declined")
    result = await switch(scenario, top)
    assert result.outcome == "unpaid"
    await scenario.assert_state("active active", roles={PRO})
    invoice = stripe.invoices[stripe.subscriptions[scenario.subscription]["latest_invoice"]]
    assert invoice["hosted_invoice_url"] == result.url
    await stripe.pay_invoice(invoice["id"])
    await scenario.assert_state("active active", roles={TOP})


async def test_what_is_never_paid_is_dropped_and_the_old_one_renews(scenario: Scenario) -> None:
    top, stripe = await held(scenario), scenario.billing.stripe
    await stripe.set_card(scenario.subscription, "authenticate")
    assert (await switch(scenario, top)).outcome == "unpaid"
    await scenario.days(2)
    await scenario.assert_state("active active", roles={PRO})
    await stripe.set_card(scenario.subscription, "success")
    await scenario.renew(after=20)
    await scenario.assert_state("active active", roles={PRO})
    paid = [each["amount"] for each in stripe.charges.values() if each["status"] == "succeeded"]
    assert paid == [900, 900]


async def test_a_higher_tier_planned_for_the_renewal_waits_for_its_money(
    scenario: Scenario,
) -> None:
    top = await held(scenario, "renewal")
    assert (await switch(scenario, top)).outcome == "planned"
    await scenario.renew("declined", after=21)
    await scenario.assert_state("grace past-due", roles={PRO})
    await scenario.billing.stripe.retry_payment(scenario.subscription)
    await scenario.assert_state("active active", roles={TOP})


async def test_a_lower_tier_keeps_the_higher_one_to_the_end_of_what_was_paid(
    scenario: Scenario,
) -> None:
    billing = scenario.billing
    await held(scenario)
    await billing.buy(plan="Top", user=BOB)
    await billing.catch_up()
    quote = await ask(scenario, await price(billing, "Pro", 1), user=BOB)
    assert (quote.waits, quote.costs.due) == (True, 0)
    await service(billing).make(GUILD, BOB, quote)
    await scenario.days(20)
    assert await billing.roles(BOB) == {TOP}
    await billing.stripe.renew(scenario.subscription)
    await billing.catch_up()
    assert await billing.roles(BOB) == {PRO}


async def test_a_planned_one_is_shown_and_can_be_undone(scenario: Scenario) -> None:
    top = await held(scenario, "renewal")
    await switch(scenario, top)
    switching = service(scenario.billing)
    planned = await switching.planned(GUILD, ALICE, scenario.subscription)
    assert planned is not None
    assert (planned.price, planned.seats) == (top, 1)
    with pytest.raises(UserError, match="switch-planned"):
        await ask(scenario, seats=3)
    await switching.undo(ALICE, scenario.subscription)
    assert await switching.planned(GUILD, ALICE, scenario.subscription) is None
    await scenario.renew(after=21)
    await scenario.assert_state("active active", roles={PRO})
    # The same one again is a new one.
    await switch(scenario, top)
    assert await switching.planned(GUILD, ALICE, scenario.subscription) is not None


@pytest.mark.parametrize("lost", [False, True], ids=["refused", "answer lost"])
async def test_a_plan_that_stripe_interrupts_is_not_in_the_way(
    scenario: Scenario, *, lost: bool
) -> None:
    top = await held(scenario, "renewal")
    faults, path = scenario.billing.stripe.faults, "/v1/subscription_schedules/*"
    if lost:
        faults.lose_answer("POST", path, times=3)
    else:
        faults.fail("POST", path, times=3)
    with pytest.raises(RetryLaterError):
        await switch(scenario, top)
    assert await service(scenario.billing).planned(GUILD, ALICE, scenario.subscription) is None
    assert (await switch(scenario, top)).outcome == "planned"


async def test_a_schedule_that_a_crash_left_without_a_change_is_released(
    scenario: Scenario,
) -> None:
    top = await held(scenario, "renewal")
    schedules = scenario.billing.api.client.v1.subscription_schedules
    await schedules.create_async({"from_subscription": scenario.subscription})
    assert await service(scenario.billing).planned(GUILD, ALICE, scenario.subscription) is None
    assert (await switch(scenario, top)).outcome == "planned"


async def test_a_coupon_survives_a_planned_switch_and_is_in_its_price(scenario: Scenario) -> None:
    top, stripe = await held(scenario, "renewal"), scenario.billing.stripe
    coupon = await stripe.create_coupon(percent_off=50, duration="forever")
    await stripe.discount(scenario.subscription, coupon["id"])
    quote = await ask(scenario, top)
    assert quote.costs.recurring == 1350
    await service(scenario.billing).make(GUILD, ALICE, quote)
    await scenario.renew(after=21)
    assert list(stripe.charges.values())[-1]["amount"] == 1350


async def test_a_quote_is_good_once(scenario: Scenario) -> None:
    top = await held(scenario)
    quote = await ask(scenario, top)
    await service(scenario.billing).make(GUILD, ALICE, quote)
    with pytest.raises(UserError, match="switch-changed"):
        await service(scenario.billing).make(GUILD, ALICE, quote)
    assert len(scenario.billing.stripe.charges) == 2


async def test_a_lost_answer_charges_once(scenario: Scenario) -> None:
    top, stripe = await held(scenario), scenario.billing.stripe
    quote = await ask(scenario, top)
    stripe.faults.lose_answer("POST", f"/v1/subscriptions/{scenario.subscription}", times=3)
    with pytest.raises(RetryLaterError):
        await service(scenario.billing).make(GUILD, ALICE, quote)
    await scenario.assert_state("active active", roles={TOP})
    assert len(stripe.charges) == 2


async def test_what_was_quoted_is_charged_some_minutes_later(scenario: Scenario) -> None:
    top = await held(scenario)
    quote = await ask(scenario, top)
    await scenario.billing.pass_time(timedelta(minutes=14))
    await service(scenario.billing).make(GUILD, ALICE, quote)
    assert list(scenario.billing.stripe.charges.values())[-1]["amount"] == quote.costs.due


async def test_nobody_switches_for_another(scenario: Scenario) -> None:
    top = await held(scenario)
    with pytest.raises(UserError, match="status-not-yours"):
        await ask(scenario, top, user=BOB)
    with pytest.raises(UserError, match="status-not-yours"):
        await service(scenario.billing).undo(BOB, scenario.subscription)
    quote = await ask(scenario, top)
    with pytest.raises(UserError, match="status-not-yours"):
        await service(scenario.billing).make(GUILD, BOB, quote)
    with pytest.raises(UserError, match="status-over"):
        await service(scenario.billing).make(GUILD + 1, ALICE, quote)


async def test_only_what_is_offered_can_be_had(scenario: Scenario) -> None:
    billing = scenario.billing
    await held(scenario)
    await add(billing, "Top", "5.00", "once", "EUR")
    other = await add(billing, "Top", "210.00", "month", "CNY")
    for refused in other.prices[1:]:
        with pytest.raises(UserError, match="switch-not-offered"):
            await ask(scenario, refused)
    with pytest.raises(UserError, match="switch-same"):
        await ask(scenario)
    with pytest.raises(UserError, match="payments-seats-range"):
        await ask(scenario, seats=0)


async def test_a_role_that_is_paid_otherwise_is_not_offered(scenario: Scenario) -> None:
    billing = scenario.billing
    top = await held(scenario)
    pro = scenario.subscription
    await billing.buy(plan="Top")
    await billing.catch_up()
    (mine, _) = sorted(
        await service(billing).holdings(GUILD, ALICE), key=lambda each: each.sold.plan.id
    )
    assert (mine.subscription_id, list(mine.targets)) == (pro, [])
    assert top not in [offer for _, offer in mine.targets]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("trial", "switch-in-trial"), ("past due", "switch-unpaid"), ("ending", "switch-ending")],
)
async def test_it_is_refused_in_a_trial_unpaid_or_ending(
    scenario: Scenario, status: str, refusal: str
) -> None:
    billing = scenario.billing
    await billing.sell(trial_days=14 if status == "trial" else 0)
    await billing.buy()
    await billing.catch_up()
    if status == "past due":
        await scenario.renew("declined")
    if status == "ending":
        await billing.stripe.cancel_at_period_end(scenario.subscription)
    with pytest.raises(UserError, match=refusal):
        await ask(scenario, seats=2)


async def test_a_schedule_of_the_owner_is_left_alone(scenario: Scenario) -> None:
    top = await held(scenario)
    pro = await price(scenario.billing, "Pro", 1)
    await scenario.billing.stripe.schedule(
        scenario.subscription, top.price_id or "", pro.price_id or ""
    )
    with pytest.raises(UserError, match="switch-planned"):
        await ask(scenario, top)
    with pytest.raises(UserError, match="switch-by-staff"):
        await service(scenario.billing).undo(ALICE, scenario.subscription)


async def test_a_plan_whose_switches_wait_is_not_in_the_portal(scenario: Scenario) -> None:
    await held(scenario, "renewal")
    on_sale = await scenario.billing.plans.on_sale(GUILD)
    (only,) = offered(on_sale)["subscription_update"]["products"]
    assert only["product"] == on_sale[1].product_id


async def test_who_pays_an_archived_price_can_plan_another(scenario: Scenario) -> None:
    top = await held(scenario, "renewal")
    await add(scenario.billing, "Pro", "10.00", "month", "EUR")
    assert (await switch(scenario, top)).outcome == "planned"
    await scenario.renew(after=21)
    await scenario.assert_state("active active", roles={TOP})


async def test_an_archived_price_is_kept_when_seats_change(scenario: Scenario) -> None:
    billing = scenario.billing
    await held(scenario)
    old = (await price(billing, "Pro", 1)).price_id
    await add(billing, "Pro", "10.00", "month", "EUR")
    await switch(scenario, seats=2)
    (item,) = billing.stripe.subscriptions[scenario.subscription]["items"]["data"]
    assert (item["price"]["id"], item["quantity"]) == (old, 2)
    with pytest.raises(UserError, match="switch-old-price"):
        await ask(scenario, seats=1)


async def test_where_stripe_plans_nothing_from_an_archived_price_it_is_said(
    scenario: Scenario,
) -> None:
    top = await held(scenario, "renewal")
    text = "The price specified is inactive. This field only accepts active prices."
    scenario.billing.stripe.faults.fail(
        "POST",
        "/v1/subscription_schedules/sub_sched_*",
        status=400,
        body={"error": {"type": "invalid_request_error", "message": text}},
    )
    with pytest.raises(UserError, match="switch-not-from-old-price"):
        await switch(scenario, top)
    assert (await switch(scenario, top)).outcome == "planned"


async def test_a_portal_lists_each_interval_once_in_the_customers_currency(
    scenario: Scenario,
) -> None:
    """Stripe refuses two prices of a product for one interval."""
    billing = scenario.billing
    await billing.sell()
    for amount, interval, currency in (
        ("90.00", "year", "EUR"),
        ("70.00", "month", "CNY"),
        ("700.00", "year", "CNY"),
    ):
        plan = await add(billing, "Pro", amount, interval, currency)
    yuan = next(each for each in plan.prices if each.terms == ("year", 1, None, "cny"))
    await billing.buy(user=BOB, price=yuan.id)
    await billing.buy(user=ALICE)
    await billing.catch_up()
    portal = BillingPortalService(billing.database, billing.api)
    for user in (BOB, ALICE, BOB):
        await portal.open(GUILD, user, "en")
    offers = [
        {billing.stripe.prices[id_]["currency"] for id_ in product["prices"]}
        for each in billing.stripe.portal_configurations.values()
        for product in each["features"]["subscription_update"]["products"]
    ]
    assert offers == [{"cny"}, {"eur"}]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "It changes to **Top · €27.00 a month**"), ("zh-CN", "**Top · ")]
)
async def test_the_status_shows_a_planned_switch(
    scenario: Scenario, language: str, text: str
) -> None:
    top = await held(scenario, "renewal")
    assert "Top" not in await status(scenario, language)
    await switch(scenario, top)
    assert text in await status(scenario, language)
    scenario.billing.stripe.faults.fail("GET", "/v1/subscription_schedules/*", times=None)
    assert "Pro" in await status(scenario, language)  # without an answer the rest is shown


async def test_once_it_is_made_it_is_planned_no_more(scenario: Scenario) -> None:
    """Stripe releases the schedule only at the end of the period that the switch began."""
    top = await held(scenario, "renewal")
    await switch(scenario, top)
    await scenario.renew(after=21)
    await scenario.assert_state("active active", roles={TOP})
    switching = service(scenario.billing)
    assert await switching.planned(GUILD, ALICE, scenario.subscription) is None
    assert (await switch(scenario, seats=3)).outcome == "done"
