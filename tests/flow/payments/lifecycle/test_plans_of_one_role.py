"""Several plans of one role: what is had already is asked by the role, whichever plan gives it."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.billing_portal import offered
from bot.payments.checkout import Purchase
from bot.payments.plans import PlanChange
from tests.flow.payments.lifecycle.scenario import ALICE, BOB, GOLD, GUILD, ROLE, STAFF, Scenario

YEAR: dict[str, Any] = {"name": "Year", "interval": "year", "amount": "90.00"}


async def refused(story: Scenario, plan: str, **wish: Any) -> UserError:  # noqa: ANN401 the purchase's own
    with pytest.raises(UserError) as refusal:
        await story.billing.checkout.open(Purchase(GUILD, ALICE, plan, "en", **wish))
    return refusal.value


async def to_staff(story: Scenario) -> list[str]:
    return [each.message for each in await story.billing.told() if each.user_id is None]


@pytest.mark.parametrize("second", [YEAR, {"name": "Year", "interval": "once"}])
async def test_a_payer_is_sent_to_switch_and_not_sold_the_same_twice(
    story: Scenario, second: dict[str, Any]
) -> None:
    await story.subscribe()
    await story.billing.sell(**second)
    refusal = await refused(story, "Year")
    assert refusal.message == "payments-same-paid"
    assert refusal.arguments == {"plan": "Year", "held": "Pro"}


async def test_whoever_has_the_role_for_good_by_another_plan_is_told_so(story: Scenario) -> None:
    await story.subscribe(interval="once")
    await story.billing.sell(**YEAR)
    assert (await refused(story, "Year")).message == "payments-same-held"


async def test_a_gift_of_what_they_have_by_another_plan_is_refused(story: Scenario) -> None:
    await story.billing.sell()
    await story.buy(user=BOB)
    await story.billing.sell(**YEAR)
    assert (await refused(story, "Year", recipient_id=BOB)).message == "payments-gift-already"


async def test_an_end_that_we_were_not_told_of_is_not_in_the_way(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.sell(**YEAR, trial_days=14)
    await story.buy("Year")
    assert sorted(await story.billing.reasons()) == ["active", "canceled"]  # and no second trial
    assert await story.billing.roles() == {ROLE}


async def test_the_page_of_one_plan_closes_that_of_another_of_the_role(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.sell(**YEAR)
    month = await story.billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await story.buy("Year")
    assert not (await story.billing.stripe.pay(month.url, "success")).ok
    assert len(story.billing.stripe.subscriptions) == 1


async def test_another_role_is_sold_beside_with_word_of_what_goes_on(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(name="Gold", role_id=GOLD)
    opened = await story.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert opened.beside == ("Pro",)
    await story.billing.stripe.cancel_subscription(story.subscription)
    await story.billing.catch_up()
    opened = await story.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert opened.beside == ()


async def test_staff_hear_of_two_plans_that_are_paid_for_one_role(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(**YEAR, role_id=GOLD)
    opened = await story.billing.checkout.open(Purchase(GUILD, ALICE, "Year", "en"))
    await story.billing.plans.edit(PlanChange(GUILD, STAFF, "Year", role_id=ROLE))
    await story.billing.stripe.pay(opened.url, "success")
    await story.billing.catch_up()
    assert "turn-staff-double" in await to_staff(story)


async def test_staff_hear_of_what_they_gave_to_somebody_who_pays(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.told()
    await story.give(None)
    assert "turn-staff-comp-beside" in await to_staff(story)


async def test_passes_of_two_plans_of_one_role_follow_each_other(story: Scenario) -> None:
    await story.subscribe(interval="once", days=30)
    await story.billing.sell(name="Quarter", interval="once", days=90)
    await story.buy("Quarter")
    first, second = await story.rights()
    assert second.state == "upcoming"
    assert second.starts_at == first.ends_at


async def test_seats_are_added_where_they_are_paid_at_once(story: Scenario) -> None:
    await story.billing.sell()
    await story.billing.buy(seats=3)
    await story.billing.catch_up()
    refusal = await refused(story, "Pro", seats=4)
    assert refusal.message == "payments-seats-change"
    assert refusal.arguments == {"plan": "Pro", "seats": 3}
    update = offered(await story.billing.plans.on_sale(GUILD))["subscription_update"]
    assert update["default_allowed_updates"] == ["quantity"]
    assert update["proration_behavior"] == "always_invoice"
    assert update["products"][0]["adjustable_quantity"]["enabled"]


async def test_a_trial_gives_no_seats_until_it_is_paid(story: Scenario) -> None:
    await story.subscribe(trial_days=14)
    await story.billing.stripe.set_quantity(story.subscription, 3)
    await story.billing.catch_up()
    assert await story.billing.gifts.balance(GUILD, ALICE) == []
    await story.renew(after=14)
    (stock,) = await story.billing.gifts.balance(GUILD, ALICE)
    assert stock.offer.total == 2
