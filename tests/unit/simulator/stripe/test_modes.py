"""Test the two modes of an account, its clock, and lists that are too short."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from stripe import AuthenticationError, InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Receiver, Shop, client_for
from tests.spec.stripe_spec import assert_stripe_conforms


@pytest.fixture
def live(stripe: StripeSimulator, http: aiohttp.ClientSession) -> StripeClient:
    """A client with the live key of an account that is tried out in test mode."""
    return client_for(stripe, http, stripe.other.api_key)


async def test_what_is_made_in_one_mode_is_missing_in_the_other(
    stripe: StripeSimulator, client: StripeClient, live: StripeClient, subscription: Json
) -> None:
    price = subscription["items"]["data"][0]["price"]
    asked: list[Any] = [
        (live.v1.subscriptions, subscription["id"]),
        (live.v1.products, price["product"]),
        (live.v1.prices, price["id"]),
        (live.v1.customers, subscription["customer"]),
    ]
    for service, id_ in asked:
        with pytest.raises(InvalidRequestError, match="exists in test mode, but a live") as caught:
            await service.retrieve_async(id_)
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
        assert (await service.list_async()).data == []
    made = await live.v1.customers.create_async({"email": "ada@example.com"})
    assert made.livemode is True
    with pytest.raises(InvalidRequestError, match="exists in live mode, but a test"):
        await client.v1.customers.retrieve_async(made.id)
    with pytest.raises(InvalidRequestError, match=r"No such customer: 'cus_none'$"):
        await client.v1.customers.retrieve_async("cus_none")
    assert len(stripe.other.customers) == 1


async def test_the_other_mode_sells_and_tells_for_itself(
    http: aiohttp.ClientSession, receiver: Receiver
) -> None:
    async with StripeSimulator("sk_live_0123456789abcdef") as shop:
        trial_run = shop.other
        receiver.secrets.append(trial_run.create_endpoint(receiver.url).secret)
        bought = await Shop(client_for(shop, http, trial_run.api_key)).session()
        assert bought["livemode"] is False
        assert (await trial_run.pay(bought["url"])).ok
        (held,) = trial_run.subscriptions.values()
        await trial_run.renew(held["id"])
        await trial_run.webhooks.drained()
        assert {event["livemode"] for event in receiver.events} == {False}
        assert receiver.types.count("invoice.paid") == 2
        assert (len(shop.subscriptions), len(shop.events)) == (0, 0)
        assert_stripe_conforms(shop)


async def test_the_same_idempotency_key_in_both_modes(
    client: StripeClient, live: StripeClient
) -> None:
    made = [
        await each.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "one"})
        for each in (client, live, client)
    ]
    assert made[0].id == made[2].id
    assert made[0].id != made[1].id


async def test_a_revoked_key_of_the_other_mode(stripe: StripeSimulator, live: StripeClient) -> None:
    stripe.keys.revoke(stripe.other.api_key)
    with pytest.raises(AuthenticationError):
        await live.v1.customers.list_async()


@pytest.mark.parametrize("path", ["/v1/customers", "/v1/nothing", "/i/in_none"])
async def test_every_answer_carries_the_account_s_time(
    stripe: StripeSimulator, http: aiohttp.ClientSession, path: str
) -> None:
    stripe.clock.advance(timedelta(days=40))
    headers = {"Authorization": f"Bearer {stripe.api_key}"}
    async with http.get(stripe.api_base + path, headers=headers) as answer:
        date = parsedate_to_datetime(answer.headers["Date"])
    assert abs(date - stripe.clock.now()) < timedelta(seconds=5)


async def test_a_list_that_is_too_short(stripe: StripeSimulator, client: StripeClient) -> None:
    for number in range(5):
        await client.v1.customers.create_async({"name": f"Ada {number}"})
    stripe.lists.cut("/v1/customers", keep=2, times=1)
    short = await client.v1.customers.list_async({"limit": 4})
    assert (len(short.data), short.has_more) == (2, False)
    assert (await client.v1.customers.list_async({"limit": 4})).has_more is True
    stripe.lists.cut("/v1/cust*")
    assert [
        each async for each in (await client.v1.customers.list_async()).auto_paging_iter()
    ] == []
    assert len((await client.v1.events.list_async()).data) == 5, "other lists are whole"
    stripe.lists.clear()
    assert len((await client.v1.customers.list_async()).data) == 5


async def test_nothing_is_due_before_an_anchor(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    ada = await client.v1.customers.create_async({"email": "ada@example.com"})
    anchor = stripe.clock.stamp() + 20 * 86_400
    held = await stripe.import_subscription(ada.id, await shop.price(), 2, anchor=anchor)
    found: Any = await client.v1.subscriptions.retrieve_async(held["id"])
    assert (found.status, found.latest_invoice) == ("active", None)
    assert found["items"].data[0].current_period_end == anchor
    assert len(stripe.charges) == 0
    stripe.advance(timedelta(days=20))
    await stripe.renew(held["id"])
    assert stripe.invoices[held["latest_invoice"]]["amount_paid"] == 2400
    assert_stripe_conforms(stripe)


async def test_subscribing_without_checkout(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    ada = await client.v1.customers.create_async({"email": "ada@example.com"})
    month, euros = await shop.price(), await shop.price(900, currency="eur")
    made = await client.v1.subscriptions.create_async(
        {"customer": ada.id, "items": [{"price": month}], "metadata": {"m": "1"}}
    )
    assert (made.status, made.metadata["m"]) == ("active", "1")
    assert [charge["amount"] for charge in stripe.charges.values()] == [1200]
    trial = await client.v1.subscriptions.create_async(
        {"customer": ada.id, "items": [{"price": month}], "trial_period_days": 7}
    )
    assert trial.status == "trialing"
    with pytest.raises(InvalidRequestError, match="combine currencies"):
        await client.v1.subscriptions.create_async(
            {"customer": ada.id, "items": [{"price": euros}]}
        )
    assert_stripe_conforms(stripe)


async def test_a_deleted_product_is_sold_no_more(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    price = subscription["items"]["data"][0]["price"]
    await stripe.delete_product(price["product"])
    with pytest.raises(InvalidRequestError, match="No such price"):
        await shop.session(price["id"])
    with pytest.raises(InvalidRequestError, match="No such product"):
        await client.v1.products.update_async(price["product"], {"active": False})
    await stripe.renew(subscription["id"])
    assert subscription["status"] == "active"
    assert_stripe_conforms(stripe)
