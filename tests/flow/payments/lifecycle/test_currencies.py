"""A member who pays in one currency may pay in another: Stripe wants a customer for each."""

import pytest

from bot.payments.billing_portal import BillingPortalService
from bot.payments.checkout import Purchase
from bot.payments.stripe.transport import StripeRefusedError
from data import checkouts
from tests.flow.payments.lifecycle.scenario import ALICE, GOLD, GUILD, ROLE, Scenario

WORDS = "You cannot combine currencies on a single customer."


async def both(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00", currency="USD")
    await story.buy("Gold")


async def customers(story: Scenario) -> dict[str, str]:
    async with story.billing.database.read() as connection:
        return await checkouts.customers_of(connection, GUILD, ALICE)


async def test_both_are_served_each_by_its_customer_and_each_has_its_portal(
    story: Scenario,
) -> None:
    await both(story)
    assert await story.billing.roles() == {ROLE, GOLD}
    assert list(await customers(story)) == ["", "usd"]
    portal = BillingPortalService(story.billing.database, story.billing.api)
    urls = {
        await portal.open(GUILD, ALICE, "en", currency)
        for currency in await portal.currencies(GUILD, ALICE)
    }
    assert len(urls) == 2


async def test_the_next_purchase_in_it_goes_by_the_same_customer_at_once(story: Scenario) -> None:
    await both(story)
    made = len(story.billing.stripe.customers)
    asked = story.billing.stripe.count("POST", "/v1/checkout/sessions")
    await story.billing.sell(name="Extra", role_id=44, amount="5.00", currency="USD")
    await story.buy("Extra")
    assert len(story.billing.stripe.customers) == made
    assert story.billing.stripe.count("POST", "/v1/checkout/sessions") == asked + 1


async def test_a_deleted_one_is_forgotten_alone_and_made_anew(story: Scenario) -> None:
    await both(story)
    known = await customers(story)
    await story.billing.stripe.delete_customer(known["usd"])
    await story.billing.catch_up()
    assert await customers(story) == {"": known[""]}
    await story.buy("Gold")
    assert (await customers(story))["usd"] != known["usd"]


async def test_a_refusal_that_stays_is_no_endless_search(story: Scenario) -> None:
    await story.subscribe()
    await story.billing.sell(name="Gold", role_id=GOLD, amount="19.00", currency="USD")
    body = {"error": {"type": "invalid_request_error", "message": WORDS}}
    story.billing.stripe.faults.fail(
        "POST", "/v1/checkout/sessions", times=None, status=400, body=body
    )
    with pytest.raises(StripeRefusedError):
        await story.billing.checkout.open(Purchase(GUILD, ALICE, "Gold", "en"))
    assert len(story.billing.stripe.customers) == 2
