"""Measure what staff do as the catalogue grows from 1,000 to 10,000 products.

50,000 members own three products each. What is done while somebody types must take milliseconds;
what reads all offers may take longer, but must not block the event loop.
"""

import aiohttp
import pytest

from bot.app import build
from bot.clock import ShiftedClock
from bot.memory import freeze_startup_objects
from bot.settings import Settings
from data.engine import Database
from tests.bench.growth.measuring import Cost, measured
from tests.bench.large_catalogue import LargeCatalogue
from tests.bench.staff_cases import interactive, seldom
from tests.bench.table import show

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

GUILD, MEMBERS, SMALL, LARGE = 10, 50_000, 1_000, 10_000
OFTEN, SELDOM = 50, 2


async def test_staff_as_the_catalogue_grows(database: Database) -> None:
    catalogue = LargeCatalogue(database, GUILD, ShiftedClock().now())
    await catalogue.grow(0, SMALL)
    await catalogue.populate(MEMBERS, SMALL)
    small = await _measure(database)
    await catalogue.grow(SMALL, LARGE)
    large = await _measure(database)
    show(
        f"Staff among {MEMBERS:,} members on {database.url.get_backend_name()}:"
        " statements, CPU ms, p99 ms, longest delay of the loop",
        ["", f"{SMALL:,} products", f"{LARGE:,} products"],
        [[name, _text(cost), _text(large[name])] for name, cost in small.items()],
    )


async def _measure(database: Database) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    async with aiohttp.ClientSession() as http:
        settings = Settings.model_validate({"STRIPE_API_KEY": "sk_test_staff"})
        services = build(settings, ShiftedClock(), database, http, 20)
        freeze_startup_objects()
        for cases, times in (
            (interactive(services, GUILD), OFTEN),
            (seldom(services, GUILD), SELDOM),
        ):
            for name, case in cases.items():
                await case()  # what is done for the first time only is no part of the table
                found[name] = await measured(case, times)
    return found


def _text(cost: Cost) -> str:
    return f"{cost.statements:5.1f} {cost.cpu:8.2f} {cost.p99:8.2f} {cost.blocked:6.0f}"
