"""Test that the summary beside the payment link is what Stripe's page charges."""

from typing import Any

import pytest

from bot.i18n import Translations
from bot.payments.checkout import Purchase
from bot.payments.plan_request import PlanChange
from cogs.plans.plan_text import choice, order, pay_button
from data.plans import Terms
from tests.flow.conftest import ALICE, GUILD, STAFF, Billing

WORDS = Translations.load().translator("en")


async def ask(billing: Billing, **options: Any) -> tuple[str, str | None, dict[str, Any]]:  # noqa: ANN401 the purchase's own
    """Ask to pay; return what is said, the button's label and Stripe's page."""
    opened = await billing.checkout.open(Purchase(GUILD, ALICE, "Pro", "en", **options))
    (session,) = [each for each in billing.stripe.sessions.values() if each["url"] == opened.url]
    return order(WORDS, opened), pay_button(WORDS, opened).label, session


async def test_seats_are_multiplied_as_stripe_does(billing: Billing) -> None:
    await billing.sell()
    message, label, session = await ask(billing, seats=3)
    assert message == "3 \u00d7 €9.00 = €27.00 a month"
    assert label == "Pay"
    assert session["amount_total"] == 2700


@pytest.mark.parametrize(("card", "more"), [(True, ""), (False, "; no card needed")])
async def test_a_trial_says_what_comes_then(billing: Billing, *, card: bool, more: str) -> None:
    plan = await billing.sell(
        interval="year", amount="90.00", trial_days=14, terms=Terms(trial_card=card)
    )
    message, label, session = await ask(billing)
    assert message == f"14 days free, then €90.00 a year{more}"
    assert label == "Start the free trial"
    assert session["amount_total"] == 0
    assert choice(WORDS, plan) == "Pro · €90.00 a year · first 14 days free"


async def test_whoever_has_no_trial_left_is_promised_none(billing: Billing) -> None:
    await billing.sell(trial_days=14)
    await billing.buy()
    await billing.catch_up()
    await billing.stripe.cancel_subscription(list(billing.stripe.subscriptions)[-1])
    await billing.catch_up()
    message, label, session = await ask(billing)
    assert (message, label) == ("€9.00 a month", "Pay")
    assert session["amount_total"] == 900


async def test_a_page_opened_on_other_terms_is_replaced_and_not_misdescribed(
    billing: Billing,
) -> None:
    await billing.sell(trial_days=14)
    _, _, before = await ask(billing)
    change = PlanChange(GUILD, STAFF, "Pro", terms={"trial_card": False})
    await billing.plans.edit(change)
    message, _, after = await ask(billing)
    assert message.endswith("no card needed")
    assert before["id"] != after["id"]
    assert billing.stripe.sessions[before["id"]]["status"] == "expired"
    assert after["payment_method_collection"] == "if_required"


async def test_a_page_leads_back_to_the_channel_in_which_it_was_asked_for(
    billing: Billing,
) -> None:
    await billing.sell()
    _, _, there = await ask(billing, channel_id=77)
    assert there["success_url"].endswith(f"/paid?lang=en&guild={GUILD}&channel=77")
    assert there["cancel_url"].endswith(f"/cancelled?lang=en&guild={GUILD}&channel=77")
    _, _, again = await ask(billing, channel_id=78)
    assert again["id"] == there["id"]  # one page at a time: it leads to where it was opened
    _, _, outside = await ask(billing, seats=2)
    assert outside["success_url"].endswith(f"/paid?lang=en&guild={GUILD}")


async def test_the_same_page_again_says_the_same(billing: Billing) -> None:
    await billing.sell(trial_days=14)
    assert await ask(billing) == await ask(billing)
