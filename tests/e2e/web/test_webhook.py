"""Test the webhook endpoint's response to anything that is sent there."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO

import aiohttp
import pytest
import stripe
from sqlalchemy import text

from bot.app import App
from data.engine import open_database
from tests.e2e.polling import eventually
from tests.e2e.sandbox import SECRET, Sandbox
from tests.stripe_events import an_event, signed

TOO_LARGE = 1024 * 1024 + 1
UPDATED = "customer.subscription.updated"
NONSENSE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"event"',
    b"[" * 200_000,
    b'{"object": "event"}',
    b'{"id": 1, "object": "event", "type": "x", "created": 1, "data": {"object": {}}}',
    an_event(UPDATED, data={}),
    an_event(UPDATED, data={"object": []}),
    an_event(UPDATED, created=10**30),
    an_event(UPDATED, object="v2.core.event"),
)


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """The endpoint of a running Lyceum, and what is behind it."""

    sandbox: Sandbox
    app: App
    http: aiohttp.ClientSession

    async def post(self, raw: bytes, signature: str | None) -> tuple[int, object]:
        headers = {} if signature is None else {"Stripe-Signature": signature}
        url = f"{self.sandbox.public_url}/stripe/webhook"
        async with self.http.post(url, data=BytesIO(raw), headers=headers) as answer:
            return answer.status, await answer.json()

    async def stored(self) -> dict[str, str]:
        """The state of each stored event."""
        async with self.app.services.deps.database.read() as reading:
            rows = await reading.execute(text("SELECT external_id, state FROM inbox"))
            return {row.external_id: row.state for row in rows}


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncGenerator[WebhookEndpoint]:
    async with sandbox.app() as app, aiohttp.ClientSession() as http:
        yield WebhookEndpoint(sandbox, app, http)


@pytest.fixture
async def endpoint(sandbox: Sandbox) -> AsyncIterator[WebhookEndpoint]:
    async with running(sandbox) as endpoint:
        yield endpoint


@pytest.fixture
async def each_endpoint(both_servers: Sandbox) -> AsyncIterator[WebhookEndpoint]:
    """Yield the endpoint on SQLite, then on PostgreSQL: for what stores events."""
    async with running(both_servers) as endpoint:
        yield endpoint


def forged(raw: bytes) -> str:
    return signed(raw, "whsec_" + "f" * 32)


async def test_what_is_not_from_stripe_is_refused_and_not_stored(endpoint: WebhookEndpoint) -> None:
    raw = an_event(UPDATED)
    good = signed(raw, SECRET)
    refused = {
        "no signature": (raw, None),
        "empty signature": (raw, ""),
        "bad signature": (raw, forged(raw)),
        "signature without a time": (raw, good.split(",")[1]),
        "signature in foreign letters": (raw, good + "é"),
        "signature of endless digits": (raw, "t=" + "9" * 400 + ",v1=00"),
        "changed body": (raw + b" ", good),
        "no UTF-8": (b"\xff\xfe{}", signed(b"\xff\xfe{}", SECRET)),
        "stale": (raw, signed(raw, SECRET, age=301)),
        "from the future": (raw, signed(raw, SECRET, age=-301)),
    }
    for name, (body, signature) in refused.items():
        status, answer = await endpoint.post(body, signature)
        assert (status, isinstance(answer, dict)) == (400, True), name
    assert await endpoint.stored() == {}


async def test_signed_nonsense_is_refused(endpoint: WebhookEndpoint) -> None:
    for raw in NONSENSE:
        status, answer = await endpoint.post(raw, signed(raw, SECRET))
        assert (status, answer) == (400, {"error": "body"}), raw[:80]
    assert await endpoint.stored() == {}


async def test_five_mebibytes_are_too_large(endpoint: WebhookEndpoint) -> None:
    for size in (TOO_LARGE, 5 * 1024 * 1024):
        raw = b"x" * size
        assert (await endpoint.post(raw, signed(raw, SECRET)))[0] == 413
    assert await endpoint.stored() == {}


async def test_a_good_event_is_stored_once_however_often_it_comes(
    each_endpoint: WebhookEndpoint,
) -> None:
    raw = an_event(UPDATED)
    posts = [each_endpoint.post(raw, signed(raw, SECRET)) for _ in range(6)]
    answers = [*await asyncio.gather(*posts[:5]), await posts[5]]
    assert answers == [(200, {"received": True})] * 6
    assert list(await each_endpoint.stored()) == [json.loads(raw)["id"]]


async def test_stripe_s_own_signature_is_believed(endpoint: WebhookEndpoint) -> None:
    raw = an_event(UPDATED)
    header = stripe.WebhookSignature.generate_signature_header(  # pyright: ignore[reportUnknownMemberType] one untyped default
        raw.decode(), SECRET
    )
    assert (await endpoint.post(raw, header))[0] == 200


async def test_one_of_two_signatures_is_enough(endpoint: WebhookEndpoint) -> None:
    raw = an_event(UPDATED)
    both = signed(raw, "whsec_" + "o" * 32, SECRET)
    assert (await endpoint.post(raw, both))[0] == 200


@pytest.mark.parametrize("recurring", [True, False])
async def test_a_foreign_product_is_taken_and_ignored(
    each_endpoint: WebhookEndpoint, *, recurring: bool
) -> None:
    session = await each_endpoint.sandbox.stripe.foreign_purchase(recurring=recurring)
    assert session["status"] == "complete"
    await eventually(
        lambda: "checkout.session.completed" in taken(each_endpoint), "Stripe delivered no session"
    )
    await settled(each_endpoint)
    assert each_endpoint.sandbox.staff.messages == []
    assert each_endpoint.sandbox.discord.count("PUT", "*/roles/*") == 0


async def test_an_unknown_type_is_taken_and_done_with(endpoint: WebhookEndpoint) -> None:
    raw = an_event("customer.tax_id.created")
    assert await endpoint.post(raw, signed(raw, SECRET)) == (200, {"received": True})
    await settled(endpoint)


async def test_a_rolled_secret_is_taken_with_the_old_one(sandbox: Sandbox) -> None:
    new = "whsec_" + "n" * 32
    settings = {"STRIPE_WEBHOOK_SECRET": f"{new},{SECRET}"}
    async with sandbox.process(**settings), aiohttp.ClientSession() as http:
        for secret in (new, SECRET):
            raw = an_event(UPDATED)
            headers = {"Stripe-Signature": signed(raw, secret)}
            url = f"{sandbox.public_url}/stripe/webhook"
            async with http.post(url, data=raw, headers=headers) as answer:
                assert answer.status == 200


async def test_what_can_t_be_stored_is_answered_so_that_stripe_tries_again(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app() as app, aiohttp.ClientSession() as http:
        other = open_database(sandbox.database_url)
        async with other.write() as connection:
            await connection.execute(text("ALTER TABLE inbox RENAME TO hidden"))
        raw = an_event(UPDATED)
        endpoint = WebhookEndpoint(sandbox, app, http)
        assert (await endpoint.post(raw, signed(raw, SECRET)))[0] == 500
        async with other.write() as connection:
            await connection.execute(text("ALTER TABLE hidden RENAME TO inbox"))
        await other.close()
        assert (await endpoint.post(raw, signed(raw, SECRET)))[0] == 200


def taken(endpoint: WebhookEndpoint) -> set[str]:
    return {attempt.event_type for attempt in endpoint.sandbox.stripe.deliveries if attempt.ok}


async def settled(endpoint: WebhookEndpoint) -> None:
    """Wait until each stored event has been worked off."""

    async def none_is_new() -> bool:
        states = (await endpoint.stored()).values()
        return bool(states) and all(state not in {"new", "taken"} for state in states)

    await eventually(none_is_new, "an event stayed new")
    assert "failed" not in (await endpoint.stored()).values()
