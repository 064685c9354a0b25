"""Test what an owner changes in the Stripe Dashboard."""

from datetime import timedelta
from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.behaviour.periods import period_end
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


def item_of(subscription: Json) -> Json:
    return subscription["items"]["data"][0]


async def test_switching_to_a_price_of_the_same_interval(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    dearer, end = await shop.price(2400), item_of(subscription)["current_period_end"]
    before = len(stripe.events)
    await stripe.switch_price(subscription["id"], dearer, proration_behavior="none")
    assert types_since(stripe, before) == ["customer.subscription.updated"]
    previous = last_event(stripe)["data"]["previous_attributes"]["items"]["data"][0]
    assert previous["price"]["unit_amount"] == 1200
    found: Any = await client.v1.subscriptions.retrieve_async(subscription["id"])
    item = found["items"].data[0]
    assert (item.price.id, item.plan.id, item.current_period_end) == (dearer, dearer, end)
    await stripe.renew(subscription["id"])
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 2400
    assert_stripe_conforms(stripe)


async def test_switching_to_another_interval_begins_at_once(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    yearly = await shop.price(9900, "year")
    stripe.advance(timedelta(days=10))
    now = stripe.clock.stamp()
    await stripe.switch_price(subscription["id"], yearly, proration_behavior="none")
    item, invoice = item_of(subscription), stripe.invoices[subscription["latest_invoice"]]
    assert now <= item["current_period_start"] <= now + 60
    assert item["current_period_end"] == period_end(
        item["current_period_start"], item["price"]["recurring"]
    )
    assert (invoice["billing_reason"], invoice["amount_paid"]) == ("subscription_update", 9900)
    assert_stripe_conforms(stripe)


async def test_a_trial_goes_on_after_a_switch(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session(subscription_data={"trial_period_days": 7})
    await stripe.pay(session["url"])
    (trial,) = stripe.subscriptions.values()
    await stripe.switch_price(trial["id"], await shop.price(9900, "year"))
    assert item_of(trial)["current_period_end"] == trial["trial_end"]
    assert (trial["status"], len(stripe.invoices)) == ("trialing", 1)


async def test_more_and_fewer_seats(stripe: StripeSimulator, subscription: Json) -> None:
    for quantity in (5, 2):
        await stripe.set_quantity(subscription["id"], quantity, proration_behavior="none")
        assert item_of(subscription)["quantity"] == quantity
    previous = last_event(stripe)["data"]["previous_attributes"]["items"]["data"][0]
    assert previous["quantity"] == 5
    await stripe.renew(subscription["id"])
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 2400


async def test_a_deleted_customer(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    id_ = subscription["customer"]
    assert await stripe.delete_customer(id_) == {"id": id_, "object": "customer", "deleted": True}
    assert types_since(stripe, -2) == ["customer.subscription.deleted", "customer.deleted"]
    assert (await client.v1.customers.retrieve_async(id_)).deleted is True
    assert subscription["status"] == "canceled"
    assert_stripe_conforms(stripe)


async def test_an_archived_price_is_kept_by_who_has_it(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    price = item_of(subscription)["price"]["id"]
    await stripe.archive_price(price)
    assert last_event(stripe)["type"] == "price.updated"
    with pytest.raises(InvalidRequestError, match="price specified is inactive"):
        await shop.session(price)
    await stripe.renew(subscription["id"])
    assert subscription["status"] == "active"
    await stripe.archive_price(price, active=True)
    assert (await shop.session(price))["status"] == "open"


async def test_an_archived_product_is_sold_no_more(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    price = item_of(subscription)["price"]
    await stripe.archive_product(price["product"])
    assert last_event(stripe)["type"] == "product.updated"
    with pytest.raises(InvalidRequestError, match="product specified is inactive"):
        await shop.session(price["id"])
    await stripe.archive_product(price["product"], active=True)
    assert (await shop.session(price["id"]))["status"] == "open"
