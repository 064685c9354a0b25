"""Test disputes, and who keeps the money in the end."""

import aiohttp
import pytest
import stripe as package
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, client_for, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


@pytest.fixture
async def charge(stripe: StripeSimulator, subscription: Json) -> Json:
    """What paid the first invoice, 1200 cents."""
    (made,) = stripe.charges.values()
    assert made["customer"] == subscription["customer"]
    return made


async def kept(client: StripeClient) -> int:
    return (await client.v1.balance.retrieve_async()).available[0].amount


@pytest.mark.parametrize("named_by", ["id", "payment_intent"])
async def test_a_dispute_takes_the_money(
    stripe: StripeSimulator, client: StripeClient, charge: Json, named_by: str
) -> None:
    made = await stripe.dispute(charge[named_by])
    assert types_since(stripe, -2) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    assert (charge["disputed"], charge["refunded"]) == (True, False)
    found = await client.v1.disputes.retrieve_async(made["id"])
    assert (found.status, found.amount, found.reason) == ("needs_response", 1200, "fraudulent")
    assert (found.charge, found.payment_intent) == (charge["id"], charge["payment_intent"])
    assert await kept(client) == 0
    with pytest.raises(InvalidRequestError, match="has been charged back") as caught:
        await client.v1.refunds.create_async({"charge": charge["id"]})
    assert caught.value.code == "charge_disputed"
    assert_stripe_conforms(stripe)


async def test_a_won_dispute_brings_it_back(
    stripe: StripeSimulator, client: StripeClient, charge: Json
) -> None:
    made = await stripe.dispute(charge["id"], amount=500)
    assert await kept(client) == 700
    await stripe.close_dispute(made["id"], won=True)
    assert types_since(stripe, -2) == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]
    closed = list(stripe.events.values())[-2]
    assert closed["data"]["object"]["status"] == "won"
    assert closed["data"]["previous_attributes"] == {"status": "needs_response"}
    assert (charge["disputed"], await kept(client)) == (True, 1200)
    with pytest.raises(ValueError, match="is won already"):
        await stripe.close_dispute(made["id"], won=False)


async def test_a_lost_dispute_keeps_it(
    stripe: StripeSimulator, client: StripeClient, charge: Json
) -> None:
    made = await stripe.dispute(charge["id"])
    await stripe.close_dispute(made["id"], won=False)
    assert last_event(stripe)["type"] == "charge.dispute.closed"
    assert (made["status"], await kept(client)) == ("lost", 0)


@pytest.mark.parametrize("won", [True, False])
async def test_an_inquiry_takes_nothing(
    stripe: StripeSimulator, client: StripeClient, charge: Json, *, won: bool
) -> None:
    made = await stripe.dispute(charge["id"], inquiry=True)
    assert last_event(stripe)["type"] == "charge.dispute.created"
    assert (made["status"], await kept(client)) == ("warning_needs_response", 1200)
    await stripe.close_dispute(made["id"], won=won)
    assert last_event(stripe)["type"] == "charge.dispute.closed"
    assert made["status"] == "warning_closed"
    assert_stripe_conforms(stripe)


async def test_disputes_are_listed_by_their_payment(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, charge: Json
) -> None:
    await stripe.pay((await shop.session())["url"])
    other = list(stripe.charges.values())[-1]
    made = await stripe.dispute(charge["id"])
    await stripe.dispute(other["id"])
    listed = await client.v1.disputes.list_async()
    assert len(listed.data) == 2
    by_charge = await client.v1.disputes.list_async({"charge": charge["id"]})
    by_intent = await client.v1.disputes.list_async({"payment_intent": charge["payment_intent"]})
    assert [each.id for each in [*by_charge.data, *by_intent.data]] == [made["id"]] * 2


async def test_reading_disputes_needs_its_own_right(
    stripe: StripeSimulator, http: aiohttp.ClientSession
) -> None:
    stripe.keys.restrict("rk_test_reader", {"charge_read"})
    reader = client_for(stripe, http, "rk_test_reader")
    with pytest.raises(package.PermissionError, match="rak_dispute_read"):
        await reader.v1.disputes.list_async()
    stripe.keys.restrict("rk_test_reader", {"dispute_read"})
    assert (await reader.v1.disputes.list_async()).data == []


async def test_what_was_never_paid_is_not_disputed(
    stripe: StripeSimulator, shop: Shop, charge: Json
) -> None:
    await stripe.refund(charge["id"])
    await stripe.pay((await shop.session())["url"], "declined")
    failed = list(stripe.charges.values())[-1]
    assert failed["status"] == "failed"
    for each in (charge, failed):
        with pytest.raises(ValueError, match="can be disputed"):
            await stripe.dispute(each["id"])
    assert not stripe.disputes
