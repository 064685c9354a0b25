"""Print what use cases cost: `python -m tests.bench.growth URL URL …`, one column a database.

Each is a database that `tests.bench.large` has filled; what is measured writes into it.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
from sqlalchemy import func, select

from bot.app import build
from bot.clock import ShiftedClock
from bot.loop_watch import LoopWatch
from bot.memory import freeze_startup_objects, give_back
from bot.services import Services
from bot.settings import Settings
from bot.simulator.stripe import StripeSimulator
from data.engine import open_database
from data.migrate import needs_upgrade, upgrade
from data.tables import guilds, items, signals
from tests.bench.growth.cases import Cases, Community
from tests.bench.growth.measuring import cpu, measured
from tests.bench.large.__main__ import disk
from tests.bench.memory import peak, reset_peak

KEY = "sk_test_growth"
FIGURES = "statements / CPU ms / p99 ms / longest block of the event loop in ms"


async def main(urls: Sequence[str]) -> None:
    """Measure one database after the other; print a table in Markdown."""
    give_back()  # as the product does at its start, or a hundred megabytes more are held
    columns = [await _column(url) for url in urls]
    names = list(columns[0])
    print(f"\nEach cell: {FIGURES}\n")  # noqa: T201 what a bench is for
    for number, name in enumerate(names):
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")  # noqa: T201
        if number == 0:
            print("|---" * (len(columns) + 1) + "|")  # noqa: T201


async def _column(url: str) -> dict[str, str]:
    async with _opened(url) as (services, stripe, guild_id):
        column = await _sizes(services, guild_id)
        column |= await _start(services, guild_id)
        freeze_startup_objects()  # as the product does when it is ready
        community = await Community.of(services, guild_id)
        for name, (case, times) in (await Cases(services, stripe, community).all()).items():
            await case()  # what is done for the first time only is no part of the table
            column[name] = str(await measured(case, times))
            print(f"{url}: {name}: {column[name]}", flush=True)  # noqa: T201 it takes minutes
    return column


@asynccontextmanager
async def _opened(url: str) -> AsyncGenerator[tuple[Services, StripeSimulator, int]]:
    database = open_database(url)
    if await needs_upgrade(database) is not None:
        await upgrade(database)
    async with StripeSimulator(api_key=KEY) as stripe, aiohttp.ClientSession() as http:
        async with database.read() as connection:
            (row,) = await connection.execute(select(guilds))
        clock = ShiftedClock()
        past = row.since - datetime.now(row.since.tzinfo)
        clock.advance(past)  # to when it was filled: nothing has become due since
        stripe.advance(past)
        settings = Settings.model_validate(
            {
                "stripe": {"api_base": stripe.api_base, "requests_per_second": 100},
                "STRIPE_API_KEY": KEY,
            }
        )
        yield build(settings, clock, database, http, 20), stripe, row.guild_id
    await database.close()


async def _sizes(services: Services, guild_id: int) -> dict[str, str]:
    async with services.deps.database.read() as connection:
        acts = await connection.scalar(select(func.count()).select_from(signals)) or 0
        made = select(func.count()).select_from(items).where(items.c.guild_id == guild_id)
        kind = services.deps.database.url.get_backend_name()
        return {
            kind: f"{acts:,} acts on {await connection.scalar(made) or 0:,} items",
            "disk": f"{await disk(services.deps.database) / 1e6:,.0f} MB",
        }


async def _start(services: Services, guild_id: int) -> dict[str, str]:
    """Load what /recommend needs, as a start does."""
    watch = LoopWatch()
    watch.start()
    before, wall, spent = reset_peak(), time.perf_counter(), cpu()
    await services.recommend.recommender.warm(guild_id)
    async with services.recommend.index_cache.open(guild_id):
        pass
    wall, spent = time.perf_counter() - wall, cpu() - spent
    watch.close()
    blocked = f"{1000 * watch.longest:,.0f} ms"
    return {
        "index and titles loaded": f"{wall:.1f} s, {spent:.1f} CPU s, blocked {blocked}",
        "memory at most meanwhile": f"{peak():,.0f} MiB ({before:,.0f} before)",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.growth", description=__doc__)
    parser.add_argument("urls", nargs="+")
    asyncio.run(main(parser.parse_args().urls))
