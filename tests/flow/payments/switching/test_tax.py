"""Test switches of subscriptions whose tax Stripe works out."""

from dataclasses import replace
from typing import Literal

import pytest

from bot.errors import UserError
from bot.i18n import Translations
from bot.payments.plan_request import PlanRequest
from bot.payments.purchase import Purchase
from bot.payments.switching.quote import Wanted, tax_of
from bot.settings import TaxSettings
from bot.simulator.stripe.store import Json
from cogs.membership.switch_text import question
from data.plan_terms import Terms
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing
from tests.flow.payments.lifecycle.scenario import Scenario
from tests.flow.payments.stripe.test_tax import taxed as selling
from tests.flow.payments.switching.actions import TOP, ask, price, service

AUTOMATIC = TaxSettings(mode="automatic", behavior="exclusive")


@pytest.fixture
def policy() -> Literal["now", "renewal"]:
    return "now"


@pytest.fixture
async def taxed(scenario: Scenario, policy: Literal["now", "renewal"]) -> Scenario:
    """Let Alice buy Pro with Stripe Tax; Top's price is from before, and says nothing of tax."""
    billing = scenario.billing
    terms = Terms(on_switch=policy)
    await billing.sell(name="Top", role_id=TOP, amount="27.00")
    await billing.stripe.set_up_tax()
    async with selling(billing, AUTOMATIC) as (plans, checkout):
        await plans.add(PlanRequest(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", "month", terms=terms))
        page = await checkout.open(Purchase(GUILD, ALICE, "Pro", "en"))
    await billing.stripe.pay(page.url)
    await billing.catch_up()
    await scenario.days(10)
    return scenario


def stripe_price(billing: Billing, name: str) -> Json:
    (product,) = [each for each in billing.stripe.products.values() if each["name"] == name]
    prices = billing.stripe.prices.values()
    (found,) = [each for each in prices if each["product"] == product["id"]]
    return found


async def notified(billing: Billing) -> list[str]:
    return [each.message for each in await billing.new_notices()]


async def test_a_price_that_says_nothing_gets_the_owners_behavior_before_the_question(
    taxed: Scenario,
) -> None:
    billing = taxed.billing
    billing.api.tax = AUTOMATIC
    quote = await ask(taxed, await price(billing, "Top", 1))
    assert quote.costs.recurring == 2700
    assert stripe_price(billing, "Top")["tax_behavior"] == "exclusive"
    assert (await service(billing).make(GUILD, ALICE, quote)).outcome == "done"
    assert "staff-untaxed" not in await notified(billing)


@pytest.mark.parametrize("policy", ["renewal"])
async def test_a_switch_that_waits_is_asked_and_made_with_tax(taxed: Scenario) -> None:
    billing = taxed.billing
    billing.api.tax = AUTOMATIC
    quote = await ask(taxed, await price(billing, "Top", 1))
    assert (await service(billing).make(GUILD, ALICE, quote)).outcome == "planned"
    await taxed.renew(after=21)
    subscription = billing.stripe.subscriptions[taxed.subscription]
    assert subscription["automatic_tax"]["enabled"] is True


async def test_an_owner_who_set_no_behavior_is_told_and_nothing_changes(taxed: Scenario) -> None:
    billing = taxed.billing
    top = await price(billing, "Top", 1)
    before = dict(billing.stripe.subscriptions[taxed.subscription])
    for _ in range(2):
        with pytest.raises(UserError, match="switch-untaxed"):
            await ask(taxed, top)
    assert stripe_price(billing, "Top")["tax_behavior"] == "unspecified"
    assert billing.stripe.subscriptions[taxed.subscription] == before
    assert (await notified(billing)).count("staff-untaxed") == 1


async def test_the_account_s_default_is_left_to_stripe(taxed: Scenario) -> None:
    billing = taxed.billing
    billing.api.tax = AUTOMATIC
    await billing.stripe.set_up_tax("inclusive")
    await ask(taxed, await price(billing, "Top", 1))
    assert stripe_price(billing, "Top")["tax_behavior"] == "unspecified", (
        "those who pay it already would pay another amount"
    )


async def test_the_question_names_the_tax(taxed: Scenario) -> None:
    billing = taxed.billing
    billing.api.tax = AUTOMATIC
    quote = await ask(taxed, await price(billing, "Top", 1))
    quote = replace(quote, costs=replace(quote.costs, recurring=3213, tax=513))
    translate = Translations.load().translator("en")
    assert "€32.13" in question(translate, quote)
    assert "includes €5.13 of tax" in question(translate, quote)


def test_tax_is_counted_whether_included_or_added() -> None:
    taxes = [
        {"amount": 171, "tax_behavior": "exclusive"},
        {"amount": 5, "tax_behavior": "inclusive"},
    ]
    assert tax_of({"total_taxes": taxes}) == 176
    assert tax_of({"total_taxes": None}) == tax_of({}) == 0


async def test_only_seats_are_switched_with_tax(taxed: Scenario) -> None:
    billing = taxed.billing
    quote = await service(billing).quote(
        GUILD, ALICE, Wanted(taxed.subscription, price=None, seats=2)
    )
    assert quote.costs.recurring == 1800
