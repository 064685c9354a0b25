"""Measure a catch-up: 10,000 events that no webhook brought, listed and stored.

The real client asks a simulator in a process of its own, 100 events a request, at no more requests
a second than the settings allow. Each page is stored before the next is read.
"""

import time
from datetime import timedelta

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import EventProcessor
from bot.payments.stripe.client import StripeClient
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from data import inbox
from data.engine import Database
from tests.bench.event_backlog import KEY, past
from tests.bench.memory import peak, reset_peak
from tests.bench.table import show

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

EVENTS = (1_000, 10_000)


async def test_catch_up_with_many_events(database: Database) -> None:
    rows: list[list[str]] = []
    for events in EVENTS:
        async with past(events) as api_base, aiohttp.ClientSession() as http:
            event_processor = _event_processor(database, api_base, http)
            rows.append(await _measured(f"{events:,} events", event_processor))
            rows.append(await _measured("the same again", event_processor))
    kind = database.url.get_backend_name()
    header = ["", "new", "seconds", "own CPU", "peak MiB above start"]
    show(f"Catching up with Stripe's event list on {kind}", header, rows)
    async with database.read() as connection:
        later = SystemClock().now() + timedelta(minutes=1)
        assert await inbox.backlog(connection, later) >= max(EVENTS)


async def _measured(what: str, event_processor: EventProcessor) -> list[str]:
    before = reset_peak()
    began, worked = time.perf_counter(), time.process_time()
    new = await event_processor.catch_up()
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    return [what, f"{new:,}", f"{seconds:.1f}", f"{own:.1f}", f"{peak() - before:.0f}"]


def _event_processor(
    database: Database, api_base: str, http: aiohttp.ClientSession
) -> EventProcessor:
    clock, wakeup = SystemClock(), WakeupEvent()
    rate = Settings(_env_file=None).stripe.requests_per_second  # pyright: ignore[reportCallIssue] pydantic's own option
    api = StripeClient(key=KEY, api_base=api_base, http=http, requests_per_second=rate)
    entitlement_service = EntitlementService(
        database, clock, default_grace=lambda _: timedelta(days=7), wakeup=wakeup
    )
    object_sync = ObjectSync(
        database, api, FactRecorder(database, entitlement_service, clock), clock
    )
    return EventProcessor(database, api, object_sync, clock, wakeup)
