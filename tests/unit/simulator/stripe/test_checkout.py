"""Test the hosted checkout page, and what paying on it creates."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from tests.spec.stripe_actors import Shop


def types(stripe: StripeSimulator) -> list[str]:
    return [event["type"] for event in stripe.events.values()]


async def test_paying_a_subscription(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    session = await shop.session(
        client_reference_id="member-7",
        metadata={"guild": "1"},
        subscription_data={"metadata": {"guild": "1"}},
    )
    assert (session["status"], session["payment_status"]) == ("open", "unpaid")
    paid = await stripe.pay(session["url"], email="ada@example.com")
    assert paid.ok
    assert paid.location == f"https://lyceum.example.com/thanks?session={session['id']}"

    done = await client.v1.checkout.sessions.retrieve_async(
        session["id"],
        {"expand": ["customer", "subscription.latest_invoice.payments", "line_items"]},
    )
    body = done.to_dict()
    assert (body["status"], body["payment_status"], body["url"]) == ("complete", "paid", None)
    assert (body["client_reference_id"], body["metadata"]) == ("member-7", {"guild": "1"})
    assert body["customer"]["email"] == "ada@example.com"
    assert body["line_items"]["data"][0]["description"] == "Gold"
    subscription = body["subscription"]
    assert (subscription["status"], subscription["metadata"]) == ("active", {"guild": "1"})
    assert "current_period_end" not in subscription, "it moved to the items"
    item = subscription["items"]["data"][0]
    assert 28 <= (item["current_period_end"] - item["current_period_start"]) / 86_400 <= 31
    invoice = subscription["latest_invoice"]
    assert (invoice["status"], invoice["amount_paid"]) == ("paid", 1200)
    parent = invoice["parent"]["subscription_details"]
    assert (parent["subscription"], parent["metadata"]) == (subscription["id"], {"guild": "1"})
    payment = invoice["payments"]["data"][0]["payment"]["payment_intent"]
    charge = stripe.charges[stripe.payment_intents[payment]["latest_charge"]]
    assert (charge["status"], charge["amount"], "invoice" in charge) == ("succeeded", 1200, False)


async def test_the_events_of_a_subscription(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session()
    before = len(stripe.events)
    await stripe.pay(session["id"])
    assert types(stripe)[before:] == [
        "customer.created",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
        "checkout.session.completed",
    ]
    events = {event["type"]: event for event in stripe.events.values()}
    assert events["customer.subscription.created"]["data"]["object"]["status"] == "incomplete"
    updated = events["customer.subscription.updated"]["data"]
    assert (updated["object"]["status"], updated["previous_attributes"]["status"]) == (
        "active",
        "incomplete",
    )


async def test_a_declined_card_can_be_followed_by_a_good_one(
    stripe: StripeSimulator, shop: Shop
) -> None:
    session = await shop.session()
    declined = await stripe.pay(session["url"], "declined")
    assert (declined.status, declined.ok) == (402, False)
    assert "Your card was declined." in declined.page
    assert (stripe.sessions[session["id"]]["status"], len(stripe.subscriptions)) == ("open", 0)
    assert types(stripe)[-1] == "payment_intent.payment_failed"
    assert (await stripe.pay(session["url"])).ok
    assert len(stripe.subscriptions) == 1


async def test_a_session_is_paid_once(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session()
    await stripe.pay(session["url"])
    again = await stripe.pay(session["url"])
    assert (again.status, "already been paid" in again.page) == (410, True)
    assert len(stripe.subscriptions) == 1


async def test_a_one_time_payment(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session(
        await shop.price(500, None), mode="payment", payment_intent_data={"metadata": {"m": "7"}}
    )
    await stripe.pay(session["url"])
    done = stripe.sessions[session["id"]]
    intent = stripe.payment_intents[done["payment_intent"]]
    assert (done["payment_status"], done["customer"], done["invoice"]) == ("paid", None, None)
    assert (intent["status"], intent["metadata"], intent["amount"]) == (
        "succeeded",
        {"m": "7"},
        500,
    )
    assert done["customer_details"]["email"] == "payer@example.com"


async def test_a_known_customer_pays(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    ada = await client.v1.customers.create_async({"name": "Ada"})
    session = await shop.session(customer=ada.id)
    await stripe.pay(session["url"])
    assert list(stripe.customers) == [ada.id]
    assert next(iter(stripe.subscriptions.values()))["customer"] == ada.id


async def test_a_trial_needs_no_payment_yet(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session(subscription_data={"trial_period_days": 7})
    assert (await stripe.pay(session["url"], "declined")).status == 402
    await stripe.pay(session["url"])
    (subscription,) = stripe.subscriptions.values()
    item = subscription["items"]["data"][0]
    assert stripe.sessions[session["id"]]["payment_status"] == "no_payment_required"
    assert (subscription["status"], item["current_period_end"]) == (
        "trialing",
        subscription["trial_start"] + 7 * 86_400,
    )
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 0
    assert not stripe.payment_intents
    await stripe.renew(subscription["id"])
    assert subscription["status"] == "active"
    assert stripe.invoices[subscription["latest_invoice"]]["amount_paid"] == 1200


@pytest.mark.parametrize("mode", ["subscription", "payment"])
async def test_a_delayed_payment_settles(stripe: StripeSimulator, shop: Shop, mode: str) -> None:
    price = await shop.price(interval="month" if mode == "subscription" else None)
    session = await shop.session(price, mode=mode)
    assert (await stripe.pay(session["url"], "delayed")).ok
    done = stripe.sessions[session["id"]]
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    for invoice in stripe.invoices.values():
        assert invoice["status"] == "open"
    await stripe.settle(session["id"])
    assert done["payment_status"] == "paid"
    assert types(stripe)[-1] == "checkout.session.async_payment_succeeded"
    assert all(invoice["status"] == "paid" for invoice in stripe.invoices.values())
    with pytest.raises(ValueError, match="nothing is being settled"):
        await stripe.settle(session["id"])


async def test_a_delayed_payment_fails(stripe: StripeSimulator, shop: Shop) -> None:
    session = await shop.session()
    await stripe.pay(session["url"], "delayed")
    (subscription,) = stripe.subscriptions.values()
    assert subscription["status"] == "active", "as at Stripe, before the money has come"
    await stripe.fail_settlement(session["id"])
    assert (subscription["status"], stripe.sessions[session["id"]]["payment_status"]) == (
        "past_due",
        "unpaid",
    )
    assert types(stripe)[-1] == "checkout.session.async_payment_failed"
    assert "invoice.payment_failed" in types(stripe)


async def test_sessions_expire_by_time_and_by_request(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    slow, closed = await shop.session(), await shop.session()
    assert (await client.v1.checkout.sessions.expire_async(closed["id"])).status == "expired"
    with pytest.raises(InvalidRequestError, match="Only Checkout Sessions with a status"):
        await client.v1.checkout.sessions.expire_async(closed["id"])
    stripe.advance(timedelta(hours=25))
    late = await stripe.pay(slow["url"])
    assert (late.status, "expired" in late.page) == (410, True)
    assert types(stripe).count("checkout.session.expired") == 2
    assert not stripe.subscriptions


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"mode": "payment"}, "passed a recurring price"),
        ({"mode": "payment", "subscription_data": {"metadata": {"a": "b"}}}, "subscription_data"),
        ({"payment_intent_data": {"metadata": {"a": "b"}}}, "payment_intent_data"),
        ({"success_url": "lyceum.example.com"}, "explicit scheme"),
        ({"customer": "cus_none"}, "No such customer"),
        ({"client_reference_id": "x" * 201}, "at most 200"),
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "No such price"),
        ({"line_items": [{"price_data": {"currency": "usd"}, "quantity": 1}]}, "unit_amount"),
        ({"line_items": []}, "line_items"),
        ({"expires_at": 1}, "between 30 minutes and 24 hours"),
        ({"subscription_data": {"trial_period_days": 0}}, "greater than or equal to 1"),
        ({"customer": "cus_1", "customer_email": "a@b"}, "only specify one"),
        ({"payment_method_types": ["card"]}, "unknown parameter: payment_method_types"),
    ],
)
async def test_impossible_sessions(
    stripe: StripeSimulator, shop: Shop, params: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        await shop.session(**params)
    assert not stripe.sessions


async def test_small_amounts_and_inactive_prices(client: StripeClient, shop: Shop) -> None:
    with pytest.raises(InvalidRequestError, match=r"at least \$0.50 usd") as caught:
        await shop.session(await shop.price(49))
    assert caught.value.code == "amount_too_small"
    price = await shop.price()
    await client.v1.prices.update_async(price, {"active": False})
    with pytest.raises(InvalidRequestError, match="The price specified is inactive"):
        await shop.session(price)


async def test_the_page_shows_what_is_sold(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, http: aiohttp.ClientSession
) -> None:
    product = await client.v1.products.create_async({"name": "<Gold> & 课程"})
    data: Any = {"currency": "jpy", "unit_amount": 1200, "product": product.id}
    session = await shop.session(mode="payment", line_items=[{"price_data": data, "quantity": 2}])
    async with http.get(session["url"]) as answer:
        page = await answer.text()
    assert "&lt;Gold&gt; &amp; 课程" in page
    assert "¥2,400" in page
    assert 'href="https://lyceum.example.com/plans"' in page
    assert (await stripe.pay(session["url"], "nonsense")).status == 400
    assert (await stripe.pay("cs_test_none")).status == 404


async def test_foreign_purchases_have_nothing_of_ours(stripe: StripeSimulator) -> None:
    session = await stripe.foreign_purchase()
    assert (session["metadata"], session["client_reference_id"]) == ({}, None)
    assert stripe.subscriptions[session["subscription"]]["metadata"] == {}
    once = await stripe.foreign_purchase(recurring=False)
    assert once["payment_intent"] in stripe.payment_intents
    assert types(stripe).count("checkout.session.completed") == 2
