"""Test idempotency keys: what is repeated, refused and forgotten."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from stripe import APIError, IdempotencyError, InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from tests.spec.stripe_actors import Shop, client_for


async def test_the_same_request_gets_the_stored_answer(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    first = await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    await client.v1.customers.update_async(first.id, {"name": "Grace"})
    again = await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    assert (again.id, again.name) == (first.id, "Ada"), "as it was answered then"
    assert (len(stripe.customers), len(stripe.events)) == (1, 2)
    assert again.last_response is not None
    headers = again.last_response.headers or {}
    assert headers["Idempotent-Replayed"] == "true"
    assert headers["Original-Request"] != headers["Request-Id"]


async def test_other_parameters_under_the_same_key_are_refused(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    with pytest.raises(IdempotencyError, match="same parameters"):
        await client.v1.customers.create_async({"name": "Grace"}, {"idempotency_key": "k"})
    with pytest.raises(IdempotencyError, match="same parameters"):
        await client.v1.products.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    assert len(stripe.customers) == 1


async def test_a_key_under_way_conflicts(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    hasty = client_for(stripe, http, retries=0)
    slow = stripe.faults.delay(0.3, "POST", "/v1/customers")
    first = asyncio.create_task(
        hasty.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    )
    await slow.wait_until_hit()
    with pytest.raises(APIError, match="in-progress request") as caught:
        await hasty.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    assert caught.value.http_status == 409
    made = await first
    assert list(stripe.customers) == [made.id]


async def test_refusals_of_the_work_are_repeated_but_not_those_of_parameters(
    client: StripeClient, shop: Shop
) -> None:
    price = await shop.price()
    await client.v1.prices.update_async(price, {"active": False})
    with pytest.raises(InvalidRequestError, match="inactive"):
        await shop.session(price, idempotency_key="work")
    await client.v1.prices.update_async(price, {"active": True})
    with pytest.raises(InvalidRequestError, match="inactive"):
        await shop.session(price, idempotency_key="work")
    with pytest.raises(InvalidRequestError, match="Invalid integer"):
        await shop.session(price, expires_at="soon", idempotency_key="params")
    assert await shop.session(price, idempotency_key="params")


async def test_keys_live_for_a_day(stripe: StripeSimulator, client: StripeClient) -> None:
    first = await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "k"})
    stripe.advance(timedelta(hours=25))
    later = await client.v1.customers.create_async({"name": "Grace"}, {"idempotency_key": "k"})
    assert later.id != first.id


async def test_events_name_their_request(stripe: StripeSimulator, client: StripeClient) -> None:
    made = await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "row-7"})
    event = next(iter(stripe.events.values()))
    assert made.last_response is not None
    assert event["request"] == {
        "id": made.last_response.request_id,
        "idempotency_key": "row-7",
    }
    stripe.emit("customer.updated", event["data"]["object"])
    assert list(stripe.events.values())[-1]["request"] == {"id": None, "idempotency_key": None}
