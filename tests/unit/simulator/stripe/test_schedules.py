"""Test subscription schedules: phases that begin by themselves, and refusals."""

from datetime import timedelta
from typing import Any

import pytest
from stripe import InvalidRequestError, StripeClient

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.spec.stripe_actors import Shop, last_event, types_since
from tests.spec.stripe_spec import assert_stripe_conforms


@pytest.fixture
async def dearer(shop: Shop) -> str:
    return await shop.price(2400)


async def _renewed(stripe: StripeSimulator, subscription: Json) -> int:
    """Renew; answers what was paid."""
    end = min(item["current_period_end"] for item in subscription["items"]["data"])
    stripe.advance(timedelta(seconds=end - stripe.clock.stamp()))
    await stripe.renew(subscription["id"])
    return stripe.invoices[subscription["latest_invoice"]]["amount_paid"]


async def test_phases_advance_with_the_periods(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, dearer: str
) -> None:
    last = await Shop(client).price(3600)
    schedule = await stripe.schedule(subscription["id"], dearer, last)
    assert subscription["schedule"] == schedule["id"]
    assert [await _renewed(stripe, subscription) for _ in range(2)] == [2400, 3600]
    assert schedule["status"] == "active"
    before = len(stripe.events)
    assert await _renewed(stripe, subscription) == 3600, "it goes on as it is"
    assert (schedule["status"], subscription["schedule"]) == ("released", None)
    assert "subscription_schedule.released" in types_since(stripe, before)
    assert_stripe_conforms(stripe)


async def test_its_end_cannot_be_planned_directly(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, dearer: str
) -> None:
    schedule = await stripe.schedule(subscription["id"], dearer)
    refused: list[Any] = [{"cancel_at_period_end": True}, {"cancel_at": stripe.clock.stamp() + 99}]
    for params in refused:
        with pytest.raises(InvalidRequestError, match="managed by the subscription schedule"):
            await client.v1.subscriptions.update_async(subscription["id"], params)
    released = await client.v1.subscription_schedules.release_async(schedule["id"])
    assert (released.status, released.released_subscription) == ("released", subscription["id"])
    planned = await client.v1.subscriptions.update_async(
        subscription["id"], {"cancel_at_period_end": True}
    )
    assert planned.cancel_at_period_end is True
    assert_stripe_conforms(stripe)


async def test_a_schedule_that_ends_its_subscription(
    stripe: StripeSimulator, client: StripeClient, subscription: Json
) -> None:
    made = await client.v1.subscription_schedules.create_async(
        {"from_subscription": subscription["id"]}
    )
    changed = await client.v1.subscription_schedules.update_async(
        made.id, {"end_behavior": "cancel"}
    )
    end = subscription["items"]["data"][0]["current_period_end"]
    assert (changed.phases[-1].end_date, subscription["cancel_at"]) == (end, end)
    stripe.advance(timedelta(days=32))
    assert subscription["status"] == "canceled"
    assert stripe.schedules[made.id]["status"] == "completed"
    assert last_event(stripe)["type"] == "customer.subscription.deleted"
    assert_stripe_conforms(stripe)


async def test_cancelling_schedule_and_subscription_at_once(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, dearer: str
) -> None:
    schedule = await stripe.schedule(subscription["id"], dearer)
    await client.v1.subscription_schedules.cancel_async(schedule["id"])
    assert (schedule["status"], subscription["status"]) == ("canceled", "canceled")
    with pytest.raises(InvalidRequestError, match="currently in the `canceled` status"):
        await client.v1.subscription_schedules.release_async(schedule["id"])
    assert_stripe_conforms(stripe)


async def test_a_phase_within_a_period_is_prorated(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, dearer: str
) -> None:
    (item,) = subscription["items"]["data"]
    made = await client.v1.subscription_schedules.create_async(
        {"from_subscription": subscription["id"]}
    )
    start, end = item["current_period_start"], item["current_period_end"]
    phases: Any = [
        {
            "items": [{"price": item["price"]["id"], "quantity": 1}],
            "start_date": start,
            "end_date": (start + end) // 2,
        },
        {"items": [{"price": dearer, "quantity": 1}], "end_date": end},
    ]
    await client.v1.subscription_schedules.update_async(made.id, {"phases": phases})
    stripe.advance(timedelta(seconds=(end - start) // 2 + 1))
    assert subscription["items"]["data"][0]["price"]["id"] == dearer
    assert await _renewed(stripe, subscription) == pytest.approx(2400 + 1200 - 600, abs=3)


async def test_the_preview_knows_the_next_phase(
    stripe: StripeSimulator, client: StripeClient, subscription: Json, dearer: str
) -> None:
    await stripe.schedule(subscription["id"], dearer)
    found = await client.v1.invoices.create_preview_async({"subscription": subscription["id"]})
    assert found.amount_due == 2400
    assert subscription["items"]["data"][0]["price"]["unit_amount"] == 1200
