"""Measure the refresh of many renewals after a weekend without Stripe."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import aiohttp
import pytest

from bot.clock import Clock, ShiftedClock
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.plans import PlanService
from bot.payments.reconcile.expiry import ExpiryWorker
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.scheduling.worker import WakeupEvent
from data.engine import Database
from tests.bench.many_subscribers import KEY, subscribers
from tests.bench.subscriber_rows import know, sell
from tests.bench.table import show

pytestmark = pytest.mark.bench

DUE = 1_000
PER_SECOND = 100  # what is measured is our own part; Stripe allows 25
NOWHERE = "http://127.0.0.1:9"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("reachable", [True, False])
async def test_renewals_due_at_once(database: Database, *, reachable: bool) -> None:
    clock = ShiftedClock()
    async with subscribers() as stripe, aiohttp.ClientSession() as http:
        api = _api(stripe.api_base, http)
        tasks = RoleSyncQueue(database, clock, WakeupEvent())
        await sell(PlanService(database, api, tasks, clock), stripe, DUE)
        await know(database, api, DUE, clock.now())
        clock.advance(timedelta(days=32))
        asked = api if reachable else _api(NOWHERE, http)
        await stripe.requests()
        seconds, own = await _timed(_timekeeper(database, asked, clock).refresh_due)
        again, _ = await _timed(_timekeeper(database, asked, clock).refresh_due)
        requests = await stripe.requests()
    kind = database.url.get_backend_name()
    title = f"{DUE} renewals due at once on {kind}, Stripe {'up' if reachable else 'down'}"
    row: Sequence[str] = (f"{seconds:.1f}", f"{own:.1f}", f"{again:.2f}", str(requests))
    show(title, ["seconds", "own CPU", "a minute later", "requests"], [row])
    assert requests == (DUE if reachable else 0)


def _api(base: str, http: aiohttp.ClientSession) -> StripeClient:
    return StripeClient(key=KEY, api_base=base, http=http, requests_per_second=PER_SECOND)


def _timekeeper(database: Database, api: StripeClient, clock: Clock) -> ExpiryWorker:
    wakeup = WakeupEvent()
    entitlement_service = EntitlementService(
        database, clock, default_grace=lambda _: timedelta(days=7), wakeup=wakeup
    )
    recorder = FactRecorder(database, entitlement_service, clock)
    object_sync = ObjectSync(database, api, recorder, clock)
    return ExpiryWorker(database, api, object_sync, recorder, clock, wakeup)


async def _timed(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - began, time.process_time() - worked
