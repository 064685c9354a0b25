"""Measure recommendations and licences as the catalogue grows from 1,000 to 10,000 contents.

50,000 members own three products each and take part in conversations. What `/recommend` and
`/licences` do is measured without Discord, what programs ask about licences over HTTP.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from itertools import count, cycle
from typing import Any

import aiohttp
import numpy as np
import pytest

from bot.app import build
from bot.clock import ShiftedClock
from bot.licences.routes import LicenceRoutes
from bot.memory import freeze_startup_objects
from bot.recommend.contents import picked_contents, showable
from bot.recommend.signals.model import Signal, SignalKey
from bot.services import Services
from bot.settings import Settings
from data import tables
from data.engine import Database
from tests.bench.growth.measuring import Case, Cost, measured
from tests.bench.large.drawing import snowflakes
from tests.bench.large.filling import Filling
from tests.bench.large.recommend import ITEM, SIGNAL, Acts, Place, creations, item_rows
from tests.bench.large_catalogue import CARDS, FIRST_MEMBER, LargeCatalogue
from tests.bench.table import show
from tests.bench.web import serving

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

GUILD, CHANNELS = 10, range(100_000, 100_050)
MEMBERS, SMALL, LARGE = 50_000, 1_000, 10_000
POSTS, ACTS = 5_000, 300_000
TIMES, ACTS_BETWEEN = 200, 10


async def test_contents_as_the_catalogue_grows(database: Database) -> None:
    catalogue = LargeCatalogue(database, GUILD, ShiftedClock().now())
    await _talk(catalogue)
    await catalogue.grow(0, SMALL)
    await catalogue.populate(MEMBERS, SMALL)
    small = await _measure(catalogue)
    await catalogue.grow(SMALL, LARGE)
    large = await _measure(catalogue)
    show(
        f"Among {MEMBERS:,} members on {database.url.get_backend_name()}:"
        " statements, CPU ms, p99 ms, longest delay of the loop",
        ["", f"{SMALL:,} contents", f"{LARGE:,} contents", "CPU growth"],
        [
            [name, _text(cost), _text(large[name]), f"{large[name].cpu / cost.cpu:.2f} x"]
            for name, cost in small.items()
        ],
    )


async def _talk(catalogue: LargeCatalogue) -> None:
    """Let members act on conversations of the last two years."""
    filling, rng = Filling(catalogue.database), np.random.default_rng(7)
    now = int(catalogue.now.timestamp() * 1000)
    place = Place(GUILD, CHANNELS, FIRST_MEMBER, MEMBERS, now)
    created = creations(rng, place, POSTS)
    await filling.put(tables.items, ITEM, item_rows(rng, place, created))
    acts = Acts.invent(rng, place, created, ACTS)
    await filling.put(tables.signals, SIGNAL, acts.rows(GUILD))


async def _measure(catalogue: LargeCatalogue) -> dict[str, Cost]:
    """Run each case often, in a bot that has just started."""
    found: dict[str, Cost] = {}
    async with _services(catalogue.database) as services:
        await services.recommend.recommender.warm(GUILD)
        assert services.licences is not None
        routes = LicenceRoutes(services.licences.service, 1_000_000).routes()
        async with serving(routes) as url, aiohttp.ClientSession(url) as http:
            cases = await Cases.of(services, catalogue, http)
            freeze_startup_objects()
            for name, case in cases.all().items():
                await case()  # what is done for the first time only is no part of the table
                found[name] = await measured(case, TIMES)
    return found


@asynccontextmanager
async def _services(database: Database) -> AsyncGenerator[Services]:
    async with aiohttp.ClientSession() as http:
        given = {"STRIPE_API_KEY": "sk_test_contents", "LICENCE_SECRET": "secret"}
        yield build(Settings.model_validate(given), ShiftedClock(), database, http, 20)


def _text(cost: Cost) -> str:
    return f"{cost.statements:5.1f} {cost.cpu:8.2f} {cost.p99:8.2f} {cost.blocked:6.0f}"


class Cases:
    """What members and their programs do, one after another."""

    def __init__(
        self,
        services: Services,
        http: aiohttp.ClientSession,
        keys: Mapping[str, int],
        newest: int,
    ) -> None:
        """`keys` are those of buyers, with their ids."""
        self._services = services
        self._http = http
        self._keys = cycle(keys)
        self._buyers = cycle(keys.values())
        self._members = cycle(range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS, 97))
        self._numbers = count(int(snowflakes(np.array([newest]))[0]))
        self._active: list[tuple[str, str]] = []

    @classmethod
    async def of(
        cls, services: Services, catalogue: LargeCatalogue, http: aiohttp.ClientSession
    ) -> "Cases":
        """Prepare the cases."""
        now = int(catalogue.now.timestamp() * 1000)
        return cls(services, http, await _keys(services), now)

    def all(self) -> dict[str, Case]:
        """Return them by name."""
        return {
            "/recommend, nothing new": self._recommend,
            f"/recommend after {ACTS_BETWEEN} acts": self._recommend_after,
            "/recommend with a topic": lambda: self._recommend("docker"),
            "activate over HTTP": self._activate,
            "validate over HTTP": self._validate,
            "/licences": self._licences,
        }

    async def _recommend(self, topic: str | None = None) -> None:
        """Do what the command does."""
        user, recommend = next(self._members), self._services.recommend
        source = self._services.catalogue.recommendable
        await recommend.interests.get(GUILD, user)
        await self._services.payments.plans.on_sale(GUILD)
        options = await source.options(GUILD, [user], topic)
        found = await recommend.recommender.recommend(
            GUILD, user, readable=lambda _: True, topic=topic, contents=options.get(user)
        )
        shown = await source.shown(GUILD, user, picked_contents(found.picks))
        picks = showable(found.picks, shown)
        assert topic or any(pick.item.content_id for pick in picks)

    async def _recommend_after(self) -> None:
        signals, now = self._services.recommend.signals, self._services.deps.clock.now()
        for number in range(ACTS_BETWEEN):
            card = CARDS + next(self._numbers) * 7 % SMALL
            user = next(self._members)
            act = SignalKey(GUILD, user, card, "reply", next(self._numbers), number)
            signals.record(Signal(act, now))
        await self._recommend()

    async def _activate(self) -> None:
        key, device = next(self._keys), f"device {next(self._numbers)}"
        assert (await self._asked("activate", key, device))["valid"]
        self._active.append((key, device))

    async def _validate(self) -> None:
        key, device = self._active[next(self._numbers) % len(self._active)]
        assert (await self._asked("validate", key, device))["valid"]

    async def _asked(self, what: str, key: str, device: str) -> dict[str, Any]:
        body = {"key": key, "device": device}
        async with self._http.post(f"/licence/{what}", json=body) as response:
            return await response.json()

    async def _licences(self) -> None:
        """Do what the command does."""
        assert self._services.licences is not None
        user = next(self._buyers)
        owned = await self._services.catalogue.ownership.owned(GUILD, user)
        service = self._services.licences.service
        tools = await service.tools(GUILD, owned | await service.held(GUILD, user))
        assert tools
        for tool in tools:
            assert (await service.show(GUILD, user, tool.id)).key


async def _keys(services: Services) -> dict[str, int]:
    """Map the keys of so many buyers of tools to the buyers."""
    assert services.licences is not None
    service, found = services.licences.service, dict[str, int]()
    for user in range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS):
        owned = await services.catalogue.ownership.owned(GUILD, user)
        for tool in (await service.tools(GUILD, owned))[:1]:
            found[(await service.show(GUILD, user, tool.id)).key or ""] = user
        if len(found) == TIMES + 1:
            break
    return found
