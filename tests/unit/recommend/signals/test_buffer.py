"""Test the buffer's bound and order, and that it goes on after a failing database."""

import asyncio
from datetime import UTC, datetime

from bot.recommend.signals.batch import Batch
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.model import Signal, SignalKey

AT = datetime(2026, 5, 1, tzinfo=UTC)


class Database:
    """Stores batches, unless it is down."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.down = False
        self.attempts = 0
        self.taken = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def store(self, batch: Batch) -> None:
        self.attempts += 1
        await self.open.wait()
        if self.down:
            raise ConnectionError("down")
        self.batches.append(batch)
        self.taken.set()

    def sources(self) -> list[int]:
        return [act.source_id for batch in self.batches for act in batch.signals]


def signal(number: int) -> Signal:
    return Signal(SignalKey(1, 2, 3, "reply", number), AT)


def buffer_on(database: Database, *, size: int = 3, limit: int = 100) -> SignalBuffer:
    return SignalBuffer(database.store, seconds=30, size=size, limit=limit)


async def test_a_full_batch_is_stored_without_waiting_for_the_time() -> None:
    database = Database()
    buffer = buffer_on(database)
    buffer.start()
    for number in range(3):
        buffer.record(signal(number))
    async with asyncio.timeout(5):
        await database.taken.wait()
    assert database.sources() == [0, 1, 2]
    await buffer.close()


async def test_a_single_act_is_stored_when_the_time_is_up() -> None:
    database = Database()
    buffer = SignalBuffer(database.store, seconds=0.01, size=1000)
    buffer.start()
    buffer.record(signal(1))
    async with asyncio.timeout(5):
        await database.taken.wait()
    assert database.sources() == [1]
    await buffer.close()


async def test_closing_stores_what_waits() -> None:
    database = Database()
    buffer = buffer_on(database, size=2)
    buffer.start()
    for number in range(5):
        buffer.record(signal(number))
    await buffer.close()
    assert database.sources() == [0, 1, 2, 3, 4]
    assert (buffer.stored, buffer.dropped, buffer.waiting) == (5, 0, 0)


async def test_a_flush_ends_though_members_go_on() -> None:
    coming = [1, 2, 3, 4]

    async def store(batch: Batch) -> None:
        await database.store(batch)
        if coming:
            buffer.record(signal(coming.pop(0)))

    database = Database()
    buffer = SignalBuffer(store, seconds=30, size=3)
    buffer.record(signal(0))
    assert await buffer.flush()
    assert (database.sources(), buffer.waiting) == ([0], 1)
    await buffer.close()
    assert (database.sources(), buffer.dropped) == ([0, 1, 2, 3, 4], 0)


async def test_a_failing_database_costs_nothing_but_time() -> None:
    database = Database()
    database.down = True
    buffer = buffer_on(database)
    for number in range(4):
        buffer.record(signal(number))
    assert await buffer.flush() is False
    buffer.record(signal(4))
    database.down = False
    assert await buffer.flush() is True
    assert database.sources() == [0, 1, 2, 3, 4]
    assert (buffer.stored, buffer.dropped) == (5, 0)


async def test_the_loop_tries_again_by_itself() -> None:
    database = Database()
    database.down = True
    buffer = SignalBuffer(database.store, seconds=0.01, size=1, first_pause=0.01)
    buffer.start()
    buffer.record(signal(1))
    async with asyncio.timeout(5):
        while database.attempts < 3:  # noqa: ASYNC110 the attempts are what we wait for
            await asyncio.sleep(0.005)
    database.down = False
    async with asyncio.timeout(5):
        await database.taken.wait()
    await buffer.close()
    assert database.sources() == [1]


async def test_beyond_the_limit_the_oldest_go_and_are_counted() -> None:
    database = Database()
    database.down = True
    buffer = buffer_on(database, size=2, limit=6)
    for number in range(11):
        buffer.record(signal(number))
    assert buffer.waiting <= 7
    database.down = False
    await buffer.flush()
    assert database.sources() == [4, 5, 6, 7, 8, 9, 10]
    assert (buffer.stored, buffer.dropped) == (7, 4)


async def test_a_batch_on_its_way_is_not_the_one_dropped() -> None:
    database = Database()
    database.open.clear()
    buffer = buffer_on(database, size=2, limit=4)
    buffer.record(signal(0))
    buffer.record(signal(1))
    flushing = asyncio.create_task(buffer.flush())
    async with asyncio.timeout(5):
        while not database.attempts:  # noqa: ASYNC110 the attempt is what we wait for
            await asyncio.sleep(0)
    for number in range(2, 6):
        buffer.record(signal(number))
    database.open.set()
    assert await flushing is True
    assert database.sources() == [0, 1, 4, 5]
    assert (buffer.stored, buffer.dropped, buffer.waiting) == (4, 2, 0)


async def test_what_comes_while_a_batch_is_stored_is_kept() -> None:
    database = Database()
    database.open.clear()
    buffer = buffer_on(database, size=100)
    buffer.record(signal(0))
    flushing = asyncio.create_task(buffer.flush())
    async with asyncio.timeout(5):
        while not database.attempts:  # noqa: ASYNC110 the attempt is what we wait for
            await asyncio.sleep(0)
    buffer.record(signal(1))
    database.open.set()
    await flushing
    assert (database.sources(), buffer.waiting) == ([0], 1)
    await buffer.flush()
    assert (database.sources(), buffer.waiting) == ([0, 1], 0)


async def test_listeners_hear_of_stored_batches_only() -> None:
    database = Database()
    database.down = True
    buffer = buffer_on(database)
    batches: list[Batch] = []
    buffer.subscribe(batches.append)
    buffer.record(signal(0))
    await buffer.flush()
    assert batches == []
    database.down = False
    await buffer.flush()
    assert batches == database.batches


async def test_closing_while_the_database_is_down_ends_and_counts_the_loss() -> None:
    database = Database()
    database.down = True
    buffer = buffer_on(database)
    buffer.start()
    buffer.record(signal(0))
    async with asyncio.timeout(5):
        await buffer.close()
    assert buffer.dropped == 1


async def test_an_item_comes_in_one_batch_with_the_act_that_follows() -> None:
    database = Database()
    buffer = buffer_on(database, size=2)
    for number in range(4):
        buffer.register(NewItem(1, "thread", number, 5, 900, AT))
        buffer.record(Signal(SignalKey(1, 2, number, "reply", number), AT))
    await buffer.flush()
    for batch in database.batches:
        assert {act.object_id for act in batch.signals} == {item for _, item in batch.items}
