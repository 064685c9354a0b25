"""Test several plans of one role: a purchase is refused by the role, not the plan."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.billing_portal import offered
from bot.payments.checkout import Purchase
from bot.payments.plan_request import PlanChange
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario

YEAR: dict[str, Any] = {"name": "Year", "interval": "year", "amount": "90.00"}


async def refused(scenario: Scenario, plan: str, **request: Any) -> UserError:  # noqa: ANN401 the purchase's own
    with pytest.raises(UserError) as refusal:
        await scenario.billing.checkout.open(Purchase(GUILD, ALICE, plan, "en", **request))
    return refusal.value


async def to_staff(scenario: Scenario) -> list[str]:
    return [each.message for each in await scenario.billing.new_notices() if each.user_id is None]


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (YEAR, "payments-same-paid"),
        ({"name": "Year", "interval": "once"}, "payments-once-instead"),
    ],
)
async def test_a_payer_is_sent_to_switch_and_not_sold_the_same_twice(
    scenario: Scenario, second: dict[str, Any], message: str
) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(**second)
    refusal = await refused(scenario, "Year")
    assert refusal.message == message
    assert refusal.arguments == {"plan": "Year", "held": "Pro"}


async def test_whoever_has_the_role_for_good_by_another_plan_is_told_so(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once")
    await scenario.billing.sell(**YEAR)
    assert (await refused(scenario, "Year")).message == "payments-same-held"


async def test_a_gift_of_what_they_have_by_another_plan_is_refused(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.buy(user=BOB)
    await scenario.billing.sell(**YEAR)
    assert (await refused(scenario, "Year", recipient_id=BOB)).message == "payments-gift-already"


async def test_an_end_that_we_were_not_told_of_is_not_in_the_way(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.sell(**YEAR, trial_days=14)
    await scenario.buy("Year")
    assert sorted(await scenario.billing.reasons()) == ["active", "canceled"]  # and no second trial
    assert await scenario.billing.roles() == {ROLE}


async def test_the_page_of_one_plan_closes_that_of_another_of_the_role(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.sell(**YEAR)
    month = await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await scenario.buy("Year")
    assert not (await scenario.billing.stripe.pay(month.url, "success")).ok
    assert len(scenario.billing.stripe.subscriptions) == 1


async def test_another_role_is_sold_beside_with_word_of_what_goes_on(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Gold", role_id=GOLD)
    opened = await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert opened.beside == ("Pro",)
    await scenario.billing.stripe.cancel_subscription(scenario.subscription)
    await scenario.billing.catch_up()
    opened = await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert opened.beside == ()


async def test_staff_hear_of_two_plans_that_are_paid_for_one_role(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(**YEAR, role_id=GOLD)
    opened = await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Year", "en"))
    await scenario.billing.plans.edit(PlanChange(GUILD, STAFF, "Year", role_id=ROLE))
    await scenario.billing.stripe.pay(opened.url, "success")
    await scenario.billing.catch_up()
    assert "turn-staff-double" in await to_staff(scenario)


async def test_staff_hear_of_what_they_gave_to_somebody_who_pays(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.new_notices()
    await scenario.give(None)
    assert "turn-staff-comp-beside" in await to_staff(scenario)


async def test_passes_of_two_plans_of_one_role_follow_each_other(scenario: Scenario) -> None:
    await scenario.subscribe(interval="once", days=30)
    await scenario.billing.sell(name="Quarter", interval="once", days=90)
    await scenario.buy("Quarter")
    first, second = await scenario.rights()
    assert second.state == "upcoming"
    assert second.starts_at == first.ends_at


async def test_seats_are_added_where_they_are_paid_at_once(scenario: Scenario) -> None:
    await scenario.billing.sell()
    await scenario.billing.buy(seats=3)
    await scenario.billing.catch_up()
    refusal = await refused(scenario, "Pro", seats=4)
    assert refusal.message == "payments-seats-change"
    assert refusal.arguments == {"plan": "Pro", "seats": 3}
    update = offered(await scenario.billing.plans.on_sale(GUILD))["subscription_update"]
    assert update["default_allowed_updates"] == ["quantity"]
    assert update["proration_behavior"] == "always_invoice"
    assert update["products"][0]["adjustable_quantity"]["enabled"]


async def test_a_trial_gives_no_seats_until_it_is_paid(scenario: Scenario) -> None:
    await scenario.subscribe(trial_days=14)
    await scenario.billing.stripe.set_quantity(scenario.subscription, 3)
    await scenario.billing.catch_up()
    assert await scenario.billing.gifts.balance(GUILD, ALICE) == []
    await scenario.renew(after=14)
    (stock,) = await scenario.billing.gifts.balance(GUILD, ALICE)
    assert stock.offer.total == 2
