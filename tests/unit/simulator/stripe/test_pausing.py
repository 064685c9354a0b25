"""Test paused collection, paused subscriptions, and trials that end without a card."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


async def trial_without_card(stripe: StripeSimulator, shop: Shop, end: str) -> Json:
    """A subscription on trial that asked for no card."""
    ending = {"end_behavior": {"missing_payment_method": end}}
    session = await shop.session(
        payment_method_collection="if_required",
        subscription_data={"trial_period_days": 7, "trial_settings": ending},
    )
    assert (await stripe.pay(session["url"], "declined")).ok, "no card is asked for"
    made = list(stripe.subscriptions.values())[-1]
    assert (made["status"], made["default_payment_method"]) == ("trialing", None)
    return made


async def test_pausing_collection_leaves_it_active(
    client: StripeClient, subscription: Json
) -> None:
    paused = await client.v1.subscriptions.update_async(
        subscription["id"], {"pause_collection": {"behavior": "void"}}
    )
    assert paused.status == "active"
    assert paused.to_dict()["pause_collection"] == {"behavior": "void", "resumes_at": None}
    resumed = await client.v1.subscriptions.update_async(
        subscription["id"], {"pause_collection": ""}
    )
    assert resumed.pause_collection is None


@pytest.mark.parametrize(
    ("behavior", "status", "expected"),
    [
        ("void", "void", "invoice.voided"),
        ("mark_uncollectible", "uncollectible", "invoice.marked_uncollectible"),
        ("keep_as_draft", "draft", "invoice.updated"),
    ],
)
async def test_periods_without_collection_cost_nothing(
    stripe: StripeSimulator,
    client: StripeClient,
    subscription: Json,
    behavior: str,
    status: str,
    expected: str,
) -> None:
    await stripe.pause_collection(subscription["id"], behavior)
    await stripe.renew(subscription["id"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    assert (subscription["status"], invoice["status"], len(stripe.charges)) == ("active", status, 1)
    assert last_event(stripe)["type"] == expected
    await stripe.pause_collection(subscription["id"], None)
    await stripe.renew(subscription["id"])
    assert len(stripe.charges) == 2
    await client.v1.invoices.list_async()
    assert_stripe_conforms(stripe)


async def test_collection_comes_back_by_itself(stripe: StripeSimulator, subscription: Json) -> None:
    soon = stripe.clock.stamp() + 3600
    await stripe.pause_collection(subscription["id"], "void", resumes_at=soon)
    stripe.advance(timedelta(minutes=59))
    assert subscription["pause_collection"] == {"behavior": "void", "resumes_at": soon}
    stripe.advance(timedelta(minutes=2))
    assert subscription["pause_collection"] is None
    assert last_event(stripe)["type"] == "customer.subscription.updated"


async def test_a_trial_without_card_ends_in_a_pause(
    stripe: StripeSimulator, client: StripeClient, shop: Shop
) -> None:
    resting = await trial_without_card(stripe, shop, "pause")
    await stripe.renew(resting["id"])
    assert types_since(stripe, -2) == [
        "customer.subscription.updated",
        "customer.subscription.paused",
    ]
    found = await client.v1.subscriptions.retrieve_async(resting["id"])
    why = found.to_dict()["status_details"]["paused"]["subscription"]["type"]
    assert (found.status, why) == ("paused", "trial_end_without_payment_method")
    with pytest.raises(ValueError, match="is paused"):
        await stripe.renew(resting["id"])
    assert_stripe_conforms(stripe)


async def test_what_rests_without_card_wakes_when_its_invoice_is_paid(
    stripe: StripeSimulator, client: StripeClient, shop: Shop, http: aiohttp.ClientSession
) -> None:
    resting = await trial_without_card(stripe, shop, "pause")
    await stripe.renew(resting["id"])
    answer = await client.v1.subscriptions.resume_async(resting["id"])
    invoice = stripe.invoices[resting["latest_invoice"]]
    assert (answer.status, invoice["status"], invoice["amount_due"]) == ("paused", "open", 1200)
    async with http.post(invoice["hosted_invoice_url"], data={"card": "success"}):
        assert (resting["status"], resting["status_details"]) == ("active", None)
    assert last_event(stripe)["type"] == "customer.subscription.resumed"
    assert resting["default_payment_method"], "the card is kept for the next period"
    await stripe.renew(resting["id"])
    assert_stripe_conforms(stripe)


async def test_other_ends_of_a_trial_without_card(stripe: StripeSimulator, shop: Shop) -> None:
    ended = await trial_without_card(stripe, shop, "cancel")
    await stripe.renew(ended["id"])
    assert ended["status"] == "canceled"
    billed = await trial_without_card(stripe, shop, "create_invoice")
    await stripe.renew(billed["id"])
    invoice = stripe.invoices[billed["latest_invoice"]]
    assert (billed["status"], invoice["status"]) == ("past_due", "open")


async def test_a_trial_with_card_is_paid_for_in_the_end(
    stripe: StripeSimulator, shop: Shop
) -> None:
    session = await shop.session(subscription_data={"trial_period_days": 7})
    assert not (await stripe.pay(session["url"], "declined")).ok
    await stripe.pay(session["url"])
    (made,) = stripe.subscriptions.values()
    assert made["default_payment_method"]
    await stripe.renew(made["id"])
    assert (made["status"], len(stripe.charges)) == ("active", 1)


@pytest.mark.parametrize("days", [2, 7])
async def test_the_end_of_a_trial_is_announced_once(
    stripe: StripeSimulator, shop: Shop, days: int
) -> None:
    session = await shop.session(subscription_data={"trial_period_days": days})
    await stripe.pay(session["url"])
    early = types_since(stripe, 0).count("customer.subscription.trial_will_end")
    assert early == (days <= 3)
    for _ in range(2):
        stripe.advance(timedelta(days=days - 1.5))
    assert types_since(stripe, 0).count("customer.subscription.trial_will_end") == 1


async def test_pausing_and_resuming_by_request(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    service: Any = client.v1.subscriptions
    paused = await service.pause_async(subscription["id"])
    assert paused.status == "paused"
    assert paused.status_details.paused.subscription.type == "pause_requested"
    with pytest.raises(InvalidRequestError, match="cannot pause"):
        await service.pause_async(subscription["id"])
    before = len(stripe.events)
    stripe.advance(timedelta(days=90))
    resumed = await service.resume_async(subscription["id"])
    assert (resumed.status, resumed.status_details) == ("active", None)
    assert types_since(stripe, before)[-1] == "customer.subscription.resumed"
    begun = resumed.to_dict()["items"]["data"][0]["current_period_start"]
    assert begun == resumed.billing_cycle_anchor >= stripe.clock.stamp() - 60
    with pytest.raises(InvalidRequestError, match="only resume"):
        await service.resume_async(subscription["id"])
    assert_stripe_conforms(stripe)


async def test_the_owner_pauses_and_resumes(stripe: StripeSimulator, subscription: Json) -> None:
    await stripe.pause(subscription["id"])
    assert subscription["status"] == "paused"
    await stripe.resume(subscription["id"], "declined")
    assert subscription["status"] == "past_due"
    with pytest.raises(ValueError, match="not paused"):
        await stripe.resume(subscription["id"])
