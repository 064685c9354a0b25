"""Subscriptions over time, and money given back."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since


async def test_cancelling_now(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    ended = await client.v1.subscriptions.cancel_async(
        subscription["id"], {"cancellation_details": {"comment": "bye"}}
    )
    assert (ended.status, ended.ended_at) == ("canceled", ended.canceled_at)
    assert last_event(stripe)["type"] == "customer.subscription.deleted"
    assert last_event(stripe)["data"]["object"]["cancellation_details"]["comment"] == "bye"
    with pytest.raises(InvalidRequestError, match="No such subscription"):
        await client.v1.subscriptions.cancel_async(subscription["id"])
    with pytest.raises(InvalidRequestError, match="canceled subscription can only update"):
        await client.v1.subscriptions.update_async(
            subscription["id"], {"cancel_at_period_end": True}
        )
    assert (await client.v1.subscriptions.list_async()).data == []
    everything = await client.v1.subscriptions.list_async({"status": "all"})
    assert [each.id for each in everything.data] == [subscription["id"]]


async def test_cancelling_at_the_period_s_end_and_taking_it_back(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    before = len(stripe.events)
    end = subscription["items"]["data"][0]["current_period_end"]
    planned = await client.v1.subscriptions.update_async(
        subscription["id"], {"cancel_at_period_end": True}
    )
    assert (planned.status, planned.cancel_at, planned.cancel_at_period_end) == (
        "active",
        end,
        True,
    )
    assert last_event(stripe)["data"]["previous_attributes"] == {
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"reason": None},
    }
    kept = await client.v1.subscriptions.update_async(
        subscription["id"], {"cancel_at_period_end": False}
    )
    assert (kept.cancel_at, kept.canceled_at) == (None, None)
    assert types_since(stripe, before) == ["customer.subscription.updated"] * 2


@pytest.mark.parametrize("how", ["cancel_at_period_end", "cancel_at"])
async def test_a_planned_end_comes_with_time(
    stripe: StripeSimulator, subscription: Json, how: str
) -> None:
    if how == "cancel_at":
        await stripe.cancel_at(subscription["id"], stripe.clock.stamp() + 3600)
        assert subscription["cancel_at_period_end"] is False
    else:
        await stripe.cancel_at_period_end(subscription["id"])
    stripe.advance(timedelta(minutes=59))
    assert subscription["status"] == "active"
    stripe.advance(timedelta(days=32))
    assert subscription["status"] == "canceled"
    assert last_event(stripe)["type"] == "customer.subscription.deleted"


async def test_renewing(stripe: StripeSimulator, subscription: Json) -> None:
    before, first = len(stripe.events), subscription["latest_invoice"]
    end = subscription["items"]["data"][0]["current_period_end"]
    await stripe.renew(subscription["id"])
    assert subscription["items"]["data"][0]["current_period_start"] == end
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (invoice["id"] != first, invoice["billing_reason"]) == (True, "subscription_cycle")
    assert (invoice["status"], invoice["period_start"]) == ("paid", end)
    assert types_since(stripe, before)[:3] == [
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
    ]


async def test_a_failed_renewal_and_its_recovery(
    stripe: StripeSimulator, subscription: Json
) -> None:
    await stripe.renew(subscription["id"], "declined")
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], invoice["status"], invoice["attempt_count"]) == (
        "past_due",
        "open",
        1,
    )
    assert invoice["next_payment_attempt"] > stripe.clock.stamp()
    assert invoice["hosted_invoice_url"].startswith(stripe.api_base)
    await stripe.retry_payment(subscription["id"])
    assert (subscription["status"], invoice["status"], invoice["attempt_count"]) == (
        "active",
        "paid",
        2,
    )


async def test_an_open_invoice_is_paid_on_its_page(
    stripe: StripeSimulator, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.renew(subscription["id"], "declined")
    invoice = stripe.invoices[subscription["latest_invoice"]]
    url = invoice["hosted_invoice_url"]
    async with http.get(url) as answer:
        assert f"Invoice {invoice['number']}" in await answer.text()
    async with http.post(url, data={"card": "declined"}) as answer:
        assert (answer.status, subscription["status"]) == (402, "past_due")
    async with http.post(url, data={"card": "success"}) as answer:
        assert "This invoice is paid." in await answer.text()
    assert (subscription["status"], invoice["status"]) == ("active", "paid")
    async with http.post(url, data={"card": "success"}) as answer:
        assert answer.status == 200
    assert invoice["attempt_count"] == 3, "a paid invoice is not charged again"


async def test_another_price_and_quantity(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    dearer = await shop.price(2400)
    item = subscription["items"]["data"][0]["id"]
    items: Any = [{"id": item, "price": dearer, "quantity": 3}]
    await client.v1.subscriptions.update_async(subscription["id"], {"items": items})
    changed = subscription["items"]["data"][0]
    assert (changed["price"]["id"], changed["plan"]["id"], changed["quantity"]) == (
        dearer,
        dearer,
        3,
    )
    previous = last_event(stripe)["data"]["previous_attributes"]["items"]["data"][0]
    assert (previous["price"]["unit_amount"], previous["quantity"]) == (1200, 1)
    once = await shop.price(interval=None)
    with pytest.raises(InvalidRequestError, match="type=one_time"):
        await client.v1.subscriptions.update_async(
            subscription["id"], {"items": [{"id": item, "price": once}]}
        )
    assert changed["price"]["id"] == dearer, "a refused update changes nothing"


async def test_pausing_collection_leaves_it_active(
    client: StripeClient, subscription: Json
) -> None:
    paused = await client.v1.subscriptions.update_async(
        subscription["id"], {"pause_collection": {"behavior": "void"}}
    )
    assert (paused.status, paused.to_dict()["pause_collection"]["behavior"]) == ("active", "void")
    resumed = await client.v1.subscriptions.update_async(
        subscription["id"], {"pause_collection": ""}
    )
    assert resumed.pause_collection is None


async def test_deleting_a_customer_ends_the_subscriptions(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    await client.v1.customers.delete_async(subscription["customer"])
    assert subscription["status"] == "canceled"
    assert types_since(stripe, -2) == ["customer.subscription.deleted", "customer.deleted"]


async def test_finding_the_invoice_of_a_charge(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    (charge,) = stripe.charges.values()
    found = await client.v1.invoice_payments.list_async(
        {"payment": {"type": "payment_intent", "payment_intent": charge["payment_intent"]}}
    )
    assert [each.invoice for each in found.data] == [subscription["latest_invoice"]]
    invoices = await client.v1.invoices.list_async({"subscription": subscription["id"]})
    assert [each.id for each in invoices.data] == [subscription["latest_invoice"]]
