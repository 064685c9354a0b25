"""Test invoices paid late, in parts or in cash, voided and written off."""

from typing import Any

import aiohttp
import pytest
import stripe as stripe_package
from stripe import CardError, InvalidRequestError, StripeClient

from bot.simulator.stripe import Card, StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, client_for, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


@pytest.fixture
async def invoice(stripe: StripeSimulator, subscription: Json) -> Json:
    """The open invoice of a renewal that failed."""
    await stripe.renew(subscription["id"], "declined")
    return stripe.invoices[subscription["latest_invoice"]]


@pytest.mark.parametrize("given_up_by", ["stripe", "owner"])
async def test_its_page_takes_money_after_the_end(
    stripe: StripeSimulator,
    http: aiohttp.ClientSession,
    subscription: Json,
    invoice: Json,
    given_up_by: str,
) -> None:
    if given_up_by == "stripe":
        await stripe.exhaust_retries(subscription["id"])
    else:
        await stripe.cancel_subscription(subscription["id"])
    assert (invoice["status"], invoice["auto_advance"]) == ("open", False)
    assert invoice["next_payment_attempt"] is None
    before = len(stripe.events)
    async with http.post(invoice["hosted_invoice_url"], data={"card": "success"}) as answer:
        assert answer.status == 200
    assert (invoice["status"], subscription["status"]) == ("paid", "canceled")
    assert types_since(stripe, before)[-2:] == ["invoice.paid", "invoice.payment_succeeded"]
    assert "customer.subscription.updated" not in types_since(stripe, before)
    assert_stripe_conforms(stripe)


async def test_once_voided_nobody_can_pay_it(
    stripe: StripeSimulator,
    client: StripeClient,
    http: aiohttp.ClientSession,
    subscription: Json,
    invoice: Json,
) -> None:
    await stripe.cancel_subscription(subscription["id"])
    voided = await client.v1.invoices.void_invoice_async(invoice["id"])
    assert voided.status == "void"
    assert last_event(stripe)["type"] == "invoice.voided"
    async with http.post(invoice["hosted_invoice_url"], data={"card": "success"}) as answer:
        assert "This invoice is void" in await answer.text()
    for act in (client.v1.invoices.pay_async, client.v1.invoices.void_invoice_async):
        with pytest.raises(InvalidRequestError, match="is void"):
            await act(invoice["id"])
    assert len([charge for charge in stripe.charges.values() if charge["paid"]]) == 1
    assert_stripe_conforms(stripe)


@pytest.mark.parametrize("how", ["void", "uncollectible", "cash", "card"])
async def test_what_is_settled_lets_the_subscription_run(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, invoice: Json, how: str
) -> None:
    invoices = client.v1.invoices
    match how:
        case "void":
            await invoices.void_invoice_async(invoice["id"])
        case "uncollectible":
            await invoices.mark_uncollectible_async(invoice["id"])
        case "cash":
            await invoices.pay_async(invoice["id"], {"paid_out_of_band": True})
        case _:
            await invoices.pay_async(invoice["id"])
    assert subscription["status"] == "active"
    assert invoice["status"] == {"cash": "paid", "card": "paid"}.get(how, how)
    charged = [charge for charge in stripe.charges.values() if charge["paid"]]
    assert len(charged) == (2 if how == "card" else 1)
    assert_stripe_conforms(stripe)


async def test_only_the_latest_invoice_decides(
    stripe: StripeSimulator, subscription: Json, invoice: Json
) -> None:
    await stripe.renew(subscription["id"], "declined")
    await stripe.pay_invoice(invoice["id"])
    assert (invoice["status"], subscription["status"]) == ("paid", "past_due")
    await stripe.pay_invoice(subscription["latest_invoice"])
    assert subscription["status"] == "active"


async def test_written_off_it_can_still_be_paid(stripe: StripeSimulator, invoice: Json) -> None:
    await stripe.mark_uncollectible(invoice["id"])
    await stripe.pay_invoice(invoice["id"])
    assert (invoice["status"], invoice["amount_remaining"]) == ("paid", 0)
    assert_stripe_conforms(stripe)


