"""Test that a price no longer sold is archived at Stripe, after any failures."""

import asyncio

import pytest

from bot.payments.plan_request import PlanChange
from bot.payments.plans import PlanService
from tests.flow.conftest import GUILD, STAFF, Billing

# Other tests run every statement of these on PostgreSQL.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def active(billing: Billing) -> list[int]:
    return [each["unit_amount"] for each in billing.stripe.prices.values() if each["active"]]


async def change(billing: Billing, how: str) -> None:
    if how == "repriced":
        await billing.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    else:
        await billing.plans.retire(GUILD, STAFF, "Pro")


CASES = pytest.mark.parametrize(("how", "left"), [("repriced", [1200]), ("retired", [])])


@CASES
async def test_what_stripe_can_t_do_now_is_done_by_the_clock(
    billing: Billing, how: str, left: list[int]
) -> None:
    sold = await billing.sell()
    path = f"/v1/prices/{sold.price.price_id}"
    fault = billing.stripe.faults.fail("POST", path, times=None, status=503)
    await change(billing, how)
    assert active(billing) == [900, *left]
    await billing.plans.archive()
    assert active(billing) == [900, *left]
    fault.released.set()
    again = PlanService(
        billing.database, billing.api, billing.tasks, billing.clock
    )  # as after a new start
    await again.archive()
    assert active(billing) == left
    asked = billing.stripe.count("POST", path)
    await again.archive()
    assert billing.stripe.count("POST", path) == asked


@CASES
async def test_cut_off_in_between_it_is_done_too(
    billing: Billing, how: str, left: list[int]
) -> None:
    sold = await billing.sell()
    hanging = billing.stripe.faults.hang("POST", f"/v1/prices/{sold.price.price_id}")
    act = asyncio.create_task(change(billing, how))
    await hanging.wait_until_hit()
    act.cancel()
    with pytest.raises(asyncio.CancelledError):
        await act
    hanging.released.set()
    await billing.plans.archive()
    assert active(billing) == left


async def test_what_is_gone_at_stripe_is_not_asked_for_for_ever(billing: Billing) -> None:
    sold = await billing.sell()
    path = f"/v1/prices/{sold.price.price_id}"
    body = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
    billing.stripe.faults.fail("POST", path, times=1, status=404, body=body)
    await change(billing, "retired")
    asked = billing.stripe.count("POST", path)
    await billing.plans.archive()
    assert billing.stripe.count("POST", path) == asked


async def test_a_refusal_goes_to_staff_once_and_stops_no_other(billing: Billing) -> None:
    first, _ = await billing.sell(), await billing.sell(name="Gold", amount="19.00")
    path = f"/v1/prices/{first.price.price_id}"
    billing.stripe.faults.fail("POST", path, times=None, status=400)
    await change(billing, "retired")
    await billing.plans.retire(GUILD, STAFF, "Gold")
    await billing.plans.archive()
    assert active(billing) == [900]
    received = [
        each
        for each in await billing.new_notices()
        if each.message.startswith("staff-stripe-refused")
    ]
    assert len(received) == 1
