"""Test lists in pages, events by type and time, and expanded ids."""

import json
from datetime import timedelta

import pytest
from stripe import (
    InvalidRequestError,
    StripeClient,
)

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Value
from tests.spec.stripe_actors import Shop, param_of


async def test_lists_come_newest_first_in_pages(client: StripeClient) -> None:
    made = [(await client.v1.customers.create_async({"name": str(n)})).id for n in range(25)]
    first = await client.v1.customers.list_async({"limit": 10})
    assert [each.id for each in first.data] == made[:14:-1]
    assert first.has_more
    everything = [each.id async for each in first.auto_paging_iter()]
    assert everything == made[::-1]
    before = await client.v1.customers.list_async({"limit": 3, "ending_before": made[10]})
    assert [each.id for each in before.data] == [made[13], made[12], made[11]]
    assert before.has_more
    last = await client.v1.customers.list_async({"starting_after": made[1]})
    assert ([each.id for each in last.data], last.has_more) == ([made[0]], False)


async def test_lists_refuse_odd_limits_and_strange_cursors(client: StripeClient) -> None:
    for limit in (0, 101):
        with pytest.raises(InvalidRequestError, match="equal to"):
            await client.v1.customers.list_async({"limit": limit})
    with pytest.raises(InvalidRequestError, match="No such object") as caught:
        await client.v1.customers.list_async({"starting_after": "cus_none"})
    assert param_of(caught.value) == "starting_after"


async def test_events_are_filtered_by_type_and_time(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    product = await client.v1.products.create_async({"name": "Gold"})
    then = stripe.clock.stamp()
    stripe.advance(timedelta(hours=1))
    await client.v1.products.update_async(product.id, {"name": "Silver"})
    await client.v1.customers.create_async({"name": "Ada"})

    async def types(params: Value) -> list[str]:
        return [event.type for event in (await client.v1.events.list_async(params)).data]

    assert await types({}) == ["customer.created", "product.updated", "product.created"]
    assert await types({"type": "product.*"}) == ["product.updated", "product.created"]
    assert await types({"types": ["customer.created"]}) == ["customer.created"]
    assert await types({"created": {"gt": then}}) == ["customer.created", "product.updated"]
    assert await types({"created": {"lte": then}}) == ["product.created"]
    with pytest.raises(InvalidRequestError, match="only specify one"):
        await types({"type": "a", "types": ["b"]})
    with pytest.raises(InvalidRequestError, match="exceeded maximum 20"):
        await types({"types": [f"t{n}" for n in range(21)]})


async def test_events_are_kept_for_thirty_days(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    await client.v1.products.create_async({"name": "Gold"})
    event = next(iter(stripe.events))
    stripe.advance(timedelta(days=31))
    assert (await client.v1.events.list_async()).data == []
    with pytest.raises(InvalidRequestError, match="No such event"):
        await client.v1.events.retrieve_async(event)


async def test_updates_tell_what_was_before(stripe: StripeSimulator, client: StripeClient) -> None:
    product = await client.v1.products.create_async(
        {"name": "Gold", "metadata": {"a": "1", "b": "2"}}
    )
    await client.v1.products.update_async(product.id, {"name": "Silver", "metadata": {"b": "3"}})
    updated = list(stripe.events.values())[-1]
    assert updated["type"] == "product.updated"
    assert updated["data"]["previous_attributes"] == {"name": "Gold", "metadata": {"b": "2"}}
    assert next(iter(stripe.events.values()))["data"]["object"]["name"] == "Gold", (
        "a snapshot stays"
    )


async def test_ids_expand_to_objects(client: StripeClient, shop: Shop) -> None:
    price = await client.v1.prices.retrieve_async(await shop.price(), {"expand": ["product"]})
    assert price.to_dict()["product"]["name"] == "Gold"
    prices = await client.v1.prices.list_async({"expand": ["data.product"]})
    assert prices.to_dict()["data"][0]["product"]["name"] == "Gold"
    for wrong, message in (("nonsense", "cannot be expanded"), ("a.b.c.d.e", "more than 4 levels")):
        with pytest.raises(InvalidRequestError, match=message):
            await client.v1.prices.retrieve_async(price.id, {"expand": [wrong]})


async def test_expansion_leaves_the_objects_as_they_are(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    session = await shop.session()
    await stripe.pay(session["url"])
    before = json.dumps([dict(view) for view in (stripe.sessions, stripe.prices, stripe.invoices)])
    for path in ("line_items.data.price.product", "subscription.latest_invoice.payments"):
        expanded = await client.v1.checkout.sessions.retrieve_async(
            session["id"], {"expand": [path]}
        )
        assert expanded.to_dict() != stripe.sessions[session["id"]]
    after = json.dumps([dict(view) for view in (stripe.sessions, stripe.prices, stripe.invoices)])
    assert after == before
