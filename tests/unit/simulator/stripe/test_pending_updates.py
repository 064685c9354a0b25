"""A change that is not paid stays pending: the subscription is as before until its invoice is."""

from datetime import timedelta
from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json, copied
from tests.spec.stripe_actors import Shop
from tests.spec.stripe_spec import assert_stripe_conforms


async def change(client: StripeClient, subscription: Json, **more: Any) -> Any:  # noqa: ANN401 the SDK's own
    (item,) = subscription["items"]["data"]
    params: Any = {
        "items": [{"id": item["id"], "quantity": 3}],
        "proration_behavior": "always_invoice",
        "payment_behavior": "pending_if_incomplete",
    }
    return await client.v1.subscriptions.update_async(subscription["id"], params | more)


@pytest.mark.parametrize("card", ["declined", "authenticate"])
async def test_nothing_changes_until_it_is_paid(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, card: str
) -> None:
    before = copied(subscription["items"])
    await stripe.set_card(subscription["id"], card)
    changed = await change(client, subscription)
    assert subscription["items"] == before
    assert subscription["status"] == "active"
    assert changed.pending_update.subscription_items[0].quantity == 3
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (invoice["status"], invoice["billing_reason"]) == ("open", "subscription_update")
    await stripe.pay_invoice(invoice["id"])
    assert subscription["items"]["data"][0]["quantity"] == 3
    assert subscription["pending_update"] is None
    applied = [e for e in stripe.events.values() if e["type"].endswith("pending_update_applied")]
    assert len(applied) == 1
    assert_stripe_conforms(stripe)


async def test_a_payment_that_fails_again_leaves_it_pending_and_active(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    await stripe.set_card(subscription["id"], "declined")
    await change(client, subscription)
    await stripe.pay_invoice(subscription["latest_invoice"], "declined")
    assert subscription["status"] == "active"
    assert subscription["pending_update"]


async def test_after_23_hours_it_is_dropped_and_its_invoice_void(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    await stripe.set_card(subscription["id"], "declined")
    await change(client, subscription)
    stripe.advance(timedelta(hours=22))
    assert subscription["pending_update"]
    stripe.advance(timedelta(hours=2))
    await client.v1.subscriptions.retrieve_async(subscription["id"])
    assert subscription["pending_update"] is None
    assert stripe.invoices[subscription["latest_invoice"]]["status"] == "void"
    assert subscription["items"]["data"][0]["quantity"] == 1


async def test_a_renewal_drops_it_too(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    await stripe.set_card(subscription["id"], "declined")
    await change(client, subscription)
    await stripe.renew(subscription["id"])
    assert subscription["pending_update"] is None
    assert subscription["items"]["data"][0]["quantity"] == 1
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 1200


async def test_another_interval_begins_when_it_is_paid(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    price = await shop.price(12000, "year")
    (item,) = subscription["items"]["data"]
    until = item["current_period_end"]
    await stripe.set_card(subscription["id"], "declined")
    await change(client, subscription, items=[{"id": item["id"], "price": price}])
    assert subscription["items"]["data"][0]["current_period_end"] == until
    await stripe.pay_invoice(subscription["latest_invoice"])
    assert subscription["items"]["data"][0]["current_period_end"] > until + 300 * 24 * 3600


async def test_the_date_of_the_preview_is_that_of_the_charge(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    stripe.advance(timedelta(days=10))
    (item,) = subscription["items"]["data"]
    moment = stripe.clock.stamp()
    details: Any = {
        "items": [{"id": item["id"], "quantity": 3}],
        "proration_behavior": "always_invoice",
        "proration_date": moment,
    }
    asked: Any = {"subscription": subscription["id"], "subscription_details": details}
    preview = await client.v1.invoices.create_preview_async(asked)
    stripe.advance(timedelta(minutes=15))
    await change(client, subscription, proration_date=moment)
    assert stripe.invoices[subscription["latest_invoice"]]["amount_due"] == preview.amount_due
    details = {"items": details["items"], "proration_behavior": "none"}
    asked = {"subscription": subscription["id"], "subscription_details": details}
    later = await client.v1.invoices.create_preview_async(asked | {"preview_mode": "recurring"})
    assert later.total == 3600


async def test_what_can_t_wait_is_refused(client: StripeClient, subscription: Json) -> None:
    with pytest.raises(InvalidRequestError, match="metadata"):
        await change(client, subscription, metadata={"a": "b"})
    with pytest.raises(InvalidRequestError, match="proration_date"):
        await change(client, subscription, proration_date=1)
