"""Taking over five thousand subscriptions of other services, in the shapes of three of them.

The simulated Stripe shares the machine, and allows any number of requests a second here.
"""

import time

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.payments.adoption.members_file import MemberPairs
from bot.payments.adoption.service import AdoptionService, AdoptionSource
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.plan_request import PlanRequest
from bot.payments.plans import PlanService
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.scheduling.worker import WakeupEvent
from bot.simulator.stripe import StripeSimulator
from data import facts
from data.engine import Database
from tests.bench.table import show
from tests.flow.conftest import GRACE, GUILD, KEY, ROLE, STAFF

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

SUBSCRIPTIONS = 5_000
FIRST_MEMBER = 100_000_000_000_000_000


async def test_five_thousand_subscriptions(database: Database) -> None:
    async with StripeSimulator(api_key=KEY) as stripe, aiohttp.ClientSession() as http:
        api = StripeClient(
            key=KEY, api_base=stripe.api_base, http=http, requests_per_second=100_000
        )
        clock, wakeup = SystemClock(), WakeupEvent()
        price = (await stripe.sell("Club", 900, currency="eur"))["id"]
        await _sell(database, api, price)
        pairs = await _subscribe(stripe, price)
        entitlements = EntitlementService(
            database, clock, default_grace=lambda _: GRACE, wakeup=wakeup
        )
        recorder = FactRecorder(database, entitlements, clock)
        service = AdoptionService(database, api, ObjectSync(database, api, recorder, clock), clock)
        source = AdoptionSource(GUILD, MemberPairs(by_email=pairs), {})
        runs = [await _run(run, service, source, stripe) for run in ("first", "second")]
        async with database.read() as connection:
            held = await facts.plans_held(connection, GUILD, ("active",))
    unnamed = SUBSCRIPTIONS // 20
    assert len(held) == SUBSCRIPTIONS - unnamed
    assert runs[1][1:4] == ["0", f"{unnamed}", f"{SUBSCRIPTIONS - unnamed}"]
    heading = ("run", "taken over", "unmatched", "known", "dry run s", "taking over s", "requests")
    show(f"{SUBSCRIPTIONS:,} subscriptions", heading, runs)


async def _run(
    run: str, service: AdoptionService, source: AdoptionSource, stripe: StripeSimulator
) -> list[str]:
    asked, began = stripe.count("*", "/v1/*"), time.perf_counter()
    report = await service.examine(source, lambda _: None)
    examined = time.perf_counter()
    assert await service.adopt(source, report.matches, lambda _: None) == []
    done = time.perf_counter()
    found = (len(report.matches), len(report.unmatched), report.known)
    asked = stripe.count("*", "/v1/*") - asked
    return [run, *map(str, found), f"{examined - began:.1f}", f"{done - examined:.1f}", str(asked)]


async def _sell(database: Database, api: StripeClient, price: str) -> None:
    queue = RoleSyncQueue(database, SystemClock(), WakeupEvent())
    request = PlanRequest(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", "month", price_id=price)
    await PlanService(database, api, queue, SystemClock()).add(request)


async def _subscribe(stripe: StripeSimulator, price: str) -> dict[str, int]:
    """Subscribe customers in three shapes, one of twenty unnamed; return members by address."""
    pairs: dict[str, int] = {}
    for number in range(SUBSCRIPTIONS):
        member, email = FIRST_MEMBER + number, f"m{number}@example.com"
        customer, metadata = await stripe.acquaint(email), dict[str, str]()
        if number % 20 == 0:
            pass
        elif number % 3 == 0:
            metadata = {"discord_id": str(member)}
        elif number % 3 == 1:
            customer["metadata"] = {"discordUserId": str(member)}
        else:
            pairs[email] = member
        await stripe.import_subscription(customer["id"], price, metadata=metadata)
    return pairs
