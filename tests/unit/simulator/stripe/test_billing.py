"""Test subscriptions over time, and refunds."""

from datetime import timedelta
from typing import Any

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
    assert (invoice["status"], invoice["period_end"]) == ("paid", end), "it looks back"
    (line,) = invoice["lines"]["data"]
    assert line["period"]["start"] == end
    assert types_since(stripe, before)[:3] == [
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
    ]


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
