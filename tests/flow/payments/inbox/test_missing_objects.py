"""Test events about objects that Stripe doesn't show to our key."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from bot.simulator.stripe.store import Json
from data import inbox
from tests.flow.conftest import ROLE, Billing

MISSING: Json = {
    "error": {"type": "invalid_request_error", "code": "resource_missing", "message": "None such"}
}
GOLD = 41

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def waits(billing: Billing) -> bool:
    """Return whether an event is not finished."""
    later = billing.clock.now() + timedelta(days=1)
    async with billing.database.read() as connection:
        return await inbox.backlog(connection, later) > 0


async def newest(billing: Billing, type_: str) -> dict[str, Any]:
    """Return a copy of the newest event of a type, once all have been processed."""
    await billing.catch_up()
    found = [each for each in billing.stripe.events.values() if each["type"] == type_]
    return copy.deepcopy(found[-1])


async def test_an_event_of_a_connected_account_is_put_aside(billing: Billing) -> None:
    """The endpoint was set up to listen to connected accounts too, whose objects aren't ours."""
    await billing.sell(interval="once")
    await billing.buy()
    await billing.stripe.refund(next(iter(billing.stripe.charges)), 100)
    event = await newest(billing, "charge.refunded")
    event |= {"id": "evt_connected", "account": "acct_connected"}
    event["data"]["object"]["id"] = "ch_connected"
    await billing.receive([event])
    await billing.settle()
    assert not await waits(billing)


async def test_a_missing_subscription_of_a_deleted_customer_hides_no_other(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.sell(name="Gold", role_id=GOLD)
    for plan in ("Pro", "Gold"):
        await billing.buy(plan=plan)
        await billing.catch_up()
    assert await billing.roles() == {ROLE, GOLD}
    first, last = sorted(billing.stripe.subscriptions)
    await billing.stripe.delete_customer(billing.stripe.subscriptions[first]["customer"])
    billing.stripe.faults.fail(
        "GET", f"/v1/subscriptions/{first}", times=None, status=404, body=MISSING
    )
    types = ("customer.deleted",)
    await billing.receive(each for each in billing.stripe.events.values() if each["type"] in types)
    await billing.settle()
    assert not await waits(billing)
    assert (await billing.states())[last] == "ended"
