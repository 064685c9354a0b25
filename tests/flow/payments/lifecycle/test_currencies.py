"""Test payments in a second currency, for which Stripe wants another customer."""

import pytest

from bot.payments.billing_portal import BillingPortalService
from bot.payments.checkout import Purchase
from bot.payments.stripe.transport import StripeRefusedError
from data import stripe_customers
from tests.flow.payments.lifecycle.scenario import ALICE, GOLD, GUILD, ROLE, Scenario

WORDS = "You cannot combine currencies on a single customer."


async def both(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00", currency="USD")
    await scenario.buy("Gold")


async def customers(scenario: Scenario) -> dict[str, str]:
    async with scenario.billing.database.read() as connection:
        return await stripe_customers.customers_of(connection, GUILD, ALICE)


async def test_both_are_served_each_by_its_customer_and_each_has_its_portal(
    scenario: Scenario,
) -> None:
    await both(scenario)
    assert await scenario.billing.roles() == {ROLE, GOLD}
    assert list(await customers(scenario)) == ["", "usd"]
    portal = BillingPortalService(scenario.billing.database, scenario.billing.api)
    urls = {
        await portal.open(GUILD, ALICE, "en", currency)
        for currency in await portal.currencies(GUILD, ALICE)
    }
    assert len(urls) == 2


async def test_the_next_purchase_in_it_goes_by_the_same_customer_at_once(
    scenario: Scenario,
) -> None:
    await both(scenario)
    made = len(scenario.billing.stripe.customers)
    asked = scenario.billing.stripe.count("POST", "/v1/checkout/sessions")
    await scenario.billing.sell(name="Extra", role_id=44, amount="5.00", currency="USD")
    await scenario.buy("Extra")
    assert len(scenario.billing.stripe.customers) == made
    assert scenario.billing.stripe.count("POST", "/v1/checkout/sessions") == asked + 1


async def test_a_deleted_one_is_forgotten_alone_and_made_anew(scenario: Scenario) -> None:
    await both(scenario)
    known = await customers(scenario)
    await scenario.billing.stripe.delete_customer(known["usd"])
    await scenario.billing.catch_up()
    assert await customers(scenario) == {"": known[""]}
    await scenario.buy("Gold")
    assert (await customers(scenario))["usd"] != known["usd"]


async def test_a_refusal_that_stays_is_no_endless_search(scenario: Scenario) -> None:
    await scenario.subscribe()
    await scenario.billing.sell(name="Gold", role_id=GOLD, amount="19.00", currency="USD")
    body = {"error": {"type": "invalid_request_error", "message": WORDS}}
    scenario.billing.stripe.faults.fail(
        "POST", "/v1/checkout/sessions", times=None, status=400, body=body
    )
    with pytest.raises(StripeRefusedError):
        await scenario.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert len(scenario.billing.stripe.customers) == 2
