"""A price that is sold no more here is archived at Stripe, however often that fails first."""

import asyncio

import pytest

from bot.payments.plans import PlanChange, PlanService
from tests.flow.conftest import GUILD, STAFF, Billing


def active(till: Billing) -> list[int]:
    return [each["unit_amount"] for each in till.stripe.prices.values() if each["active"]]


async def change(till: Billing, how: str) -> None:
    if how == "repriced":
        await till.plans.edit(PlanChange(GUILD, STAFF, "Pro", amount="12.00"))
    else:
        await till.plans.retire(GUILD, STAFF, "Pro")


CASES = pytest.mark.parametrize(("how", "left"), [("repriced", [1200]), ("retired", [])])


@CASES
async def test_what_stripe_can_t_do_now_is_done_by_the_clock(
    till: Billing, how: str, left: list[int]
) -> None:
    sold = await till.sell()
    path = f"/v1/prices/{sold.price.price_id}"
    fault = till.stripe.faults.fail("POST", path, times=None, status=503)
    await change(till, how)
    assert active(till) == [900, *left]
    await till.plans.archive()
    assert active(till) == [900, *left]
    fault.released.set()
    again = PlanService(till.database, till.api, till.tasks, till.clock)  # as after a new start
    await again.archive()
    assert active(till) == left
    asked = till.stripe.count("POST", path)
    await again.archive()
    assert till.stripe.count("POST", path) == asked


@CASES
async def test_cut_off_in_between_it_is_done_too(till: Billing, how: str, left: list[int]) -> None:
    sold = await till.sell()
    hanging = till.stripe.faults.hang("POST", f"/v1/prices/{sold.price.price_id}")
    act = asyncio.create_task(change(till, how))
    await hanging.wait_until_hit()
    act.cancel()
    with pytest.raises(asyncio.CancelledError):
        await act
    hanging.released.set()
    await till.plans.archive()
    assert active(till) == left


async def test_what_is_gone_at_stripe_is_not_asked_for_for_ever(till: Billing) -> None:
    sold = await till.sell()
    path = f"/v1/prices/{sold.price.price_id}"
    body = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
    till.stripe.faults.fail("POST", path, times=1, status=404, body=body)
    await change(till, "retired")
    asked = till.stripe.count("POST", path)
    await till.plans.archive()
    assert till.stripe.count("POST", path) == asked


async def test_a_refusal_goes_to_staff_once_and_stops_no_other(till: Billing) -> None:
    first, _ = await till.sell(), await till.sell(name="Gold", amount="19.00")
    path = f"/v1/prices/{first.price.price_id}"
    till.stripe.faults.fail("POST", path, times=None, status=400)
    await change(till, "retired")
    await till.plans.retire(GUILD, STAFF, "Gold")
    await till.plans.archive()
    assert active(till) == [900]
    told = [each for each in await till.told() if each.message.startswith("staff-stripe-refused")]
    assert len(told) == 1
