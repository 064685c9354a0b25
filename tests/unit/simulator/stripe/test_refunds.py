"""Test refunds in part and in full, and those that fail."""

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


async def test_refunds_in_part_and_whole(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    (charge,) = stripe.charges.values()
    part = await client.v1.refunds.create_async(
        {"payment_intent": charge["payment_intent"], "amount": 200, "metadata": {"why": "kind"}}
    )
    assert (part.amount, part.status, part.charge) == (200, "succeeded", charge["id"])
    assert (charge["amount_refunded"], charge["refunded"]) == (200, False)
    with pytest.raises(InvalidRequestError, match=r"Refund amount \(\$20.00\) is greater"):
        await client.v1.refunds.create_async({"charge": charge["id"], "amount": 2000})
    await stripe.refund(charge["payment_intent"])
    assert (charge["amount_refunded"], charge["refunded"]) == (1200, True)
    assert types_since(stripe, -2) == ["refund.created", "charge.refunded"]
    assert last_event(stripe)["data"]["previous_attributes"] == {
        "amount_refunded": 200,
        "refunded": False,
    }
    assert subscription["status"] == "active", "a refund alone ends nothing"
    with pytest.raises(InvalidRequestError, match="has already been refunded") as caught:
        await client.v1.refunds.create_async({"charge": charge["id"]})
    assert caught.value.code == "charge_already_refunded"
    listed = await client.v1.refunds.list_async({"charge": charge["id"]})
    assert [each.amount for each in listed.data] == [1000, 200]


async def test_what_was_never_paid_is_not_refunded(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    await stripe.pay((await shop.session())["url"], "delayed")
    (charge,) = stripe.charges.values()
    with pytest.raises(InvalidRequestError, match="has not been paid"):
        await client.v1.refunds.create_async({"charge": charge["id"]})
    with pytest.raises(InvalidRequestError, match="payment_intent or charge"):
        await client.v1.refunds.create_async({})


async def test_refunds_are_listed_by_their_payment(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, subscription: Json
) -> None:
    await stripe.pay((await shop.session())["url"])
    first, second = stripe.charges.values()
    made = await stripe.refund(first["id"], 300)
    await stripe.refund(second["id"])
    by_charge = await client.v1.refunds.list_async({"charge": first["id"]})
    by_intent = await client.v1.refunds.list_async({"payment_intent": first["payment_intent"]})
    assert [each.id for each in [*by_charge.data, *by_intent.data]] == [made["id"]] * 2
    assert first["customer"] == subscription["customer"]


async def test_a_refund_that_fails_takes_itself_back(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    (charge,) = stripe.charges.values()
    kept = await stripe.refund(charge["id"], 200)
    failing = await stripe.refund(charge["id"])
    assert charge["refunded"] is True
    assert await stripe.fail_refund(failing["id"]) is failing
    assert (charge["amount_refunded"], charge["refunded"]) == (200, False)
    assert types_since(stripe, -3) == ["refund.updated", "charge.refund.updated", "refund.failed"]
    event = last_event(stripe)["data"]
    assert event["object"]["id"] == failing["id"]
    assert event["previous_attributes"] == {"status": "succeeded", "failure_reason": None}
    found = await client.v1.refunds.retrieve_async(failing["id"])
    assert (found.status, found.failure_reason) == ("failed", "expired_or_canceled_card")
    assert kept["status"] == "succeeded"
    with pytest.raises(ValueError, match="is failed already"):
        await stripe.fail_refund(failing["id"])
    again = await client.v1.refunds.create_async({"charge": charge["id"]})
    assert (again.amount, charge["refunded"]) == (1000, True)
    assert subscription["status"] == "active"
    assert_stripe_conforms(stripe)


async def test_the_balance_is_what_was_paid_and_kept(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    (charge,) = stripe.charges.values()
    await stripe.refund(charge["id"], 200)
    balance = await client.v1.balance.retrieve_async()
    assert (charge["paid"], balance.available[0].amount) == (True, 1000)
    assert subscription["currency"] == balance.available[0].currency
