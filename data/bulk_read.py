"""Reading whole tables as columns of numbers: no object for a row, no row on the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, ColumnElement, Select, func, select, type_coerce
from sqlalchemy import cast as type_cast
from sqlalchemy.ext.asyncio import AsyncConnection

PARTITION = 50_000  # ids a statement of SQLite; threads take turns between them
AT_A_TIME = 4 << 20  # bytes of PostgreSQL's that are decoded in one go
_HEADER = 19  # bytes of PostgreSQL's signature, flags and the length of no extension

Numbers = NDArray[np.int64]  # shape (columns, rows)
Columns = list[NDArray[np.int64]]  # each by itself: who needs one no more lets it go
Take = Callable[[Columns], None]


async def of_guild(
    connection: AsyncConnection,
    guild_id: int,
    numbers: Sequence[ColumnElement[Any]],
    id_: Column[int],
) -> Columns:
    """Read columns of all of a guild's rows in a table with own numbers `id_`, in no order."""
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
    beside: AsyncConnection | None = None,
) -> None:
    """Hand over the same in parts: `take` is called in threads, once at a time.

    With a connection `beside` the first one two cores read SQLite at once; each of the two sees
    what was stored when it began.
    """
    # No index: SQLite would look up each row by itself, in the index's order.
    where = type_coerce(id_.table.c.guild_id, BigInteger).op("+")(0) == guild_id
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
    """Read columns of the rows that an index finds; not so many that one text can't hold them."""
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
    turn = Lock()

    def hand_over(texts: Sequence[str | None]) -> None:
        parsed = _parsed(texts)
        with turn:
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
    """Return the numbers that a table's rows have, and those between."""
    # Each end by itself: SQLite looks one up, but reads the whole table for both.
    lowest, highest = (select(end(id_)).scalar_subquery() for end in (func.min, func.max))
    ends = select(func.coalesce(lowest, 0), func.coalesce(highest, -1))
    first, last = (await connection.execute(ends)).one()
    return range(first, last + 1)


def _parsed(texts: Sequence[str | None]) -> Columns:
    """Read columns that SQLite wrote as text: far quicker than an object for each number."""
    return [np.fromstring(text or "", np.int64, sep=" ") for text in texts]


async def _copied(
    connection: AsyncConnection, query: Select[Any], columns: int, take: Take
) -> None:
    """Read by COPY in PostgreSQL's binary format: rows of numbers, all of one length."""
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
    """Take out the rows that have arrived whole; the trailer is no row."""
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
    """Return a query of our own numbers and words, written out.

    COPY takes no parameters, and SQLite copies one anew for every row: half of its time.
    """
    return str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
