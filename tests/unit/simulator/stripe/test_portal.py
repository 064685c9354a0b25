"""Test the billing portal, from its settings to the buttons on its page."""

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json, Value
from tests.spec.stripe_actors import Shop, last_event, param_of
from tests.spec.stripe_spec import assert_stripe_conforms


async def portal(client: StripeClient, subscription: Json) -> str:
    """The address of the portal of who holds a subscription."""
    visit = await client.v1.billing_portal.sessions.create_async(
        {"customer": subscription["customer"], "return_url": "https://lyceum.example.com/back"}
    )
    return visit.url


async def press(
    http: aiohttp.ClientSession, url: str, subscription: Json, action: str, card: str = "success"
) -> tuple[int, str]:
    form = {"subscription": subscription["id"], "action": action, "card": card}
    async with http.post(url, data=form) as answer:
        return answer.status, await answer.text()


async def test_cancelling_and_taking_it_back(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.save_portal_settings()
    url = await portal(client, subscription)
    async with http.get(url) as answer:
        page = await answer.text()
    assert "Gold" in page
    assert 'href="https://lyceum.example.com/back"' in page
    assert ('value="cancel"' in page, 'value="keep"' in page) == (True, False)
    status, page = await press(http, url, subscription, "cancel")
    assert (status, "Don't cancel" in page) == (200, True)
    assert (subscription["status"], subscription["cancel_at_period_end"]) == ("active", True)
    await press(http, url, subscription, "keep")
    assert (subscription["cancel_at"], subscription["cancel_at_period_end"]) == (None, False)
    assert last_event(stripe)["type"] == "customer.subscription.updated"
    assert_stripe_conforms(stripe)


async def test_cancelling_at_once_if_the_owner_wants_it_so(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.save_portal_settings()
    await stripe.save_portal_settings(cancel="immediately")
    _, page = await press(http, await portal(client, subscription), subscription, "cancel")
    assert (subscription["status"], "You hold none" in page) == ("canceled", True)


async def test_paying_the_open_invoice(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.save_portal_settings()
    url = await portal(client, subscription)
    assert (await press(http, url, subscription, "pay"))[0] == 400, "nothing is open"
    await stripe.renew(subscription["id"], "declined")
    status, page = await press(http, url, subscription, "pay", "declined")
    assert (status, "Your card was declined." in page) == (402, True)
    assert subscription["status"] == "past_due"
    assert (await press(http, url, subscription, "pay"))[0] == 200
    assert subscription["status"] == "active"


async def test_only_what_is_offered_and_only_one_s_own(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.save_portal_settings(cancel=None)
    url = await portal(client, subscription)
    assert (await press(http, url, subscription, "cancel"))[0] == 400
    await stripe.save_portal_settings()
    stranger = await client.v1.customers.create_async({"name": "Bea"})
    visit = await client.v1.billing_portal.sessions.create_async({"customer": stranger.id})
    assert (await press(http, visit.url, subscription, "cancel"))[0] == 400
    assert subscription["cancel_at"] is None
    async with http.get(f"{stripe.api_base}/p/session/bps_unknown") as answer:
        assert answer.status == 404


async def test_a_portal_needs_settings_or_a_configuration(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    with pytest.raises(InvalidRequestError, match="default configuration has not been created"):
        await portal(client, subscription)
    made = await client.v1.billing_portal.configurations.create_async(
        {
            "business_profile": {"headline": "Lyceum"},
            "features": {"subscription_cancel": {"enabled": True, "mode": "immediately"}},
        }
    )
    assert made.is_default is False
    visit = await client.v1.billing_portal.sessions.create_async(
        {"customer": subscription["customer"], "configuration": made.id}
    )
    assert visit.configuration == made.id
    for params in ({}, {"customer": "cus_none"}):
        with pytest.raises(InvalidRequestError) as caught:
            await client.v1.billing_portal.sessions.create_async(params)  # pyright: ignore[reportArgumentType] - on purpose
        assert param_of(caught.value) == "customer"
    default = await stripe.save_portal_settings()
    listed = await client.v1.billing_portal.configurations.list_async({"is_default": True})
    assert [each.id for each in listed.data] == [default["id"]]
    found = await client.v1.billing_portal.configurations.retrieve_async(made.id)
    assert found.features.subscription_cancel.mode == "immediately"
    assert_stripe_conforms(stripe)


async def updating(client: StripeClient, products: list[Json], **update: Value) -> Value:
    """A configuration under which subscriptions may be changed."""
    wanted: Value = {
        "enabled": True,
        "default_allowed_updates": ["price", "quantity"],
        "products": products,
    }
    return await client.v1.billing_portal.configurations.create_async(
        {"features": {"subscription_update": wanted | update}}
    )


@pytest.fixture
async def offered(client: StripeClient, subscription: Json) -> list[Json]:
    """Two products, with the price of the subscription and one twice as dear."""
    price = subscription["items"]["data"][0]["price"]
    other = await client.v1.products.create_async({"name": "Platinum"})
    dearer = await client.v1.prices.create_async(
        {
            "product": other.id,
            "currency": "usd",
            "unit_amount": 2400,
            "recurring": {"interval": "month"},
        }
    )
    return [
        {"product": price["product"], "prices": [price["id"]]},
        {"product": other.id, "prices": [dearer.id]},
    ]


async def switch(
    http: aiohttp.ClientSession,
    client: StripeClient,
    subscription: Json,
    configuration: str,
    **form: str,
) -> tuple[int, str]:
    """Choose a price or quantity on the portal's page."""
    visit = await client.v1.billing_portal.sessions.create_async(
        {"customer": subscription["customer"], "configuration": configuration}
    )
    (action,) = form.keys() & {"price", "quantity"}
    sent = {"subscription": subscription["id"], "action": action} | form
    async with http.post(visit.url, data=sent) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("behavior", "at_once"), [("none", 0), ("create_prorations", 0), ("always_invoice", 1200)]
)
async def test_switching_by_the_configuration_s_prorations(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    http: aiohttp.ClientSession,
    behavior: str,
    at_once: int,
) -> None:
    made = await updating(client, offered, proration_behavior=behavior)
    first, dearer = subscription["latest_invoice"], offered[1]["prices"][0]
    status, _ = await switch(http, client, subscription, made.id, price=dearer)
    assert (status, subscription["items"]["data"][0]["price"]["id"]) == (200, dearer)
    changed = subscription["latest_invoice"]
    assert (changed != first) is bool(at_once)
    if at_once:
        assert stripe.invoices[changed]["amount_paid"] == pytest.approx(at_once, abs=2)
    await stripe.renew(subscription["id"])
    paid = stripe.invoices[subscription["latest_invoice"]]["amount_paid"]
    extra = 1200 if behavior == "create_prorations" else 0
    assert paid == pytest.approx(2400 + extra, abs=2)
    assert_stripe_conforms(stripe)


async def test_what_cannot_be_paid_does_not_change(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    http: aiohttp.ClientSession,
) -> None:
    made = await updating(client, offered, proration_behavior="always_invoice")
    mine, dearer = offered[0]["prices"][0], offered[1]["prices"][0]
    status, page = await switch(http, client, subscription, made.id, price=dearer, card="declined")
    assert (status, "Your card was declined." in page) == (402, True)
    assert subscription["items"]["data"][0]["price"]["id"] == mine
    assert (subscription["status"], len(stripe.invoices)) == ("active", 1)


async def test_a_downgrade_that_waits_for_the_period_s_end(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    http: aiohttp.ClientSession,
) -> None:
    conditions = {"conditions": [{"type": "decreasing_item_amount"}]}
    made = await updating(client, offered, schedule_at_period_end=conditions)
    mine, dearer = offered[0]["prices"][0], offered[1]["prices"][0]
    await switch(http, client, subscription, made.id, price=dearer)
    assert subscription["items"]["data"][0]["price"]["id"] == dearer, "an upgrade is at once"
    await switch(http, client, subscription, made.id, price=mine)
    assert subscription["items"]["data"][0]["price"]["id"] == dearer
    assert subscription["schedule"] is not None
    status, _ = await switch(http, client, subscription, made.id, price=mine)
    assert status == 400, "what a schedule manages can't be changed"
    await stripe.renew(subscription["id"])
    assert subscription["items"]["data"][0]["price"]["id"] == mine
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 1200
    assert_stripe_conforms(stripe)


async def test_quantities_within_limits(
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    http: aiohttp.ClientSession,
) -> None:
    offered[0]["adjustable_quantity"] = {"enabled": True, "minimum": 1, "maximum": 4}
    made = await updating(client, offered)
    for quantity, status in (("3", 200), ("5", 400), ("0", 400), ("many", 400)):
        answered = await switch(http, client, subscription, made.id, quantity=quantity)
        assert answered[0] == status
    assert subscription["items"]["data"][0]["quantity"] == 3
    fixed = await updating(client, offered, default_allowed_updates=["price"])
    assert (await switch(http, client, subscription, fixed.id, quantity="2"))[0] == 400


async def test_several_items_cannot_be_changed_here(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    shop: Shop,
    http: aiohttp.ClientSession,
) -> None:
    await stripe.add_item(subscription["id"], await shop.price(500))
    made = await updating(client, offered)
    dearer = offered[1]["prices"][0]
    assert (await switch(http, client, subscription, made.id, price=dearer))[0] == 400


@pytest.mark.parametrize("behavior", ["end_trial", "continue_trial"])
async def test_switching_in_a_trial(
    stripe: StripeSimulator,
    client: StripeClient,
    shop: Shop,
    http: aiohttp.ClientSession,
    behavior: str,
) -> None:
    await stripe.pay((await shop.session(subscription_data={"trial_period_days": 7}))["url"])
    (trial,) = stripe.subscriptions.values()
    price = trial["items"]["data"][0]["price"]
    products = [{"product": price["product"], "prices": [price["id"]]}]
    made = await updating(client, products, trial_update_behavior=behavior)
    assert (await switch(http, client, trial, made.id, quantity="2"))[0] == 200
    invoice = stripe.invoices[trial["latest_invoice"]]
    ended = behavior == "end_trial"
    assert (trial["status"], invoice["amount_paid"]) == (
        ("active", 2400) if ended else ("trialing", 0)
    )


async def test_what_a_configuration_may_offer(
    client: StripeClient, offered: list[Json], shop: Shop
) -> None:
    other, once = await shop.price(), await shop.price(interval=None)
    mine, _ = offered
    params: Json = {"product": mine["product"], "currency": "cny", "unit_amount": 7000}
    params["recurring"] = {"interval": "month"}
    yuan = await client.v1.prices.create_async(params)  # pyright: ignore[reportArgumentType] built from parts
    for products, words in (
        ([mine, mine], "more than once"),
        ([], "products"),
        ([mine | {"prices": [*mine["prices"], yuan.id]}], "unique billing intervals"),
        ([mine | {"prices": [other]}], "doesn't belong"),
        ([{"product": mine["product"], "prices": ["price_none"]}], "No such price"),
        (
            [{"product": (await client.v1.prices.retrieve_async(once)).product, "prices": [once]}],
            "must be recurring",
        ),
    ):
        with pytest.raises(InvalidRequestError, match=words):
            await updating(client, products)


async def test_cancelling_what_a_schedule_manages(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    offered: list[Json],
    http: aiohttp.ClientSession,
) -> None:
    await stripe.save_portal_settings()
    schedule = await stripe.schedule(subscription["id"], offered[1]["prices"][0])
    await press(http, await portal(client, subscription), subscription, "cancel")
    assert (schedule["status"], subscription["cancel_at_period_end"]) == ("released", True)
