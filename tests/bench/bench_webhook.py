"""Measure acknowledged webhooks, as fast as possible and at a steady pace.

Three servers in one process take turns with the same events, realistic ones of some 5 KB:

- bare: verifies the signature with Stripe's SDK and parses the JSON. It stores nothing.
- docs: what Stripe's documentation shows, `construct_event`, whose event objects cost more.
- ours: verifies, leaves out what is personal, and stores durably before it answers.

Requests come from a process of their own, over loopback. On a machine of two cores the sender takes
one of them.
"""

import gc
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median, quantiles

import pytest
import stripe
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import SystemClock
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.payments.inbox.writer import InboxWriter
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.web.server import WebServer
from data import inbox
from data.engine import Database
from tests.bench.table import show
from tests.bench.webhook_load import SECRET, Load, Sent, sample_event, send

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

REQUESTS, ROUNDS = 1_000, 3
CROWDS = (1, 16, 64)
PACE, SECONDS = 200, 10


class EventStore(InboxWriter):
    """Stores as the intake does; what comes after storing is not what is measured."""

    async def store(self, event: StripeEvent) -> bool:
        return await self.write(event)


async def test_webhooks_acknowledged_per_second(database: Database) -> None:
    event = await sample_event()
    rows: list[list[str]] = []
    async with _servers(database) as ports:
        for subscribers in CROWDS:
            sent: dict[str, list[Sent]] = {name: [] for name in ports}
            for step in range(ROUNDS):  # in turn, so that all see the machine in the same moods
                for name, port in ports.items():
                    load = Load(port, f"{subscribers}.{step}", subscribers, REQUESTS)
                    sent[name].append(await send(load, event))
            base = median(step.rate for step in sent["bare"])
            rows += [
                [name, str(subscribers), *_figures(rounds, base)] for name, rounds in sent.items()
            ]
    kind = database.url.get_backend_name()
    header = ["", "at once", "per second", "p50 ms", "p99 ms", "ratio"]
    show(f"Webhooks acknowledged, by ours stored durably on {kind}", header, rows)
    assert await _stored(database) == len(CROWDS) * ROUNDS * REQUESTS


async def test_webhooks_at_a_steady_pace(database: Database) -> None:
    event = await sample_event()
    count = PACE * SECONDS
    async with _servers(database) as ports:
        rows = [
            [name, *_figures([await send(Load(port, name, 64, count, PACE), event)], PACE)]
            for name, port in ports.items()
        ]
    kind = database.url.get_backend_name()
    header = ["", "per second", "p50 ms", "p99 ms", "of the pace"]
    show(f"Webhooks at a steady {PACE}/s for {SECONDS} s on {kind}", header, rows)
    assert await _stored(database) == count


def _figures(rounds: list[Sent], base: float) -> list[str]:
    rate = median(step.rate for step in rounds)
    waits = [1000 * wait for step in rounds for wait in step.waits]
    return [
        f"{rate:,.0f}",
        f"{median(waits):.1f}",
        f"{quantiles(waits, n=100, method='inclusive')[98]:.1f}",
        f"{rate / base:.2f}",
    ]


async def _stored(database: Database) -> int:
    async with database.read() as connection:
        return await inbox.backlog(connection, SystemClock().now())


@asynccontextmanager
async def _servers(database: Database) -> AsyncGenerator[dict[str, int]]:
    """Serve all three; yield their ports."""
    async with AsyncExitStack() as stack:
        ours = WebServer(
            receive=EventStore(database, SystemClock()).store,
            secrets=[SECRET],
            clock=SystemClock(),
            translations=Translations.load(),
            metrics=Metrics.new(),
            failing=_nothing,
        )
        stack.push_async_callback(ours.close)
        yield {
            "bare": await _serve(stack, _bare),
            "docs": await _serve(stack, _as_in_the_docs),
            "ours": await ours.start("127.0.0.1", 0),
        }


async def _bare(request: web.Request) -> web.Response:
    raw = await request.read()
    signature = request.headers["Stripe-Signature"]
    stripe.WebhookSignature.verify_header(raw, signature, SECRET, 300)  # pyright: ignore[reportUnknownMemberType] one untyped default
    json.loads(raw)
    return web.json_response({"received": True})


async def _as_in_the_docs(request: web.Request) -> web.Response:
    raw = await request.read()
    stripe.Webhook.construct_event(raw, request.headers["Stripe-Signature"], SECRET)  # pyright: ignore[reportUnknownMemberType] as above
    return web.json_response({"received": True})


async def _serve(stack: AsyncExitStack, handler: Handler) -> int:
    app = web.Application()
    app.router.add_post("/stripe/webhook", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner.addresses[0][1]


async def _nothing() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def _only_the_servers_garbage() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] pytest uses it
    """Pytest's own heap is looked through for none of the servers."""
    gc.freeze()
    yield
    gc.unfreeze()
