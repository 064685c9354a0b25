"""The billing portal, from its settings to the buttons on its page."""

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import last_event, param_of
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
