"""Test that whole tables read as columns equal the rows, on one connection or two."""

import asyncio

import pytest
from asyncpg import PostgresError
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.model import KINDS
from bot.recommend.signals.store import SignalStore
from data import bulk_read, signals
from data.bulk_read import PARTITION
from data.engine import Database
from data.tables import items
from data.tables import signals as table
from tests.clocks import MONDAY_NOON

GUILD, OTHER, LARGE = 1, 2, 2**62
IDS = (1, 2, PARTITION, PARTITION + 1, 3 * PARTITION, 3 * PARTITION + 1, 5 * PARTITION + 7)
SERVERS = 9  # more than SQLite has connections for reading
YIELDS = 60  # of the event loop: longer than a reading of so little takes


async def test_two_connections_read_what_rows_say(database: Database) -> None:
    await _fill(database)
    expected = {
        (LARGE + id_, 1, _place(id_), int(MONDAY_NOON.timestamp()) * 1000) for id_ in IDS[::2]
    }
    async with database.read() as one, database.read() as other:
        alone = await signals.of_guild(one, GUILD, KINDS)
        parts: list[signals.StoredSignalColumns] = []
        await signals.parts_of_guild(one, GUILD, KINDS, parts.append, beside=other)
    for read in ([alone], parts):
        rows = [
            row
            for stored in read
            for row in zip(stored.user, stored.item, stored.kind, stored.at, strict=True)
        ]
        assert sorted(tuple(map(int, row)) for row in rows) == sorted(expected)


async def test_an_empty_table_has_empty_columns(database: Database) -> None:
    async with database.read() as connection:
        stored = await signals.of_guild(connection, GUILD, KINDS)
    assert [len(stored.user), len(stored.item), len(stored.kind), len(stored.at)] == [0, 0, 0, 0]


async def test_a_failed_reading_says_why(database: Database) -> None:
    await _fill(database)
    nonsense = [func.no_such_function(table.c.id)]
    async with database.read() as one, database.read() as other:
        with pytest.raises((DBAPIError, PostgresError), match="no_such_function"):
            await bulk_read.parts_of_guild(
                one, GUILD, nonsense, table.c.id, lambda _: None, beside=other
            )


async def test_a_reading_given_up_at_any_moment_leaves_nothing_behind(database: Database) -> None:
    await _fill(database)
    store = SignalStore(database, kind_weights(dict.fromkeys(KINDS, 0.0) | {"reply": 3.0}))
    for yields in range(YIELDS):
        task = asyncio.create_task(store.everything(GUILD))
        for _ in range(yields):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    _, pairs = await store.everything(GUILD)
    users = [user for part in pairs.take() for user in pairs.users[part.user].tolist()]
    assert users == [LARGE + id_ for id_ in IDS[::2] if _place(id_) >= 0]
    async with database.write() as connection:
        assert (await connection.scalar(select(func.count(table.c.id)))) == len(IDS)


async def test_more_servers_than_connections_are_read_at_once(database: Database) -> None:
    await _fill(database)
    store = SignalStore(database, kind_weights(dict.fromkeys(KINDS, 0.0) | {"reply": 3.0}))
    read = await asyncio.gather(*(store.everything(guild) for guild in range(1, SERVERS + 1)))
    assert [len(facts.take().number) for facts, _ in read] == [1, 1] + [0] * (SERVERS - 2)


def _place(id_: int) -> int:
    """Return where the kind of a signal stands in the list; every third has one that is gone."""
    return -1 if id_ % 3 == 0 else id_ % len(KINDS)


async def _fill(database: Database) -> None:
    """Give two servers an item each, and signals by turns whose numbers have gaps."""
    async with database.write() as connection:
        for number, guild in enumerate((GUILD, OTHER), start=1):
            item = {"id": number, "guild_id": guild, "kind": "post", "object_id": 10}
            more = {"channel_id": 5, "author_id": LARGE, "created_at": MONDAY_NOON}
            await connection.execute(items.insert().values(**item, **more))
        for n, id_ in enumerate(IDS):
            number = n % 2 + 1
            act = {"id": id_, "guild_id": number, "user_id": LARGE + id_, "item_id": number}
            kind = "forgotten" if _place(id_) < 0 else KINDS[_place(id_)]
            more = {"kind": kind, "source_id": 0, "key": 0, "at": MONDAY_NOON}
            await connection.execute(table.insert().values(**act, **more))
