"""Test subscriptions of several items: periods, prorations and invoice lines."""

from datetime import timedelta
from typing import Any

import pytest
from stripe import CardError, InvalidRequestError, StripeClient

from bot.simulator.stripe import Card, StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


def _item(subscription: Json, price: str) -> Json:
    return next(each for each in subscription["items"]["data"] if each["price"]["id"] == price)


def _half_over(stripe: StripeSimulator, subscription: Json) -> None:
    """Let half of the first item's period pass."""
    item = subscription["items"]["data"][0]
    middle = (item["current_period_start"] + item["current_period_end"]) // 2
    stripe.advance(timedelta(seconds=middle - stripe.clock.stamp()))


def _latest(stripe: StripeSimulator, subscription: Json) -> Json:
    return stripe.invoices[subscription["latest_invoice"]]


def _amounts(invoice: Json) -> list[int]:
    return [line["amount"] for line in invoice["lines"]["data"]]


async def test_an_added_item_is_charged_for_the_rest_of_the_period(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    _half_over(stripe, subscription)
    gold = await shop.price(2000)
    added = await stripe.add_item(subscription["id"], gold, 2)
    own = subscription["items"]["data"][0]
    assert added["current_period_end"] == own["current_period_end"]
    await stripe.renew(subscription["id"])
    invoice = _latest(stripe, subscription)
    assert _amounts(invoice) == [pytest.approx(2000, abs=2), 1200, 4000]
    assert invoice["amount_paid"] == sum(_amounts(invoice))
    rest = invoice["lines"]["data"][0]
    assert rest["parent"]["subscription_item_details"]["proration"] is True
    assert rest["discountable"] is False
    assert rest["period"]["end"] == own["current_period_start"]
    assert_stripe_conforms(stripe)


@pytest.mark.parametrize(
    ("behavior", "at_once", "at_renewal"),
    [
        ("create_prorations", None, [1200, -600, 2400]),
        ("always_invoice", [1200, -600], [2400]),
        ("none", None, [2400]),
    ],
)
async def test_prorations_of_a_dearer_price(
    stripe: StripeSimulator,
    shop: Shop,
    subscription: Json,
    behavior: str,
    at_once: list[int] | None,
    at_renewal: list[int],
) -> None:
    _half_over(stripe, subscription)
    first = subscription["latest_invoice"]
    await stripe.switch_price(
        subscription["id"], await shop.price(2400), proration_behavior=behavior
    )
    invoice = _latest(stripe, subscription)
    assert (invoice["id"] != first) is (at_once is not None)
    if at_once is not None:
        assert _amounts(invoice) == pytest.approx(at_once, abs=2)
        assert (invoice["status"], invoice["billing_reason"]) == ("paid", "subscription_update")
    await stripe.renew(subscription["id"])
    assert _amounts(_latest(stripe, subscription)) == pytest.approx(at_renewal, abs=2)
    assert_stripe_conforms(stripe)


async def test_another_interval_credits_what_is_left(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    _half_over(stripe, subscription)
    await stripe.switch_price(subscription["id"], await shop.price(9900, "year"))
    invoice = _latest(stripe, subscription)
    assert _amounts(invoice) == [pytest.approx(-600, abs=2), 9900]
    (item,) = subscription["items"]["data"]
    assert abs(item["current_period_start"] - stripe.clock.stamp()) <= 5


async def test_a_credit_beyond_what_is_due_goes_to_the_balance(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    _half_over(stripe, subscription)
    cheap = await shop.price(100)
    await stripe.switch_price(subscription["id"], cheap, proration_behavior="always_invoice")
    invoice, customer = _latest(stripe, subscription), stripe.customers[subscription["customer"]]
    assert (invoice["status"], invoice["amount_due"]) == ("paid", 0)
    assert invoice["total"] == customer["balance"] == invoice["ending_balance"]
    credit = customer["balance"]
    assert credit == pytest.approx(-550, abs=2)
    await stripe.renew(subscription["id"])
    invoice = _latest(stripe, subscription)
    assert (invoice["total"], invoice["amount_due"], invoice["starting_balance"]) == (
        100,
        0,
        credit,
    )
    assert customer["balance"] == credit + 100
    assert_stripe_conforms(stripe)


async def test_a_month_and_a_year_in_one_subscription(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    yearly, monthly = await shop.price(9900, "year"), subscription["items"]["data"][0]
    await stripe.add_item(subscription["id"], yearly, proration_behavior="always_invoice")
    year = _item(subscription, yearly)
    assert year["current_period_end"] - year["current_period_start"] >= 364 * 86_400
    long_before, end = year["current_period_end"], monthly["current_period_end"]
    planned = await client.v1.subscriptions.update_async(
        subscription["id"], {"cancel_at_period_end": True}
    )
    assert planned.cancel_at == end, "of several periods the one that ends first"
    await stripe.cancel_at_period_end(subscription["id"], cancel=False)
    later = await client.v1.subscriptions.update_async(
        subscription["id"], {"cancel_at": "max_period_end"}
    )
    assert (later.cancel_at, later.cancel_at_period_end) == (long_before, False)
    await stripe.renew(subscription["id"])
    assert _amounts(_latest(stripe, subscription)) == [1200], "the year goes on"
    assert year["current_period_end"] == long_before
    assert monthly["current_period_start"] == end
    assert_stripe_conforms(stripe)


async def test_items_one_by_one(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    items, gold = client.v1.subscription_items, await shop.price(2000)
    added = await items.create_async({"subscription": subscription["id"], "price": gold})
    changed = await items.update_async(added.id, {"quantity": 3, "proration_behavior": "none"})
    assert changed.quantity == 3
    assert (await items.retrieve_async(added.id)).price.id == gold
    listed = await items.list_async({"subscription": subscription["id"]})
    assert [each.price.id for each in listed.data][1:] == [gold]
    with pytest.raises(InvalidRequestError, match="same plan"):
        await items.create_async({"subscription": subscription["id"], "price": gold})
    own = subscription["items"]["data"][0]["id"]
    assert (await items.delete_async(own)).deleted is True
    with pytest.raises(InvalidRequestError, match="at least one"):
        await items.delete_async(added.id)
    with pytest.raises(InvalidRequestError, match="Invalid subscription_item id"):
        await items.retrieve_async(own)
    assert_stripe_conforms(stripe)


async def test_what_cannot_be_added(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    archived, euros = await shop.price(500), await shop.price(500, currency="eur")
    await stripe.archive_price(archived)
    for price, words in ((archived, "inactive"), (euros, "expected currency: `usd`")):
        with pytest.raises(InvalidRequestError, match=words):
            await client.v1.subscription_items.create_async(
                {"subscription": subscription["id"], "price": price}
            )
    assert len(subscription["items"]["data"]) == 1


async def test_long_lists_are_cut_to_ten_and_paged_by_their_own_address(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    for _ in range(11):
        await stripe.add_item(subscription["id"], await shop.price(300))
    await stripe.renew(subscription["id"])
    found: Any = await client.v1.subscriptions.retrieve_async(
        subscription["id"], {"expand": ["latest_invoice"]}
    )
    items, lines = found["items"], found.latest_invoice.lines
    assert (len(items.data), items.has_more) == (10, True)
    assert (len(lines.data), lines.has_more) == (10, True)
    flags = [line.parent.subscription_item_details.proration for line in lines.data]
    assert all(flags), "prorations come first: the first page has nothing else"
    invoice = subscription["latest_invoice"]
    every = [each async for each in lines.auto_paging_iter()]
    assert [each.id for each in every] == [each["id"] for each in stripe.lines_of(invoice)]
    assert len(every) == 11 + 12
    listed = await client.v1.subscription_items.list_async(
        {"subscription": subscription["id"], "limit": 100}
    )
    assert len(listed.data) == 12
    paid_event = [event for event in stripe.events.values() if event["type"] == "invoice.paid"][-1]
    assert len(paid_event["data"]["object"]["lines"]["data"]) == 10
    assert paid_event["data"]["object"]["lines"]["has_more"] is True
    assert_stripe_conforms(stripe)


async def test_a_change_charged_at_once_may_fail(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    await stripe.set_card(subscription["id"], Card.DECLINED)
    dear, (item,) = await shop.price(2400), subscription["items"]["data"]
    change: Any = {
        "items": [{"id": item["id"], "price": dear}],
        "proration_behavior": "always_invoice",
    }
    before = len(stripe.events)
    with pytest.raises(CardError):
        await client.v1.subscriptions.update_async(
            subscription["id"], change | {"payment_behavior": "error_if_incomplete"}
        )
    assert types_since(stripe, before) == []
    assert subscription["items"]["data"][0]["price"]["id"] != dear
    await client.v1.subscriptions.update_async(subscription["id"], change)
    assert subscription["status"] == "past_due"
    assert subscription["items"]["data"][0]["price"]["id"] == dear
    assert _latest(stripe, subscription)["status"] == "open"


async def test_a_trial_is_not_prorated(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session(subscription_data={"trial_period_days": 7})
    await stripe.pay(session["url"])
    (trial,) = stripe.subscriptions.values()
    before = len(stripe.events)
    await stripe.set_quantity(trial["id"], 4)
    assert types_since(stripe, before) == ["customer.subscription.updated"]
