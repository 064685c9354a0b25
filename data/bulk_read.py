"""Read whole tables as columns of integers, off the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, ColumnElement, Select, and_, func, select, type_coerce
from sqlalchemy import cast as type_cast
from sqlalchemy.ext.asyncio import AsyncConnection

PARTITION = 50_000  # ids per SQLite statement; the threads alternate between these parts
AT_A_TIME = 4 << 20  # bytes of PostgreSQL's output that are decoded in one go
_HEADER = 19  # bytes: PostgreSQL's signature, flags and the length of an absent extension

Numbers = NDArray[np.int64]  # shape (columns, rows)
Columns = list[NDArray[np.int64]]  # separate, so that each can be freed early
Take = Callable[[Columns], None]


async def of_guild(
    connection: AsyncConnection,
    guild_id: int,
    numbers: Sequence[ColumnElement[Any]],
    id_: Column[int],
) -> Columns:
    """Read columns of all of a guild's rows, unsorted. `id_` is the table's key."""
    parts: list[list[NDArray[np.int64]]] = [[np.empty(0, np.int64)] for _ in numbers]

    def take(part: Columns) -> None:
        for column, some in zip(parts, part, strict=True):
            column.append(some)

    await parts_of_guild(connection, guild_id, numbers, id_, take)
    return await asyncio.to_thread(lambda: [_joined(each) for each in parts])


async def parts_of_guild(
    connection: AsyncConnection,
    guild_id: int,
    numbers: Sequence[ColumnElement[Any]],
    id_: Column[int],
    take: Take,
    *,
    which: ColumnElement[bool] | None = None,
    beside: AsyncConnection | None = None,
) -> None:
    """Like `of_guild`, but in parts: `take` is called in threads, one call at a time.

    Only the rows for which `which` is true, if it is given.

    With a connection `beside` the first one, two cores read SQLite at once; each connection
    sees what was stored when its transaction began.
    """
    # No index: SQLite would look up each row separately, in the index's order.
    where = type_coerce(id_.table.c.guild_id, BigInteger).op("+")(0) == guild_id
    if which is not None:
        where = and_(where, which)
    if connection.dialect.name == "postgresql":
        wide = [type_cast(column, BigInteger) for column in numbers]
        query = cast("Select[Any]", select(*wide)).where(where)
        await _copied(connection, query, len(wide), take)
        return
    texts = [func.group_concat(column, " ") for column in numbers]
    connections = [connection, beside] if beside else [connection]
    await _concatenated(connections, select(*texts).where(where), id_, take)


async def of_rows(
    connection: AsyncConnection, numbers: Sequence[ColumnElement[Any]], which: ColumnElement[bool]
) -> Numbers:
    """Read columns of the rows that an index finds; few enough to fit into one string."""
    if connection.dialect.name == "postgresql":
        wide = [type_cast(column, BigInteger) for column in numbers]
        copied = cast("Select[Any]", select(*wide)).where(which)
        parts: list[Columns] = [[np.empty(0, np.int64)] * len(wide)]
        await _copied(connection, copied, len(wide), parts.append)
        return await asyncio.to_thread(np.concatenate, parts, 1)
    query = select(*(func.group_concat(column, " ") for column in numbers)).where(which)
    texts = (await connection.exec_driver_sql(_written(connection, query))).one()
    return np.array(await asyncio.to_thread(_parsed, texts))


async def _concatenated(
    connections: Sequence[AsyncConnection], query: Select[Any], id_: Column[int], take: Take
) -> None:
    """Read SQLite: each connection takes the next part as soon as it is free."""
    ids = await _range(connections[0], id_)
    starts = iter(ids[::PARTITION])
    lock = Lock()

    def hand_over(texts: Sequence[str | None]) -> None:
        parsed = _parsed(texts)
        with lock:
            take(parsed)

    async def read(connection: AsyncConnection) -> None:
        for start in starts:
            part = query.where(id_.between(start, start + PARTITION - 1))
            texts = (await connection.exec_driver_sql(_written(connection, part))).one()
            await asyncio.to_thread(hand_over, texts)

    try:
        async with asyncio.TaskGroup() as readers:
            for connection in connections:
                readers.create_task(read(connection))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _range(connection: AsyncConnection, id_: Column[int]) -> range:
    """Return the range of a table's ids."""
    # One query per end: SQLite looks each up, but reads the whole table for both.
    lowest, highest = (select(end(id_)).scalar_subquery() for end in (func.min, func.max))
    ends = select(func.coalesce(lowest, 0), func.coalesce(highest, -1))
    first, last = (await connection.execute(ends)).one()
    return range(first, last + 1)


def _parsed(texts: Sequence[str | None]) -> Columns:
    """Parse columns that SQLite wrote as text: far faster than an object per integer."""
    return [np.fromstring(text or "", np.int64, sep=" ") for text in texts]


async def _copied(
    connection: AsyncConnection, query: Select[Any], columns: int, take: Take
) -> None:
    """Read by COPY in PostgreSQL's binary format: rows of integers, all of one length."""
    waiting = bytearray()
    read = 0

    def hand_over() -> None:
        take(_decoded(waiting, columns))

    async def receive(data: bytes) -> None:
        nonlocal read
        waiting.extend(data if read else data[_HEADER:])
        read += len(data)
        if len(waiting) >= AT_A_TIME:
            await asyncio.to_thread(hand_over)

    raw = await connection.get_raw_connection()
    driver = cast("Any", raw.driver_connection)
    statement = _written(connection, query)
    await driver.copy_from_query(statement, output=receive, format="binary")
    await asyncio.to_thread(hand_over)


def _decoded(waiting: bytearray, columns: int) -> Columns:
    """Decode and remove the rows that have arrived completely; the trailer is no row."""
    field = np.dtype([("length", ">i4"), ("number", ">i8")])
    row = np.dtype([("count", ">i2"), ("fields", field, (columns,))])
    whole = len(waiting) // row.itemsize * row.itemsize
    numbers = np.frombuffer(bytes(waiting[:whole]), row)["fields"]["number"]
    del waiting[:whole]
    return [numbers[:, number].astype(np.int64) for number in range(columns)]


def _joined(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    joined = np.concatenate(parts)
    parts.clear()
    return joined


def _written(connection: AsyncConnection, query: Select[Any]) -> str:
    """Return a query with its parameters written as literals; they are all our own.

    COPY takes no parameters, and SQLite copies a parameter again for every row, which is half
    of its time.
    """
    return str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
