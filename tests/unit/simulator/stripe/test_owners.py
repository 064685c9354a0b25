"""Test the way from a payment back to its owner, since charges name no invoice."""

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, param_of
from tests.spec.stripe_spec import assert_stripe_conforms


async def test_from_a_renewal_s_payment_to_its_subscription(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    await stripe.renew(subscription["id"])
    await stripe.pay((await shop.session())["url"])
    paid = stripe.invoices[subscription["latest_invoice"]]
    charge = list(stripe.charges.values())[1]
    found = await client.v1.invoice_payments.list_async(
        {
            "payment": {"type": "payment_intent", "payment_intent": charge["payment_intent"]},
            "expand": ["data.invoice"],
        }
    )
    (link,) = found.to_dict()["data"]
    assert (link["status"], link["amount_paid"]) == ("paid", 1200)
    assert link["invoice"]["id"] == paid["id"]
    parent = link["invoice"]["parent"]["subscription_details"]
    assert parent["subscription"] == subscription["id"]
    assert_stripe_conforms(stripe)


async def test_from_a_single_payment_to_its_session(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    once = await shop.price(interval=None)
    for number in range(2):
        session = await shop.session(once, mode="payment", metadata={"number": str(number)})
        await stripe.pay(session["url"])
    first = next(iter(stripe.payment_intents))
    found = await client.v1.checkout.sessions.list_async({"payment_intent": first})
    assert [each.to_dict()["metadata"] for each in found.data] == [{"number": "0"}]
    links = await client.v1.invoice_payments.list_async(
        {"payment": {"type": "payment_intent", "payment_intent": first}}
    )
    assert links.data == [], "a single payment has no invoice"
    assert_stripe_conforms(stripe)


async def test_from_a_subscription_to_its_session(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    await stripe.pay((await shop.session())["url"])
    found = await client.v1.checkout.sessions.list_async({"subscription": subscription["id"]})
    assert [each.subscription for each in found.data] == [subscription["id"]]
    (charge,) = [
        each for each in stripe.charges.values() if each["customer"] == subscription["customer"]
    ]
    none = await client.v1.checkout.sessions.list_async(
        {"payment_intent": charge["payment_intent"]}
    )
    assert none.data == [], "a subscription's session names no payment intent"
    assert_stripe_conforms(stripe)


async def test_what_was_never_linked_is_not_found(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    links = await client.v1.invoice_payments.list_async(
        {"payment": {"type": "payment_intent", "payment_intent": "pi_unknown"}}
    )
    assert links.data == []
    assert len((await client.v1.invoice_payments.list_async()).data) == 1
    with pytest.raises(InvalidRequestError, match="Missing required param") as caught:
        await client.v1.invoice_payments.list_async(
            {"payment": {"payment_intent": "pi_unknown"}}  # pyright: ignore[reportArgumentType] - on purpose
        )
    assert param_of(caught.value) == "payment[type]"
    assert subscription["id"] in stripe.subscriptions
