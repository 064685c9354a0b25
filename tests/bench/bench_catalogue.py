"""Measure what one member's commands cost as the catalogue grows from 1,000 to 10,000 products.

50,000 members own three products each. The same database is measured, then grown, then measured
again; nothing is tuned between.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count, cycle

import aiohttp
import pytest

from bot.app import build
from bot.catalogue.shop import ShopFilter
from bot.clock import ShiftedClock
from bot.memory import freeze_startup_objects
from bot.payments.checkout import Purchase
from bot.payments.plan_request import PlanRequest
from bot.payments.stripe.webhook_signature import StripeEvent, read_event
from bot.services import Services
from bot.settings import Settings
from bot.simulator.stripe import StripeSimulator
from data import contents
from data.engine import Database
from tests.bench.growth.measuring import Case, Cost, measured
from tests.bench.large_catalogue import FIRST_MEMBER, STAFF, LargeCatalogue
from tests.bench.table import show

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

GUILD, KEY, BOUGHT = 10, "sk_test_catalogue", "Bought now"
MEMBERS, SMALL, LARGE = 50_000, 1_000, 10_000
PURCHASES, TIMES = 50, 100


async def test_commands_as_the_catalogue_grows(database: Database) -> None:
    async with _services(database) as (services, stripe):
        catalogue = LargeCatalogue(database, GUILD, services.deps.clock.now())
        await catalogue.grow(0, SMALL)
        await catalogue.populate(MEMBERS, SMALL)
        await _sell(services)
        cases = Cases(services, stripe, catalogue)
        small = await cases.measure()
        await catalogue.grow(SMALL, LARGE)
        large = await cases.measure()
    kind = database.url.get_backend_name()
    show(
        f"One command among {MEMBERS:,} members on {kind}: statements, CPU ms, p99 ms",
        ["", f"{SMALL:,} products", f"{LARGE:,} products", "CPU growth"],
        [
            [name, _text(cost), _text(large[name]), f"{large[name].cpu / cost.cpu:.2f} x"]
            for name, cost in small.items()
        ],
    )


@asynccontextmanager
async def _services(database: Database) -> AsyncGenerator[tuple[Services, StripeSimulator]]:
    async with StripeSimulator(api_key=KEY) as stripe, aiohttp.ClientSession() as http:
        given = {
            "stripe": {"api_base": stripe.api_base, "requests_per_second": 100},
            "STRIPE_API_KEY": KEY,
        }
        yield build(Settings.model_validate(given), ShiftedClock(), database, http, 20), stripe


async def _sell(services: Services) -> None:
    """Put on sale what newcomers buy."""
    request = PlanRequest(GUILD, STAFF, BOUGHT, None, "9.00", "EUR", "once", kind="product")
    offer = await services.payments.plans.add(request)
    async with services.deps.database.write() as connection:
        await contents.hold(connection, GUILD, offer.id, [2])


def _text(cost: Cost) -> str:
    return f"{cost.statements:5.1f} {cost.cpu:8.2f} {cost.p99:8.2f}"


class Cases:
    """The commands, each for one member after another."""

    def __init__(
        self, services: Services, stripe: StripeSimulator, catalogue: LargeCatalogue
    ) -> None:
        self._services = services
        self._stripe = stripe
        self._catalogue = catalogue
        self._members = cycle(range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS, 97))
        self._newcomers = count(FIRST_MEMBER + MEMBERS)
        self._numbers = count()

    async def measure(self) -> dict[str, Cost]:
        """Run each case often."""
        freeze_startup_objects()
        found: dict[str, Cost] = {}
        for name, case in self._all().items():
            await case()  # what is done for the first time only is no part of the table
            found[name] = await measured(case, TIMES)
        purchases = iter([await self._paid() for _ in range(PURCHASES + 1)])

        async def deliver() -> None:
            await self._deliver(*next(purchases))

        await deliver()
        found["webhook to entitlement"] = await measured(deliver, PURCHASES)
        return found

    def _all(self) -> dict[str, Case]:
        catalogue, learning = self._services.catalogue, self._services.learning
        shop, member = catalogue.shop, self._member
        return {
            "is_open": self._is_open,
            "/shop": lambda: shop.page(GUILD, member(), ShopFilter(), next(self._numbers) % 20),
            "/shop of a topic": lambda: shop.page(GUILD, member(), ShopFilter(topic="Topic 3")),
            "/shop of a kind": lambda: shop.page(GUILD, member(), ShopFilter(kind="course")),
            "/library search": lambda: shop.library(GUILD, member(), "r"),
            "/library open": self._open,
            "/library refund, typing": lambda: catalogue.refunds.refundable(GUILD, member()),
            "/buy, typing": lambda: shop.named(GUILD, "sql re"),
            "/buy, checkout page": self._checkout,
            "/learn next": lambda: learning.progress.following(GUILD, member()),
            "/learn course, typing": lambda: learning.progress.find(GUILD, "re 1", 25),
            "/learn path": lambda: learning.paths.path(GUILD, member()),
            "/me profile": lambda: learning.profiles.choices(GUILD),
        }

    def _member(self) -> int:
        return next(self._members)

    async def _is_open(self) -> None:
        content = 1 + next(self._numbers) % SMALL
        await self._services.catalogue.ownership.is_open(GUILD, self._member(), content)

    async def _open(self) -> None:
        """Open an owned content, as the command and its button do."""
        catalogue, user = self._services.catalogue, self._member()
        why = await catalogue.ownership.why(GUILD, user, (await self._catalogue.owned_by(user))[-1])
        assert why.access.opens
        assert why.content is not None
        await catalogue.contents.opened(why.content, user)

    async def _checkout(self) -> str:
        purchase = Purchase(GUILD, next(self._newcomers), BOUGHT, "en")
        return (await self._services.payments.checkout.open(purchase)).url

    async def _paid(self) -> tuple[int, list[StripeEvent]]:
        """Let a new member pay; return them and the events that Stripe sends of it."""
        url, before = await self._checkout(), len(self._stripe.events)
        await self._stripe.pay(url)
        sent = list(self._stripe.events.values())[before:]
        return next(self._newcomers) - 1, [read_event(each) for each in sent]

    async def _deliver(self, user: int, events: list[StripeEvent]) -> None:
        payments = self._services.payments
        for event in events:
            await payments.intake.event_processor.store(event)
        while await payments.intake.event_processor.process_due():
            pass
        assert (await payments.entitlements.load(GUILD, user)).entitlements
