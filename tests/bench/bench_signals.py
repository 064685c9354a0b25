"""Measure signals stored per second, in batches and one by one, on both databases."""

import time
from datetime import timedelta

import pytest

from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.model import KINDS, Signal, SignalKey
from bot.recommend.signals.store import SignalStore
from bot.settings import SignalWeights
from data import signals
from data.engine import Database
from tests.bench.table import show
from tests.clocks import MONDAY_NOON

pytestmark = pytest.mark.bench

SIZES = {1: 300, 200: 20_000, 2_000: 40_000}  # signals a batch: signals in all


@pytest.mark.timeout(300)
async def test_signals_per_second(database: Database) -> None:
    rows: list[list[str]] = []
    base = 0.0
    for guild, (size, count) in enumerate(SIZES.items(), start=1):
        rate = count / await stored(database, guild, size, count)
        base = base or rate
        rows.append([f"{size} a batch", f"{rate:,.0f}", f"{1e6 / rate:.0f}", f"{rate / base:.1f}"])
    title = f"Signals stored on {database.url.get_backend_name()}, wall clock"
    show(title, ["", "signals/s", "µs a signal", "ratio"], rows)


async def stored(database: Database, guild: int, size: int, count: int) -> float:
    """Return the seconds it takes to store `count` replies of 500 members to 1,000 threads."""
    # Two events a signal: the thread is registered with each, as the cog does.
    store = SignalStore(database, kind_weights(SignalWeights().model_dump()))
    buffer = SignalBuffer(store.write, seconds=60, size=2 * size, limit=10**9)
    began = time.perf_counter()
    for number in range(count):
        item = 10**18 + number * 7 % 1_000
        buffer.register(NewItem(guild, "thread", item, 5, 900, MONDAY_NOON, "A title"))
        act = SignalKey(guild, number % 500, item, "reply", 2 * 10**18 + number)
        buffer.record(Signal(act, MONDAY_NOON + timedelta(seconds=number)))
        if number % size == size - 1:
            assert await buffer.flush()
    assert await buffer.flush()
    took = time.perf_counter() - began
    assert buffer.stored == 2 * count
    async with database.read() as connection:
        assert len((await signals.of_guild(connection, guild, KINDS)).user) == count
    return took
