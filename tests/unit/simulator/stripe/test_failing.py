"""Test renewals that fail, wait for the payer, recover or end."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from stripe import StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.behaviour.renewing import Outcome
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


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


async def test_an_invoice_that_is_sent_is_past_due_only_after_its_day(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    await stripe.send_invoices(subscription["id"], days=14)
    await stripe.renew(subscription["id"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], invoice["status"], invoice["attempt_count"]) == (
        "active",
        "open",
        0,
    )
    assert invoice["due_date"] - stripe.clock.stamp() == 14 * 24 * 3600
    with pytest.raises(ValueError, match="due only at"):
        await stripe.fall_due(subscription["id"])
    stripe.advance(timedelta(days=14))
    await stripe.fall_due(subscription["id"])
    seen = await client.v1.subscriptions.retrieve_async(subscription["id"])
    assert (seen.status, seen.days_until_due) == ("past_due", 14)
    await stripe.retry_payment(subscription["id"])
    assert (subscription["status"], invoice["status"]) == ("active", "paid")
    with pytest.raises(ValueError, match="is paid"):
        await stripe.fall_due(subscription["id"])
    assert_stripe_conforms(stripe)


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


async def test_a_bank_that_asks_the_payer_first(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    before = len(stripe.events)
    await stripe.renew(subscription["id"], "authenticate")
    assert types_since(stripe, before)[-4:] == [
        "payment_intent.requires_action",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "customer.subscription.updated",
    ]
    invoice: Any = await client.v1.invoices.retrieve_async(
        subscription["latest_invoice"], {"expand": ["payments"]}
    )
    assert invoice.hosted_invoice_url.startswith(stripe.api_base)
    intent = await client.v1.payment_intents.retrieve_async(
        invoice.payments.data[0].payment.payment_intent
    )
    assert intent.to_dict()["next_action"]["type"] == "use_stripe_sdk"
    assert (intent.status, subscription["status"]) == ("requires_action", "past_due")
    assert len(stripe.charges) == 1, "nothing is charged before the payer answers"
    await stripe.authenticate(subscription["id"])
    assert (subscription["status"], len(stripe.charges)) == ("active", 2)
    assert stripe.payment_intents[intent.id]["next_action"] is None
    with pytest.raises(ValueError, match="waits for authentication"):
        await stripe.authenticate(subscription["id"])
    assert_stripe_conforms(stripe)


async def test_a_payer_who_fails_to_answer(
    stripe: StripeSimulator, subscription: Json, http: aiohttp.ClientSession
) -> None:
    await stripe.renew(subscription["id"], "authenticate")
    await stripe.authenticate(subscription["id"], success=False)
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], invoice["attempt_count"]) == ("past_due", 2)
    async with http.post(invoice["hosted_invoice_url"], data={"card": "success"}):
        assert (subscription["status"], invoice["status"]) == ("active", "paid")


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("canceled", "customer.subscription.deleted"),
        ("unpaid", "customer.subscription.updated"),
        ("past_due", "invoice.payment_failed"),
        ("paused", "customer.subscription.paused"),
    ],
)
async def test_the_last_try(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    outcome: Outcome,
    expected: str,
) -> None:
    with pytest.raises(ValueError, match="is active, not past due"):
        await stripe.exhaust_retries(subscription["id"], outcome)
    await stripe.renew(subscription["id"], "declined")
    await stripe.exhaust_retries(subscription["id"], outcome)
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], last_event(stripe)["type"]) == (outcome, expected)
    assert (invoice["status"], invoice["next_payment_attempt"]) == ("open", None)
    await client.v1.subscriptions.list_async({"status": "all"})
    assert_stripe_conforms(stripe)


async def test_why_it_ended_is_told(stripe: StripeSimulator, subscription: Json) -> None:
    await stripe.renew(subscription["id"], "declined")
    await stripe.exhaust_retries(subscription["id"])
    assert subscription["cancellation_details"]["reason"] == "payment_failed"
    with pytest.raises(ValueError, match="is canceled"):
        await stripe.renew(subscription["id"])


async def test_an_unpaid_subscription_gathers_drafts_until_one_is_paid(
    stripe: StripeSimulator, subscription: Json
) -> None:
    await stripe.renew(subscription["id"], "declined")
    await stripe.exhaust_retries(subscription["id"], "unpaid")
    await stripe.renew(subscription["id"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], invoice["status"], len(stripe.charges)) == (
        "unpaid",
        "draft",
        3,
    )
    await stripe.retry_payment(subscription["id"])
    assert (subscription["status"], invoice["status"]) == ("active", "paid")


async def test_the_page_asks_the_bank_by_itself(stripe: StripeSimulator, shop: Shop) -> None:
    paid = await stripe.pay((await shop.session())["url"], "authenticate")
    assert (paid.status, paid.ok) == (400, False)
