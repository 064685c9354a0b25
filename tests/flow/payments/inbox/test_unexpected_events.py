"""Test that unknown events and objects crash nothing and take no access."""

from datetime import timedelta
from typing import Any

import pytest

from data import inbox
from tests.flow.conftest import ALICE, ROLE, Billing

LATER = timedelta(hours=2)  # more than the inbox waits between two tries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_unknown_status_of_a_subscription_keeps_access(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    change(billing.stripe.subscriptions, status="hibernating")
    await billing.receive(again(billing, "customer.subscription.created"))
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await unnamed_words(billing) == ["hibernating"]


async def test_an_unknown_way_to_pause_keeps_access(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    await billing.catch_up()
    pause = {"behavior": "hum", "resumes_at": None}
    change(billing.stripe.subscriptions, pause_collection=pause)
    await billing.receive(again(billing, "customer.subscription.created"))
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await unnamed_words(billing) == ["hum"]


async def test_an_unknown_state_of_a_dispute_keeps_access(billing: Billing) -> None:
    await billing.sell(interval="once")
    await billing.buy()
    await billing.catch_up()
    await billing.stripe.dispute(next(iter(billing.stripe.payment_intents)))
    change(billing.stripe.disputes, status="pondered")
    await billing.catch_up()
    assert await billing.roles() == {ROLE}
    assert await unnamed_words(billing) == ["pondered"]


@pytest.mark.parametrize("days", [None, 30])
async def test_an_unknown_state_of_a_payment_takes_nothing_that_was_paid(
    billing: Billing, days: int | None
) -> None:
    await billing.sell(interval="once", days=days)
    await billing.buy()
    await billing.catch_up()
    change(billing.stripe.sessions, payment_status="reconsidered")
    await billing.receive(again(billing, "checkout.session.completed"))
    await billing.settle()
    assert await billing.roles() == {ROLE}
    assert await unnamed_words(billing) == ["reconsidered"]


async def test_an_unknown_state_of_a_new_payment_waits_for_a_known_one(billing: Billing) -> None:
    await billing.sell(interval="once")
    await billing.buy()
    change(billing.stripe.sessions, payment_status="reconsidered")
    await billing.catch_up()
    assert await billing.reasons() == ["unknown-status"]
    assert await billing.roles() == frozenset()
    change(billing.stripe.sessions, payment_status="paid")
    await billing.comparison.run()
    assert await billing.roles() == {ROLE}


async def test_unknown_events_and_those_of_other_products_are_put_aside(billing: Billing) -> None:
    await billing.sell()
    await billing.stripe.foreign_purchase()
    intent = (await billing.stripe.foreign_purchase(recurring=False))["payment_intent"]
    await billing.stripe.refund(intent)
    billing.stripe.emit("moon.phase_changed", {"object": "moon", "id": "moon_1"})
    # An object of our kinds by an event that we don't use, and one without any metadata.
    foreign = next(iter(billing.stripe.subscriptions.values()))
    bare = {name: value for name, value in foreign.items() if name != "metadata"}
    billing.stripe.emit("customer.subscription.imagined", foreign)
    billing.stripe.emit("customer.subscription.updated", bare)
    await billing.catch_up()
    assert await open_events(billing) == 0
    assert await billing.new_notices() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"object": "subscription"},
        {"object": "subscription", "id": None, "metadata": 5},
        {"object": "subscription", "id": ["sub_1"], "metadata": {}},
        {"object": "checkout.session", "metadata": None},
        {"object": "charge"},
        {"object": "customer", "id": "cus_1", "metadata": "none"},
    ],
)
async def test_a_payload_with_missing_parts_blocks_no_other(
    billing: Billing, broken: dict[str, Any]
) -> None:
    await billing.sell()
    await billing.buy()
    (model,) = again(billing, "customer.subscription.created")
    await billing.receive([model | {"id": "evt_broken", "data": {"object": broken}}])
    await billing.catch_up()
    assert await billing.roles() == {ROLE}
    assert await billing.states(ALICE)


async def test_an_event_that_names_no_object_is_closed_and_bothers_nobody(billing: Billing) -> None:
    await billing.sell()
    await billing.buy()
    (model,) = again(billing, "customer.subscription.created")
    await billing.receive([model | {"id": "evt_broken", "data": {"object": {"object": "charge"}}}])
    await billing.settle()
    assert not [
        notice for notice in await billing.new_notices() if notice.message == "staff-event-stuck"
    ]
    assert await open_events(billing) == 0


async def test_an_endpoint_of_another_version_may_write_invoices_in_the_old_way(
    billing: Billing,
) -> None:
    await billing.sell()
    await billing.buy()
    (subscription,) = billing.stripe.subscriptions
    (model,) = again(billing, "invoice.paid")
    old = {"object": "invoice", "id": "in_old", "subscription": subscription, "paid": True}
    await billing.receive([model | {"api_version": "2019-05-16", "data": {"object": old}}])
    await billing.settle()
    assert await billing.roles() == {ROLE}


def change(objects: Any, **fields: Any) -> None:  # noqa: ANN401 JSON has no narrower type
    """Let Stripe show its only object of a kind in another way."""
    (only,) = objects.values()
    only.update(fields)


def again(billing: Billing, kind: str) -> list[dict[str, Any]]:
    """Return Stripe's event of a type as a new one."""
    (event,) = [event for event in billing.stripe.events.values() if event["type"] == kind]
    return [event | {"id": "evt_again"}]


async def unnamed_words(billing: Billing) -> list[str | float]:
    received = [
        notice for notice in await billing.new_notices() if notice.message == "staff-unknown-status"
    ]
    return [notice.arguments["status"] for notice in received]


async def open_events(billing: Billing) -> int:
    async with billing.database.read() as connection:
        return await inbox.backlog(connection, billing.clock.now() + LATER)
