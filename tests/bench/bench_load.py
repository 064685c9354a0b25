"""Measure the load from the database: ten million acts on SQLite, two on PostgreSQL.

The database is made once and kept in the folder for temporary files. Beside the wall clock stands
the CPU time of this process, which other work on the machine does not change much; PostgreSQL's
own is not in it.
"""

import os
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.store import SignalStore
from bot.settings import SignalWeights
from data.engine import Database, open_database
from tests.bench.memory import peak, reset_peak
from tests.bench.table import show
from tests.bench.years_of_signals import Community

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

GUILD, NOW = 1, 1_780_000_000
MILLION = 1_000_000
ACTS = {"sqlite": 10 * MILLION, "postgresql": 2 * MILLION}


@dataclass
class Watch:
    """Takes times, one row each."""

    rows: list[list[str]] = field(default_factory=list[list[str]])

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Measure a block."""
        before, wall, cpu = reset_peak(), time.perf_counter(), time.process_time()
        yield
        seconds = (time.perf_counter() - wall, time.process_time() - cpu)
        more = f"{peak() - before:,.0f}"
        self.rows.append([name, *(f"{each:.1f}" for each in seconds), more])


async def test_start_from_the_database(sqlite_template: Path) -> None:
    async with _kept(sqlite_template, ACTS["sqlite"]) as database:
        await _start(database, ACTS["sqlite"])


async def test_start_from_postgresql(database: Database) -> None:
    if database.url.get_backend_name() != "postgresql":
        pytest.skip("SQLite has the test above")
    await _community(ACTS["postgresql"]).fill(database)
    await _start(database, ACTS["postgresql"])


async def _start(database: Database, acts: int) -> None:
    watch, store = Watch(), SignalStore(database, kind_weights(SignalWeights().model_dump()))
    began = time.perf_counter(), time.process_time()
    with watch.step("read"):
        facts, pairs = await store.everything(GUILD)
    with watch.step("summed up by pair, and index built"):
        index = Index(facts, pairs, Params(), NOW)
    with watch.step("first answer"):
        found = IndexQuery(index).top_items(1, NOW, 5)
    count = len(index.by_user.side.base)
    whole = time.perf_counter() - began[0], time.process_time() - began[1]
    watch.rows.append(["together", *(f"{each:.1f}" for each in whole), ""])
    assert len(found.items)
    busy = "{:.1f} {:.1f} {:.1f}".format(*os.getloadavg())
    title = (
        f"{acts:,} acts on {database.url.get_backend_name()}, {count:,} pairs;"
        f" the index holds {index.nbytes / count:.1f} bytes a pair; load {busy}"
    )
    show(title, ["", "seconds", "CPU s", "MiB more at most"], watch.rows)


def _community(acts: int) -> Community:
    return Community(
        members=acts // 100,
        items=acts // 50,
        acts=acts,
        guild_id=GUILD,
        channels=range(1, 101),
        now=NOW * 1000,
    )


@asynccontextmanager
async def _kept(template: Path, acts: int) -> AsyncGenerator[Database]:
    """Open the database that an earlier run made, or make it."""
    path = Path(tempfile.gettempdir()) / f"lyceum-bench-{acts}.db"
    if not path.exists():
        new = path.with_suffix(".new")
        shutil.copy(template, new)
        filling = open_database(f"sqlite+aiosqlite:///{new}")
        await _community(acts).fill(filling)
        await filling.close()
        new.rename(path)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()
