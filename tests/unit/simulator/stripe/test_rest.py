"""Test the REST interface with the real client: keys, refusals, lists, faults."""

import json
from typing import Any

import aiohttp
import pytest
from stripe import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    InvalidRequestError,
    PermissionError,  # noqa: A004 - Stripe's own name
    RateLimitError,
    StripeClient,
)

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.api.throttle import Throttle
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Value
from tests.spec.stripe_actors import Shop, client_for, param_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def raw(
    http: aiohttp.ClientSession, method: str, url: str, **options: Value
) -> tuple[int, dict[str, Any], dict[str, str]]:
    async with http.request(method, url, **options) as answer:
        return answer.status, json.loads(await answer.text()), dict(answer.headers)


def bearer(simulator: StripeSimulator) -> dict[str, str]:
    return {"Authorization": f"Bearer {simulator.api_key}"}


async def test_a_wrong_key_is_unknown(stripe: StripeSimulator, http: aiohttp.ClientSession) -> None:
    client = client_for(stripe, http, "sk_test_somebody_elses")
    with pytest.raises(AuthenticationError, match=r"Invalid API Key provided: sk_test_.*\*+lses"):
        await client.v1.balance.retrieve_async()


async def test_no_key_and_no_such_address(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    status, answer, _ = await raw(http, "GET", f"{stripe.api_base}/v1/balance")
    assert (status, answer["error"]["type"]) == (401, "invalid_request_error")
    url = f"{stripe.api_base}/v1/nonsense"
    status, answer, _ = await raw(http, "GET", url, headers=bearer(stripe))
    assert status == 404
    assert "Unrecognized request URL (GET: /v1/nonsense)" in answer["error"]["message"]


async def test_a_revoked_key_is_unknown(stripe: StripeSimulator, client: StripeClient) -> None:
    assert (await client.v1.accounts.retrieve_current_async()).id.startswith("acct_")
    stripe.keys.revoke(stripe.api_key)
    with pytest.raises(AuthenticationError):
        await client.v1.accounts.retrieve_current_async()


async def test_a_restricted_key_names_the_right_it_lacks(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    stripe.keys.restrict("rk_test_narrow_1234", {"customer_write", "rak_event_read"})
    client = client_for(stripe, http, "rk_test_narrow_1234")
    made = await client.v1.customers.create_async({"name": "Ada"})
    assert (await client.v1.customers.retrieve_async(made.id)).name == "Ada", "write implies read"
    await client.v1.events.list_async()
    with pytest.raises(PermissionError, match="Having the 'rak_plan_write' permission"):
        await client.v1.prices.create_async({"currency": "usd", "unit_amount": 100, "product": "p"})
    with pytest.raises(PermissionError, match="'rak_subscription_read'"):
        await client.v1.subscriptions.list_async()


async def test_json_bodies_are_refused(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    url = f"{stripe.api_base}/v1/customers"
    status, answer, headers = await raw(
        http, "POST", url, headers=bearer(stripe), json={"name": "A"}
    )
    assert status == 400
    assert "application/x-www-form-urlencoded" in answer["error"]["message"]
    assert headers["Request-Id"].startswith("req_")
    assert not stripe.customers


async def test_another_api_version_is_refused(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    headers = bearer(stripe) | {"Stripe-Version": "2020-08-27"}
    status, answer, _ = await raw(http, "GET", f"{stripe.api_base}/v1/balance", headers=headers)
    assert (status, "2020-08-27" in answer["error"]["message"]) == (400, True)


async def test_unknown_and_missing_parameters(client: StripeClient) -> None:
    with pytest.raises(InvalidRequestError, match="Received unknown parameter: nmae") as caught:
        await client.v1.customers.create_async({"nmae": "Ada"})  # pyright: ignore[reportArgumentType] - on purpose
    assert (caught.value.code, param_of(caught.value)) == ("parameter_unknown", "nmae")
    with pytest.raises(InvalidRequestError, match="Missing required param: currency") as caught:
        await client.v1.prices.create_async({"unit_amount": 5})  # pyright: ignore[reportArgumentType] - on purpose
    assert caught.value.code == "parameter_missing"


async def test_what_does_not_exist(client: StripeClient) -> None:
    with pytest.raises(InvalidRequestError, match="No such customer: 'cus_none'") as caught:
        await client.v1.customers.retrieve_async("cus_none")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(InvalidRequestError, match="No such product") as caught:
        await client.v1.prices.create_async({"currency": "usd", "unit_amount": 5, "product": "x"})
    assert (caught.value.http_status, param_of(caught.value)) == (400, "product")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"unit_amount": -1}, "greater than or equal to 0"),
        ({"unit_amount": 100_000_000}, "no more than"),
        ({"unit_amount": 9.99}, "Invalid integer: 9.99"),
        ({"currency": "xxx", "unit_amount": 5}, "Invalid currency: xxx"),
        ({"unit_amount": 5, "recurring": {"interval": "fortnight"}}, "must be one of"),
        ({"unit_amount": 5, "recurring": {"interval": "year", "interval_count": 4}}, "maximum"),
    ],
)
async def test_impossible_prices(client: StripeClient, params: Value, message: str) -> None:
    product = await client.v1.products.create_async({"name": "Gold"})
    with pytest.raises(InvalidRequestError, match=message):
        await client.v1.prices.create_async({"currency": "usd", "product": product.id} | params)


