"""What Stripe may say tomorrow, or tells others: nothing of it crashes, blocks or takes access."""

from datetime import timedelta
from typing import Any

import pytest

from data import inbox
from tests.flow.conftest import ALICE, ROLE, Billing

PATIENCE = timedelta(hours=2)  # more than the inbox waits between two tries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_unknown_status_of_a_subscription_keeps_access(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    change(till.stripe.subscriptions, status="hibernating")
    await till.hear(again(till, "customer.subscription.created"))
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await words_told(till) == ["hibernating"]


async def test_an_unknown_way_to_pause_keeps_access(till: Billing) -> None:
    await till.sell()
    await till.buy()
    await till.catch_up()
    pause = {"behavior": "hum", "resumes_at": None}
    change(till.stripe.subscriptions, pause_collection=pause)
    await till.hear(again(till, "customer.subscription.created"))
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await words_told(till) == ["hum"]


async def test_an_unknown_state_of_a_dispute_keeps_access(till: Billing) -> None:
    await till.sell(interval="once")
    await till.buy()
    await till.catch_up()
    await till.stripe.dispute(next(iter(till.stripe.payment_intents)))
    change(till.stripe.disputes, status="pondered")
    await till.catch_up()
    assert await till.roles() == {ROLE}
    assert await words_told(till) == ["pondered"]


@pytest.mark.parametrize("days", [None, 30])
async def test_an_unknown_state_of_a_payment_takes_nothing_that_was_paid(
    till: Billing, days: int | None
) -> None:
    await till.sell(interval="once", days=days)
    await till.buy()
    await till.catch_up()
    change(till.stripe.sessions, payment_status="reconsidered")
    await till.hear(again(till, "checkout.session.completed"))
    await till.settle()
    assert await till.roles() == {ROLE}
    assert await words_told(till) == ["reconsidered"]


async def test_an_unknown_state_of_a_new_payment_waits_for_a_known_one(till: Billing) -> None:
    await till.sell(interval="once")
    await till.buy()
    change(till.stripe.sessions, payment_status="reconsidered")
    await till.catch_up()
    assert await till.reasons() == ["unknown-status"]
    assert await till.roles() == frozenset()
    change(till.stripe.sessions, payment_status="paid")
    await till.comparison.run()
    assert await till.roles() == {ROLE}


async def test_unknown_events_and_those_of_other_products_are_put_aside(till: Billing) -> None:
    await till.sell()
    await till.stripe.foreign_purchase()
    intent = (await till.stripe.foreign_purchase(recurring=False))["payment_intent"]
    await till.stripe.refund(intent)
    till.stripe.emit("moon.phase_changed", {"object": "moon", "id": "moon_1"})
    # An object of our kinds by an event that we don't use, and one without any metadata.
    foreign = next(iter(till.stripe.subscriptions.values()))
    bare = {name: value for name, value in foreign.items() if name != "metadata"}
    till.stripe.emit("customer.subscription.imagined", foreign)
    till.stripe.emit("customer.subscription.updated", bare)
    await till.catch_up()
    assert await open_letters(till) == 0
    assert await till.told() == []


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
    till: Billing, broken: dict[str, Any]
) -> None:
    await till.sell()
    await till.buy()
    (model,) = again(till, "customer.subscription.created")
    await till.hear([model | {"id": "evt_broken", "data": {"object": broken}}])
    await till.catch_up()
    assert await till.roles() == {ROLE}
    assert await till.states(ALICE)


async def test_an_event_that_names_no_object_is_closed_and_bothers_nobody(till: Billing) -> None:
    await till.sell()
    await till.buy()
    (model,) = again(till, "customer.subscription.created")
    await till.hear([model | {"id": "evt_broken", "data": {"object": {"object": "charge"}}}])
    await till.settle()
    assert not [notice for notice in await till.told() if notice.message == "staff-event-stuck"]
    assert await open_letters(till) == 0


async def test_an_endpoint_of_another_version_may_write_invoices_in_the_old_way(
    till: Billing,
) -> None:
    await till.sell()
    await till.buy()
    (subscription,) = till.stripe.subscriptions
    (model,) = again(till, "invoice.paid")
    old = {"object": "invoice", "id": "in_old", "subscription": subscription, "paid": True}
    await till.hear([model | {"api_version": "2019-05-16", "data": {"object": old}}])
    await till.settle()
    assert await till.roles() == {ROLE}


def change(objects: Any, **fields: Any) -> None:  # noqa: ANN401 JSON has no narrower type
    """Let Stripe show its only object of a kind in another way."""
    (only,) = objects.values()
    only.update(fields)


def again(till: Billing, kind: str) -> list[dict[str, Any]]:
    """Return Stripe's event of a type as a new one."""
    (event,) = [event for event in till.stripe.events.values() if event["type"] == kind]
    return [event | {"id": "evt_again"}]


async def words_told(till: Billing) -> list[str | float]:
    told = [notice for notice in await till.told() if notice.message == "staff-unknown-status"]
    return [notice.arguments["status"] for notice in told]


async def open_letters(till: Billing) -> int:
    async with till.database.read() as connection:
        return await inbox.backlog(connection, till.clock.now() + PATIENCE)
