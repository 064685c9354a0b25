"""Test previews of the next invoice, which change nothing."""

from datetime import timedelta
from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json, Value, copied
from tests.spec.stripe_actors import Shop
from tests.spec.stripe_spec import assert_stripe_conforms


async def _next(client: StripeClient, subscription: Json, **details: Value) -> Value:
    asked: Any = {"subscription": subscription["id"]}
    if details:
        asked["subscription_details"] = details
    return await client.v1.invoices.create_preview_async(asked)


async def _renewed(stripe: StripeSimulator, subscription: Json) -> int:
    await stripe.renew(subscription["id"])
    return stripe.invoices[subscription["latest_invoice"]]["amount_due"]


@pytest.mark.parametrize(
    ("coupon", "amounts"),
    [
        ({"percent_off": 50, "duration": "forever"}, [600, 600, 600, 600]),
        ({"percent_off": 100, "duration": "forever"}, [0, 0, 0, 0]),
        ({"amount_off": 500, "currency": "usd", "duration": "once"}, [700, 1200, 1200, 1200]),
        (
            {"percent_off": 25, "duration": "repeating", "duration_in_months": 2},
            [900, 900, 1200, 1200],
        ),
    ],
)
async def test_the_preview_is_what_is_charged(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    coupon: Json,
    amounts: list[int],
) -> None:
    end = subscription["items"]["data"][0]["current_period_end"]
    # Days before the renewal, because two months from the 29th may end on the 28th.
    stripe.advance(timedelta(seconds=end - stripe.clock.stamp()) - timedelta(days=10))
    made = await stripe.create_coupon(**coupon)
    await stripe.discount(subscription["id"], made["id"])
    for amount in amounts:
        assert (await _next(client, subscription)).amount_due == amount
        assert await _renewed(stripe, subscription) == amount
    assert_stripe_conforms(stripe)


async def test_asking_keeps_nothing(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    coupon = await stripe.create_coupon(amount_off=500, currency="usd", duration="once")
    await stripe.discount(subscription["id"], coupon["id"])
    await stripe.credit(subscription["customer"], 100)
    before, events = copied(subscription), len(stripe.events)
    found = await _next(client, subscription)
    assert found.id.startswith("upcoming_in_")
    assert (found.status, found.billing_reason) == ("draft", "upcoming")
    assert (found.subtotal, found.total, found.starting_balance, found.amount_due) == (
        1200,
        700,
        -100,
        600,
    )
    (line,) = found.lines.data
    assert line.period.start == subscription["items"]["data"][0]["current_period_end"]
    item = {"id": before["items"]["data"][0]["id"], "price": await shop.price(2400)}
    events = len(stripe.events)
    await _next(client, subscription, items=[item], proration_behavior="always_invoice")
    assert (subscription, len(stripe.events)) == (before, events)
    assert len(stripe.invoices) == 1
    with pytest.raises(InvalidRequestError, match="No such invoice"):
        await client.v1.invoices.retrieve_async(found.id)
    assert_stripe_conforms(stripe)


async def test_what_a_change_would_cost(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    (item,) = subscription["items"]["data"]
    half = (item["current_period_end"] - item["current_period_start"]) // 2
    stripe.advance(timedelta(seconds=half))
    seats = [{"id": item["id"], "quantity": 3}]
    later = await _next(client, subscription, items=seats)
    assert later.total == pytest.approx(3600 + 1800 - 600, abs=3)
    now = await _next(client, subscription, items=seats, proration_behavior="always_invoice")
    assert now.total == pytest.approx(1200, abs=3)
    none = await _next(client, subscription, items=seats, proration_behavior="none")
    assert none.total == 3600
    year = [{"id": item["id"], "price": await shop.price(9900, "year")}]
    assert (await _next(client, subscription, items=year)).total == pytest.approx(9300, abs=2)
    await stripe.set_quantity(subscription["id"], 3)
    assert await _renewed(stripe, subscription) == pytest.approx(later.total, abs=3)


async def test_a_coupon_counts_once_for_what_is_prorated(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    coupon = await stripe.create_coupon(percent_off=50, duration="forever")
    await stripe.discount(subscription["id"], coupon["id"])
    (item,) = subscription["items"]["data"]
    half = (item["current_period_end"] - item["current_period_start"]) // 2
    stripe.advance(timedelta(seconds=half))
    await stripe.set_quantity(subscription["id"], 3)
    total = (await _next(client, subscription)).total
    assert total == pytest.approx((3600 + 1800 - 600) / 2, abs=3)
    assert await _renewed(stripe, subscription) == total


async def test_a_trial_is_followed_by_the_price(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    await stripe.pay((await shop.session(subscription_data={"trial_period_days": 7}))["url"])
    (trial,) = stripe.subscriptions.values()
    assert (await _next(client, trial)).amount_due == 1200
    assert trial["status"] == "trialing"


@pytest.mark.parametrize("how", ["planned", "ended"])
async def test_there_is_none_after_the_end(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, how: str
) -> None:
    if how == "planned":
        await stripe.cancel_at_period_end(subscription["id"])
    else:
        await stripe.cancel_subscription(subscription["id"])
    with pytest.raises(InvalidRequestError, match="No upcoming invoices") as caught:
        await _next(client, subscription)
    assert (caught.value.http_status, caught.value.code) == (404, "invoice_upcoming_none")


async def test_coupons_of_a_running_subscription(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    half = await stripe.create_coupon(percent_off=50, duration="forever")
    euros = await stripe.create_coupon(amount_off=500, currency="eur", duration="once")
    update = client.v1.subscriptions.update_async
    changed = await update(subscription["id"], {"discounts": [{"coupon": half["id"]}]})
    (held,) = changed.discounts
    assert stripe.discounts[str(held)]["source"]["coupon"] == half["id"]
    kept = await update(subscription["id"], {"discounts": [{"discount": str(held)}]})
    assert kept.discounts == [held]
    with pytest.raises(InvalidRequestError, match="not usable"):
        await update(subscription["id"], {"discounts": [{"coupon": euros["id"]}]})
    assert (await update(subscription["id"], {"discounts": ""})).discounts == []
    assert half["times_redeemed"] == 1
    assert_stripe_conforms(stripe)