async def test_currencies_may_be_written_large(client: StripeClient) -> None:
    product = await client.v1.products.create_async({"name": "Gold"})
    price = await client.v1.prices.create_async(
        {"currency": "JPY", "unit_amount": 1200, "product": product.id}
    )
    assert (price.currency, price.unit_amount, price.type) == ("jpy", 1200, "one_time")


async def test_metadata_is_merged_and_unset(client: StripeClient) -> None:
    made = await client.v1.customers.create_async({"metadata": {"a": "1", "b": "2"}})
    await client.v1.customers.update_async(made.id, {"metadata": {"a": "", "c": "3"}})
    assert (await client.v1.customers.retrieve_async(made.id)).to_dict()["metadata"] == {
        "b": "2",
        "c": "3",
    }
    await client.v1.customers.update_async(made.id, {"metadata": ""})
    assert (await client.v1.customers.retrieve_async(made.id)).to_dict()["metadata"] == {}


async def test_a_deleted_customer_leaves_a_trace(client: StripeClient) -> None:
    made = await client.v1.customers.create_async({"email": "ada@example.com"})
    await client.v1.customers.delete_async(made.id)
    left = await client.v1.customers.retrieve_async(made.id)
    assert left.to_dict() == {"id": made.id, "object": "customer", "deleted": True}
    with pytest.raises(InvalidRequestError, match="No such customer"):
        await client.v1.customers.update_async(made.id, {"name": "Ada"})


async def test_a_used_product_stays(client: StripeClient, shop: Shop) -> None:
    price = await client.v1.prices.retrieve_async(await shop.price())
    with pytest.raises(InvalidRequestError, match="user-created prices"):
        await client.v1.products.delete_async(str(price.product))
    lonely = await client.v1.products.create_async({"name": "Lonely"})
    assert (await client.v1.products.delete_async(lonely.id)).deleted is True


async def test_lookup_keys_are_unique_until_transferred(client: StripeClient, shop: Shop) -> None:
    first, second = await shop.price(), await shop.price()
    await client.v1.prices.update_async(first, {"lookup_key": "gold"})
    with pytest.raises(InvalidRequestError, match="already uses that lookup key"):
        await client.v1.prices.update_async(second, {"lookup_key": "gold"})
    await client.v1.prices.update_async(second, {"lookup_key": "gold", "transfer_lookup_key": True})
    found = await client.v1.prices.list_async({"lookup_keys": ["gold"]})
    assert [each.id for each in found.data] == [second]


async def test_faults_on_the_way_are_retried_by_the_client(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    stripe.faults.fail("POST", "/v1/customers", status=503)
    stripe.faults.lose_answer("POST", "/v1/customers")
    await client.v1.customers.create_async({"name": "Ada"})
    assert stripe.count("POST", "/v1/customers") == 3
    assert len(stripe.customers) == 1, "the lost answer's work was found by its idempotency key"


async def test_too_many_requests_are_not_retried(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    stripe.faults.rate_limit(1.0, "GET", "/v1/events")
    with pytest.raises(RateLimitError, match="rate limit exceeded"):
        await client.v1.events.list_async()
    assert stripe.count("GET", "/v1/events") == 1


def test_each_endpoint_has_its_limit_of_requests_a_second() -> None:
    now = 100.0
    throttle = Throttle(2, lambda: now)
    throttle.admit("GET /v1/events")
    now = 100.5
    throttle.admit("GET /v1/events")
    with pytest.raises(StripeError, match="rate limit exceeded"):
        throttle.admit("GET /v1/events")
    throttle.admit("GET /v1/balance")
    now = 101.0
    throttle.admit("GET /v1/events")


def test_an_account_has_its_limit_for_all_endpoints_together() -> None:
    throttle = Throttle(None, lambda: 100.0)
    throttle.whole = 2
    throttle.admit("GET /v1/events")
    throttle.admit("GET /v1/balance")
    with pytest.raises(StripeError, match="rate limit exceeded") as caught:
        throttle.admit("GET /v1/charges")
    assert caught.value.headers == {"Stripe-Rate-Limited-Reason": "global-rate"}


async def test_the_limit_is_enforced(http: aiohttp.ClientSession) -> None:
    async with StripeSimulator(rate_limit=0) as stripe:
        with pytest.raises(RateLimitError, match="rate limit exceeded") as caught:
            await client_for(stripe, http).v1.balance.retrieve_async()
    assert caught.value.http_status == 429
    headers = caught.value.headers or {}
    assert headers["Stripe-Rate-Limited-Reason"] == "endpoint-rate"


async def test_a_taken_port_is_told(stripe: StripeSimulator) -> None:
    taken = int(stripe.api_base.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await StripeSimulator(port=taken).__aenter__()


async def test_bytes_that_are_no_text_are_refused(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    url, headers = f"{stripe.api_base}/v1/products", bearer(stripe) | FORM
    status, _, _ = await raw(http, "POST", url, headers=headers, data=b"\xff\xfe=1")
    assert status == 400


async def test_hanging_requests_time_out(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    client = client_for(stripe, http, timeout=0.05, retries=0)
    stripe.faults.hang("GET", "/v1/balance")
    with pytest.raises(APIConnectionError):
        await client.v1.balance.retrieve_async()


async def test_crashes_are_remembered(stripe: StripeSimulator, client: StripeClient) -> None:
    stripe.crashes.fail("POST", "/v1/customers")
    with pytest.raises(APIError, match="unknown error") as caught:
        await client.v1.customers.create_async({"name": "Ada"}, {"idempotency_key": "row-1"})
    assert (caught.value.http_status, stripe.count("POST", "/v1/customers")) == (500, 3)
    assert not stripe.customers, "the same 500 came back each time"