async def test_paid_in_parts(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, invoice: Json
) -> None:
    part = await stripe.pay_in_part(invoice["id"], 500)
    assert (invoice["status"], invoice["amount_paid"], invoice["amount_remaining"]) == (
        "open",
        500,
        700,
    )
    with pytest.raises(ValueError, match="no part"):
        await stripe.pay_in_part(invoice["id"], 700)
    await stripe.pay_invoice(invoice["id"])
    assert (invoice["status"], invoice["amount_paid"], subscription["status"]) == (
        "paid",
        1200,
        "active",
    )
    links = await client.v1.invoice_payments.list_async(
        {"invoice": invoice["id"], "status": "paid"}
    )
    assert sorted((link.amount_paid, link.is_default) for link in links.data) == [
        (500, False),
        (700, True),
    ]
    assert part["amount"] == 500
    assert sum(each["amount"] for each in stripe.charges.values() if each["paid"]) == 2400
    assert_stripe_conforms(stripe)


async def test_the_balance_pays_first(stripe: StripeSimulator, subscription: Json) -> None:
    customer = stripe.customers[subscription["customer"]]
    await stripe.credit(customer["id"], 1000)
    await stripe.renew(subscription["id"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (invoice["total"], invoice["amount_due"]) == (1200, 200)
    assert [charge["amount"] for charge in stripe.charges.values()] == [1200, 200]
    await stripe.credit(customer["id"], 5000)
    await stripe.renew(subscription["id"], "declined")
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (invoice["status"], invoice["amount_due"], subscription["status"]) == (
        "paid",
        0,
        "active",
    )
    assert customer["balance"] == -3800
    assert_stripe_conforms(stripe)


async def test_what_is_too_little_to_charge_waits_on_the_balance(
    stripe: StripeSimulator, subscription: Json
) -> None:
    customer = stripe.customers[subscription["customer"]]
    await stripe.credit(customer["id"], 1180)
    await stripe.renew(subscription["id"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (invoice["status"], invoice["amount_due"], customer["balance"]) == ("paid", 0, 20)
    await stripe.renew(subscription["id"])
    assert stripe.invoices[subscription["latest_invoice"]]["amount_due"] == 1220


async def test_closing_an_invoice_needs_the_right_to_write(
    stripe: StripeSimulator, http: aiohttp.ClientSession, invoice: Json
) -> None:
    stripe.keys.restrict("rk_test_reader", {"invoice_read"})
    reader = client_for(stripe, http, "rk_test_reader")
    assert (await reader.v1.invoices.retrieve_async(invoice["id"])).status == "open"
    acts: list[Any] = [reader.v1.invoices.void_invoice_async, reader.v1.invoices.pay_async]
    for act in (*acts, reader.v1.invoices.mark_uncollectible_async):
        with pytest.raises(stripe_package.PermissionError, match="rak_invoice_write"):
            await act(invoice["id"])


async def test_paying_with_a_card_that_declines(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, invoice: Json
) -> None:
    await stripe.set_card(subscription["id"], Card.DECLINED)
    with pytest.raises(CardError):
        await client.v1.invoices.pay_async(invoice["id"])
    assert (invoice["status"], subscription["status"]) == ("open", "past_due")


async def test_one_currency_a_customer(
    stripe: StripeSimulator, shop: Shop, subscription: Json
) -> None:
    euros = await shop.price(900, currency="eur")
    again: Json = {"customer": subscription["customer"]}
    await shop.session(**again)
    once = await shop.price(900, interval=None, currency="eur")
    await shop.session(once, mode="payment", **again)
    with pytest.raises(InvalidRequestError, match=r"combine currencies.*currency usd\."):
        await shop.session(euros, **again)
    await stripe.cancel_subscription(subscription["id"])
    assert (await shop.session(euros, **again))["status"] == "open"


async def test_two_pages_in_two_currencies(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    ada = await client.v1.customers.create_async({"email": "ada@example.com"})
    euros = await shop.session(await shop.price(900, currency="eur"), customer=ada.id)
    dollars = await shop.session(customer=ada.id)
    assert (await stripe.pay(euros["url"])).ok
    assert (await stripe.pay(dollars["url"])).status == 400
