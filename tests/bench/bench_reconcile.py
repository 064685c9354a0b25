"""Measure the nightly comparison of many subscribers: time, memory, requests."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plans import PlanService
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.scheduling.worker import WakeupEvent
from data.engine import Database
from data.tables import facts
from tests.bench.many_subscribers import KEY, PayingMembers, subscribers, subscription_of
from tests.bench.memory import peak, reset_peak
from tests.bench.subscriber_rows import FIRST, GUILD, ROLE, know, sell
from tests.bench.table import show

pytestmark = pytest.mark.bench

MEMBERS = 50_000
MISSED = 50  # of them changed without our hearing of it


@dataclass(frozen=True, slots=True)
class Stage:
    """What is compared."""

    database: Database
    api: StripeClient
    entitlement_service: EntitlementService
    comparison: Reconciler
    plans: PlanService


@pytest.mark.timeout(900)
async def test_the_nightly_comparison(database: Database) -> None:
    async with subscribers() as stripe, aiohttp.ClientSession() as http:
        stage = _stage(database, stripe, http)
        await sell(stage.plans, stripe, MEMBERS)
        await know(database, stage.api, MEMBERS, SystemClock().now())
        rows = [await _measured(f"{MEMBERS} agree", stage, stripe, found=0)]
        await _forget(database)
        rows.append(await _measured(f"{MISSED} of them differ", stage, stripe, found=MISSED))
    rows.append(await _members(stage))
    kind = database.url.get_backend_name()
    header = ["", "seconds", "own CPU", "peak MiB above start", "requests", "found"]
    show(f"The nightly comparison of {MEMBERS} members on {kind}", header, rows)


async def _measured(what: str, stage: Stage, stripe: PayingMembers, *, found: int) -> Sequence[str]:
    await stripe.requests()
    before = reset_peak()
    began, worked = time.perf_counter(), time.process_time()
    findings = await stage.comparison.run()
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    more = peak() - before
    requests = await stripe.requests()
    assert findings.compared == MEMBERS
    assert findings.total == found
    times = [f"{seconds:.1f}", f"{own:.1f}"]
    return [what, *times, f"{more:.0f}", str(requests), str(findings.total)]


async def _members(stage: Stage) -> Sequence[str]:
    """Discord's side: every present member has what is due, but for a few."""
    roles = {FIRST + number: {ROLE, 1, 2} for number in range(MEMBERS)}
    for number in range(MISSED):
        roles[FIRST + number * 100] = {1, 2}
    before = reset_peak()
    began, worked = time.perf_counter(), time.process_time()
    differing = await stage.entitlement_service.find_role_drift(GUILD, roles)
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    assert len(differing) == MISSED
    times = [f"{seconds:.1f}", f"{own:.1f}"]
    return ["Discord's members", *times, f"{peak() - before:.0f}", "0", str(len(differing))]


def _stage(database: Database, stripe: PayingMembers, http: aiohttp.ClientSession) -> Stage:
    clock, wakeup = SystemClock(), WakeupEvent()
    api = StripeClient(key=KEY, api_base=stripe.api_base, http=http, requests_per_second=100)
    entitlement_service = EntitlementService(
        database, clock, default_grace=lambda _: timedelta(days=7), wakeup=wakeup
    )
    object_sync = ObjectSync(
        database, api, FactRecorder(database, entitlement_service, clock), clock
    )
    outbox = NotificationOutbox(database, clock)
    return Stage(
        database,
        api,
        entitlement_service,
        Reconciler(database, api, object_sync, outbox, clock, wakeup),
        PlanService(database, api, RoleSyncQueue(database, clock, wakeup), clock),
    )


async def _forget(database: Database) -> None:
    """Lose what was heard of a few members."""
    lost = [subscription_of(number * 1000) for number in range(MISSED)]
    async with database.write() as connection:
        await connection.execute(facts.delete().where(facts.c.object_id.in_(lost)))
