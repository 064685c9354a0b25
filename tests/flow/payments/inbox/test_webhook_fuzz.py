"""Test mutated webhooks against the real endpoint and the real client.

500 by default; `LYCEUM_FUZZ=10000 pytest -n 0 -s tests/flow/payments/inbox/test_webhook_fuzz.py`
for more.
"""

import asyncio
import gc
import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from bot.clock import SystemClock
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.web.server import WebServer
from tests.bench.table import show
from tests.flow.conftest import ROLE, Billing
from tests.stripe_events import signed
from tests.webhook_mutations import MutatedEvent, mutated_events

SECRET = "whsec_" + "f1" * 16
COUNT = int(os.environ.get("LYCEUM_FUZZ", "500"))
SEED = int(os.environ.get("LYCEUM_FUZZ_SEED", "1"))
CONCURRENCY = 8
MAX_GROWTH = 64  # MiB, between the first third and the end
STATM = Path("/proc/self/statm")


class WebhookEndpoint:
    """The endpoint over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def post(self, raw: bytes, signature: str | bytes) -> int:
        header = signature if isinstance(signature, str) else signature.decode("latin-1")
        headers = {"Stripe-Signature": header}
        async with self._http.post(self._url, data=BytesIO(raw), headers=headers) as answer:
            await answer.read()
            return answer.status


async def none_failing() -> list[str]:
    return []


@pytest.fixture
async def endpoint(billing: Billing) -> AsyncIterator[WebhookEndpoint]:
    server = WebServer(
        receive=billing.event_processor.store,
        secrets=[SECRET],
        clock=SystemClock(),
        translations=Translations.load(),
        metrics=Metrics.new(),
        failing=none_failing,
    )
    port = await server.start("127.0.0.1", 0)
    async with aiohttp.ClientSession() as http:
        yield WebhookEndpoint(http, f"http://127.0.0.1:{port}/stripe/webhook")
    await server.close()


async def lived(billing: Billing) -> list[dict[str, object]]:
    """Return the events of some lives: bought, refunded, disputed, ended, and not ours."""
    await billing.sell()
    await billing.sell(name="Once", interval="once", role_id=ROLE + 1)
    await billing.buy()
    await billing.buy(plan="Once", user=31)
    await billing.buy("delayed", user=32)
    await billing.stripe.foreign_purchase()
    charge = next(iter(billing.stripe.charges))
    await billing.stripe.refund(charge)
    await billing.stripe.cancel_subscription(next(iter(billing.stripe.subscriptions)))
    return list(billing.stripe.events.values())


def resident() -> int:
    """Bytes of memory in use; 0 where the machine does not tell."""
    gc.collect()
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if STATM.exists() else 0


@dataclass(slots=True)
class Counts:
    """What came back for what was sent."""

    statuses: Counter[int] = field(default_factory=Counter[int])
    wrong: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    async def send(self, endpoint: WebhookEndpoint, mutated: MutatedEvent) -> None:
        status = await endpoint.post(mutated.raw, mutated.signature)
        self.statuses[status] += 1
        if status not in ((200, 400, 413) if mutated.by_stripe else (400, 413)):
            self.wrong.append((mutated.how, status))


@pytest.mark.timeout(600)
async def test_no_mutated_webhook_upsets_us(billing: Billing, endpoint: WebhookEndpoint) -> None:
    count = COUNT if billing.database.url.get_backend_name() == "sqlite" else COUNT // 5
    events, counts, memory = await lived(billing), Counts(), list[int]()
    stream = islice(mutated_events(events, SECRET, SEED), count)
    for _ in range(3):
        for _ in range(0, count // 3, CONCURRENCY):
            some = list(islice(stream, CONCURRENCY))
            await asyncio.gather(*(counts.send(endpoint, each) for each in some))
        await billing.settle()
        billing.stripe.requests.clear()  # the simulator's own memory of each request
        memory.append(resident())
    growth = round((memory[-1] - memory[0]) / 2**20)
    show(
        f"Mutated webhooks on {billing.database.url.get_backend_name()}",
        ["sent", *map(str, counts.statuses), "MiB"],
        [[str(counts.statuses.total()), *map(str, counts.statuses.values()), f"{growth:+}"]],
    )
    assert counts.wrong == []
    assert counts.statuses[200] > count // 10
    assert counts.statuses[400] > count // 4
    assert await unfinished(billing) == []
    assert growth < MAX_GROWTH
    await a_good_payment_still_counts(billing, endpoint)


async def a_good_payment_still_counts(billing: Billing, endpoint: WebhookEndpoint) -> None:
    before = len(billing.stripe.events)
    await billing.buy(user=33)
    for event in list(billing.stripe.events.values())[before:]:
        raw = json.dumps(event).encode()
        assert await endpoint.post(raw, signed(raw, SECRET)) == 200
    await billing.settle()
    assert await billing.roles(33) == {ROLE}


async def unfinished(billing: Billing) -> list[tuple[str, str]]:
    async with billing.database.read() as reading:
        rows = await reading.execute(
            text("SELECT type, last_error FROM inbox WHERE state NOT IN ('done', 'ignored')")
        )
        return [(row.type, row.last_error) for row in rows]
