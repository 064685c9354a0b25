"""Test which webhooks are delivered, how they are signed, and their faults."""

from collections import Counter
from typing import Any

import pytest
from stripe import InvalidRequestError, SignatureVerificationError, StripeClient, Webhook

from bot.simulator.stripe import Attempt, RetrySchedule, StripeSimulator
from bot.simulator.stripe.webhooks.delivery_worker import Order
from bot.simulator.waiting import SimulatedTimeout
from tests.spec.stripe_actors import Receiver, Shop


async def create(client: StripeClient, *names: str) -> None:
    for name in names:
        await client.v1.customers.create_async({"name": name})


def named(receiver: Receiver) -> list[str]:
    return [event["data"]["object"]["name"] for event in receiver.events]


async def test_each_event_arrives_once_signed(
    stripe: StripeSimulator, receiver: Receiver, shop: Shop
) -> None:
    receiver.listen(stripe)
    await stripe.pay((await shop.session())["url"])
    await stripe.webhooks.drained()
    assert Counter(event["id"] for event in receiver.events) == Counter(list(stripe.events))
    assert all(event["pending_webhooks"] == 0 for event in stripe.events.values())
    assert {attempt.number for attempt in stripe.deliveries} == {1}
    assert all(attempt.ok for attempt in stripe.deliveries)


async def test_only_wanted_types_arrive_in_the_endpoint_s_version(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe, "customer.updated", "product.*")
    stripe.create_endpoint(receiver.url, ["customer.created"], api_version="2024-04-10")
    await create(client, "Ada")
    await client.v1.products.create_async({"name": "Gold"})
    old = next(each for each in await _attempts(stripe, 2) if each.event_type == "customer.created")
    assert b'"api_version": "2024-04-10"' in old.body
    await receiver.got(1)
    assert receiver.types == ["product.created"]
    assert receiver.events[0]["api_version"] == "2026-10-28.endive"


async def _attempts(stripe: StripeSimulator, count: int) -> list[Attempt]:
    # The second endpoint's secret isn't the receiver's, so its delivery fails and is retried.
    await stripe.webhooks.pulse.until(lambda: len(stripe.deliveries) >= count, "attempts")
    return stripe.deliveries


