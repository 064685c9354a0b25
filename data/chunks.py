"""Split long lists of ids into parts, for one statement each."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import Result, Select
from sqlalchemy.ext.asyncio import AsyncConnection

AT_A_TIME = 5_000  # both databases accept 32,000 parameters per statement
WHOLE_ROWS = 300  # large rows that are read at once: some milliseconds of the event loop

T = TypeVar("T", int, tuple[int, int])


def chunked(ids: Collection[T], size: int = AT_A_TIME) -> Iterator[list[T]]:
    """Yield the ids in ascending order, at most `size` at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


async def in_parts(
    connection: AsyncConnection, query: Select[Any], ids: Collection[int], **values: int
) -> AsyncGenerator[Result[Any]]:
    """Run a query with the parameter `ids` for some ids after the others, ascending.

    Between two parts others get the event loop, because there may be thousands of rows.
    """
    for number, part in enumerate(chunked(ids, WHOLE_ROWS)):
        if number:
            await asyncio.sleep(0)
        yield await connection.execute(query, {**values, "ids": part})
