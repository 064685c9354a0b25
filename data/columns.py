"""Reading whole tables as columns of numbers: no object for a row, no row on the event loop."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, ColumnElement, Select, func, select, type_coerce
from sqlalchemy import cast as type_cast
from sqlalchemy.ext.asyncio import AsyncConnection

PARTITION = 50_000  # ids a statement of SQLite; threads take turns between them
_HEADER = 19  # bytes of PostgreSQL's signature, flags and the length of no extension
_TRAILER = 2

Numbers = NDArray[np.int64]  # shape (columns, rows)


async def of_guild(
    connection: AsyncConnection,
    guild_id: int,
    numbers: Sequence[ColumnElement[Any]],
    id_: Column[int],
    *,
    beside: AsyncConnection | None = None,
) -> Numbers:
    """Read columns of all of a guild's rows in a table, whose own numbers are `id_`, in no order.

    With a connection `beside` the first one two cores read SQLite at once; each of the two sees
    what was stored when it began.
    """
    # No index: SQLite would look up each row by itself, in the index's order.
    where = type_coerce(id_.table.c.guild_id, BigInteger).op("+")(0) == guild_id
    if connection.dialect.name == "postgresql":
        wide = [type_cast(column, BigInteger) for column in numbers]
        return await _copied(connection, cast("Select[Any]", select(*wide)).where(where), len(wide))
    texts = [func.group_concat(column, " ") for column in numbers]
    connections = [connection, beside] if beside else [connection]
    return await _concatenated(connections, select(*texts).where(where), id_)


async def of_rows(
    connection: AsyncConnection, numbers: Sequence[ColumnElement[Any]], which: ColumnElement[bool]
) -> Numbers:
    """Read columns of the rows that an index finds; not so many that one text can't hold them."""
    if connection.dialect.name == "postgresql":
        wide = [type_cast(column, BigInteger) for column in numbers]
        return await _copied(connection, cast("Select[Any]", select(*wide)).where(which), len(wide))
    query = select(*(func.group_concat(column, " ") for column in numbers)).where(which)
    texts = (await connection.exec_driver_sql(_written(connection, query))).one()
    return await asyncio.to_thread(_parsed, texts)


async def _concatenated(
    connections: Sequence[AsyncConnection], query: Select[Any], id_: Column[int]
) -> Numbers:
    """Read SQLite: each connection takes the next part as soon as it is free."""
    ids = await _range(connections[0], id_)
    starts = iter(ids[::PARTITION])
    read = np.empty((len(query.selected_columns), len(ids)), np.int64)  # unfilled takes no memory
    filled = 0

    async def fill(connection: AsyncConnection) -> None:
        nonlocal filled
        for start in starts:
            part = query.where(id_.between(start, start + PARTITION - 1))
            texts = (await connection.exec_driver_sql(_written(connection, part))).one()
            parsed = await asyncio.to_thread(_parsed, texts)
            place, filled = filled, filled + parsed.shape[1]
            read[:, place:filled] = parsed

    try:
        async with asyncio.TaskGroup() as readers:
            for connection in connections:
                readers.create_task(fill(connection))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return read[:, :filled]


async def _range(connection: AsyncConnection, id_: Column[int]) -> range:
    """Return the numbers that a table's rows have, and those between."""
    # Each end by itself: SQLite looks one up, but reads the whole table for both.
    lowest, highest = (select(end(id_)).scalar_subquery() for end in (func.min, func.max))
    ends = select(func.coalesce(lowest, 0), func.coalesce(highest, -1))
    first, last = (await connection.execute(ends)).one()
    return range(first, last + 1)


def _parsed(texts: Sequence[str | None]) -> Numbers:
    """Read columns that SQLite wrote as text: far quicker than an object for each number."""
    return np.array([np.fromstring(text or "", np.int64, sep=" ") for text in texts])


async def _copied(connection: AsyncConnection, query: Select[Any], columns: int) -> Numbers:
    """Read by COPY in PostgreSQL's binary format: rows of numbers, all of one length."""
    received: list[bytes] = []

    async def receive(data: bytes) -> None:
        received.append(data)

    raw = await connection.get_raw_connection()
    driver = cast("Any", raw.driver_connection)
    statement = _written(connection, query)
    await driver.copy_from_query(statement, output=receive, format="binary")
    return await asyncio.to_thread(_decoded, received, columns)


def _decoded(received: Sequence[bytes], columns: int) -> Numbers:
    field = np.dtype([("length", ">i4"), ("number", ">i8")])
    row = np.dtype([("count", ">i2"), ("fields", field, (columns,))])
    data = b"".join(received)
    rows = np.frombuffer(data, row, (len(data) - _HEADER - _TRAILER) // row.itemsize, _HEADER)
    return rows["fields"]["number"].T.astype(np.int64, order="C")


def _written(connection: AsyncConnection, query: Select[Any]) -> str:
    """Return a query of our own numbers and words, written out.

    COPY takes no parameters, and SQLite copies one anew for every row: half of its time.
    """
    return str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
