"""The nightly comparison of a crowd: time, memory, requests."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any

import aiohttp
import pytest
from sqlalchemy import insert

from bot.clock import SystemClock
from bot.payments.comparison import Comparison
from bot.payments.facts import Subscription, to_body
from bot.payments.keeper import Keeper
from bot.payments.observer import Observer
from bot.payments.plans import PlanDesk, PlanWish
from bot.payments.reading import read_subscription
from bot.payments.recorder import Recorder
from bot.payments.stripe_api import StripeApi
from bot.payments.tasks import AccessTasks
from bot.payments.tidings import Tidings
from bot.worker import Wake
from data.engine import Database
from data.tables import entitlements, facts, role_holdings
from tests.bench.crowd import KEY, Crowd, Wish, crowd, subscription_of
from tests.bench.memory import peak, reset_peak
from tests.bench.table import show

pytestmark = pytest.mark.bench

GUILD, STAFF, ROLE, FIRST = 10, 20, 40, 1_000_000
MEMBERS = 50_000
MISSED = 50  # of them changed without our hearing of it


@dataclass(frozen=True, slots=True)
class Stage:
    """What is compared."""

    database: Database
    api: StripeApi
    keeper: Keeper
    comparison: Comparison
    plans: PlanDesk


@pytest.mark.timeout(900)
async def test_the_nightly_comparison(database: Database) -> None:
    async with crowd() as stripe, aiohttp.ClientSession() as http:
        stage = _stage(database, stripe, http)
        await _sell(stage, stripe)
        async for page in stage.api.subscriptions():
            await _know(database, read_subscription(page[0]))
            break
        rows = [await _measured(f"{MEMBERS} agree", stage, stripe, found=0)]
        await _forget(database)
        rows.append(await _measured(f"{MISSED} of them differ", stage, stripe, found=MISSED))
    rows.append(await _members(stage))
    kind = database.url.get_backend_name()
    header = ["", "seconds", "own CPU", "peak MiB above start", "requests", "found"]
    show(f"The nightly comparison of {MEMBERS} members on {kind}", header, rows)


async def _measured(what: str, stage: Stage, stripe: Crowd, *, found: int) -> Sequence[str]:
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
    differing = await stage.keeper.differing(GUILD, roles)
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    assert len(differing) == MISSED
    times = [f"{seconds:.1f}", f"{own:.1f}"]
    return ["Discord's members", *times, f"{peak() - before:.0f}", "0", str(len(differing))]


def _stage(database: Database, stripe: Crowd, http: aiohttp.ClientSession) -> Stage:
    clock, wake = SystemClock(), Wake()
    api = StripeApi(key=KEY, api_base=stripe.api_base, http=http, requests_per_second=100)
    keeper = Keeper(database, clock, default_grace=timedelta(days=7), wake=wake)
    observer = Observer(database, api, Recorder(database, keeper, clock), clock)
    tidings = Tidings(database, clock)
    return Stage(
        database,
        api,
        keeper,
        Comparison(database, api, observer, tidings, clock, wake),
        PlanDesk(database, api, AccessTasks(database, clock, wake), clock),
    )


async def _sell(stage: Stage, stripe: Crowd) -> None:
    wish = PlanWish(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", "month")
    plan = await stage.plans.add(wish)
    price_id = plan.price.price_id or ""
    await stripe.gather(Wish(MEMBERS, GUILD, plan.id, price_id, FIRST))


async def _know(database: Database, model: Subscription) -> None:
    """Write down what a year of webhooks would have told of each member."""
    now = SystemClock().now()
    for numbers in _chunks(range(MEMBERS)):
        snapshots = [replace(model, id=subscription_of(number)) for number in numbers]
        common = [{"guild_id": GUILD, "user_id": FIRST + number} for number in numbers]
        both = list(zip(common, snapshots, strict=True))
        told = [
            who | _fact(snapshot) | {"as_of": now, "recorded_at": now} for who, snapshot in both
        ]
        rights = [who | _right(snapshot) | {"starts_at": now} for who, snapshot in both]
        roles = [who | {"role_id": ROLE, "since": now} for who in common]
        async with database.write() as connection:
            await connection.execute(insert(facts), told)
            await connection.execute(insert(entitlements), rights)
            await connection.execute(insert(role_holdings), roles)


def _fact(snapshot: Subscription) -> dict[str, Any]:
    return {
        "kind": "subscription",
        "object_id": snapshot.id,
        "source": snapshot.id,
        "body": to_body(snapshot),
    }


def _right(snapshot: Subscription) -> dict[str, Any]:
    return {
        "source": snapshot.id,
        "stripe_id": snapshot.id,
        "plan_id": snapshot.plan_id,
        "state": "active",
        "renews": True,
        "reason": "active",
        "to_cancel": False,
    }


async def _forget(database: Database) -> None:
    """Lose what was heard of a few members."""
    lost = [subscription_of(number * 1000) for number in range(MISSED)]
    async with database.write() as connection:
        await connection.execute(facts.delete().where(facts.c.object_id.in_(lost)))


def _chunks(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while chunk := list(islice(rest, 2000)):
        yield chunk