async def test_failures_are_retried_until_taken(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    receiver.answers += [500, 400, 302]
    await create(client, "Ada")
    event = next(iter(stripe.events.values()))
    assert event["pending_webhooks"] == 1
    await stripe.webhooks.drained()
    assert [(each.number, each.status) for each in stripe.deliveries] == [
        (1, 500),
        (2, 400),
        (3, 302),
        (4, 200),
    ]
    assert (len(receiver.events), event["pending_webhooks"]) == (1, 0)


async def test_an_endpoint_that_is_down_gets_it_later(
    stripe: StripeSimulator, client: StripeClient
) -> None:
    async with Receiver() as briefly:
        url = briefly.url
    endpoint = stripe.create_endpoint(url)
    await create(client, "Ada")
    with pytest.raises(SimulatedTimeout, match=r"still pending: customer.created"):
        await stripe.webhooks.drained(timeout=0.1)
    assert {each.status for each in stripe.deliveries} == {None}
    await client.v1.webhook_endpoints.delete_async(endpoint.id)
    await stripe.webhooks.drained()


async def test_stripe_gives_up_at_last(stripe: StripeSimulator, client: StripeClient) -> None:
    stripe.webhooks.retry = RetrySchedule(first=0.001, longest=0.001, attempts=3)
    async with Receiver() as refusing:
        refusing.listen(stripe)
        refusing.answers += [500] * 10
        await create(client, "Ada")
        await stripe.webhooks.drained()
    assert [each.status for each in stripe.deliveries] == [500, 500, 500]
    assert next(iter(stripe.events.values()))["pending_webhooks"] == 1


async def test_pauses_double_up_to_a_limit() -> None:
    schedule = RetrySchedule(first=0.2, factor=2, longest=1.0)
    assert [schedule.pause(failures) for failures in (1, 2, 3, 4, 5)] == [0.2, 0.4, 0.8, 1.0, 1.0]


@pytest.mark.parametrize(
    ("order", "expected"), [("created", ["a", "b", "c"]), ("reverse", ["c", "b", "a"])]
)
async def test_held_events_come_in_the_chosen_order(
    stripe: StripeSimulator,
    receiver: Receiver,
    client: StripeClient,
    order: Order,
    expected: list[str],
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.hold()
    await create(client, "a", "b", "c")
    assert (receiver.events, len(stripe.webhooks.pending)) == ([], 3)
    stripe.webhooks.release(order)
    await stripe.webhooks.drained()
    assert named(receiver) == expected


async def test_random_order_is_repeatable(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    names = [chr(code) for code in range(ord("a"), ord("k"))]
    orders: list[list[str]] = []
    for _ in range(2):
        receiver.events.clear()
        stripe.webhooks.hold()
        await create(client, *names)
        stripe.webhooks.release("random", seed=7)
        await stripe.webhooks.drained()
        orders.append(named(receiver))
    assert orders[0] == orders[1] != names
    assert sorted(orders[0]) == names


async def test_duplicates(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.duplicate(times=3)
    await create(client, "a", "b")
    await stripe.webhooks.drained()
    assert sorted(named(receiver)) == ["a"] * 3 + ["b"] * 3
    assert len({event["id"] for event in receiver.events}) == 2


async def test_dropped_events_come_with_the_retry(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.drop(first=2, types=["customer.*"])
    await create(client, "a")
    await client.v1.products.create_async({"name": "b"})
    await stripe.webhooks.drained()
    tried = [(each.event_type, each.status) for each in stripe.deliveries]
    assert Counter(tried) == {
        ("customer.created", None): 2,
        ("customer.created", 200): 1,
        ("product.created", 200): 1,
    }
    assert sorted(named(receiver)) == ["a", "b"]


async def test_late_events_are_overtaken(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.delay(0.2, first=1)
    await create(client, "late", "prompt")
    await stripe.webhooks.drained()
    assert named(receiver) == ["prompt", "late"]


async def test_what_happens_while_stopped_is_only_in_the_list(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.stop()
    await create(client, "lost")
    stripe.webhooks.start()
    await create(client, "seen")
    await stripe.webhooks.drained()
    assert named(receiver) == ["seen"]
    assert len((await client.v1.events.list_async({"type": "customer.created"})).data) == 2


async def test_calm_ends_every_trouble(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    stripe.webhooks.duplicate(times=2)
    stripe.webhooks.drop(first=None)
    stripe.webhooks.hold()
    await create(client, "a")
    stripe.webhooks.calm()
    await create(client, "b")
    await stripe.webhooks.drained()
    assert sorted(named(receiver)) == ["a", "a", "b"]
    assert all(each.ok for each in stripe.deliveries)


async def test_a_rolled_secret_signs_beside_the_old_one(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    endpoint = receiver.listen(stripe)
    new = stripe.roll_secret(endpoint.id)
    await create(client, "a")
    await stripe.webhooks.drained()
    (attempt,) = stripe.deliveries
    assert attempt.signature.count("v1=") == 2
    for secret in (endpoint.secret, new):
        Webhook.construct_event(attempt.body, attempt.signature, secret, api_key="sk_unused")
    receiver.secrets.append(stripe.roll_secret(endpoint.id, overlap=False))
    await create(client, "b")
    await stripe.webhooks.drained()
    last = stripe.deliveries[-1]
    assert last.signature.count("v1=") == 1
    with pytest.raises(SignatureVerificationError):
        Webhook.construct_event(last.body, last.signature, new, api_key="sk_unused")


async def test_the_body_is_utf_8(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    receiver.listen(stripe)
    await create(client, "课程 🎓")
    await stripe.webhooks.drained()
    assert "课程 🎓".encode() in stripe.deliveries[0].body
    assert named(receiver) == ["课程 🎓"]


async def test_endpoints_are_managed_over_rest(
    stripe: StripeSimulator, receiver: Receiver, client: StripeClient
) -> None:
    made = await client.v1.webhook_endpoints.create_async(
        {
            "url": receiver.url,
            "enabled_events": ["customer.created"],
            "api_version": "2026-10-28.endive",
        }
    )
    assert made.secret is not None
    assert made.secret.startswith("whsec_")
    receiver.secrets.append(made.secret)
    shown = await client.v1.webhook_endpoints.retrieve_async(made.id)
    assert "secret" not in shown.to_dict(), "only shown once"
    await create(client, "a")
    await client.v1.webhook_endpoints.update_async(made.id, {"disabled": True})
    await create(client, "b")
    await client.v1.webhook_endpoints.update_async(
        made.id, {"disabled": False, "enabled_events": ["product.created"]}
    )
    await create(client, "c")
    await stripe.webhooks.drained()
    assert named(receiver) == ["a"]
    listed = await client.v1.webhook_endpoints.list_async()
    assert [each.enabled_events for each in listed.data] == [["product.created"]]
    assert (await client.v1.webhook_endpoints.delete_async(made.id)).deleted is True


async def test_impossible_endpoints(client: StripeClient) -> None:
    events: Any = {"enabled_events": ["*"]}
    with pytest.raises(InvalidRequestError, match="publicly accessible"):
        await client.v1.webhook_endpoints.create_async(events | {"url": "ftp://a"})
    with pytest.raises(InvalidRequestError, match="Invalid API version"):
        await client.v1.webhook_endpoints.create_async(
            events | {"url": "https://a", "api_version": "new"}
        )
    with pytest.raises(InvalidRequestError, match="enabled_events"):
        await client.v1.webhook_endpoints.create_async({"url": "https://a"})  # pyright: ignore[reportArgumentType] - on purpose


async def test_closing_with_deliveries_under_way_leaves_nothing() -> None:
    async with Receiver() as receiver, StripeSimulator() as stripe:
        receiver.listen(stripe)
        receiver.answers += [500] * 1000
        stripe.emit("customer.created", {"object": "customer", "id": "cus_1"})
        stripe.webhooks.delay(60)
        stripe.emit("customer.updated", {"object": "customer", "id": "cus_1"})
        assert len(stripe.webhooks.pending) == 2
    assert stripe.webhooks.idle
