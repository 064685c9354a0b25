"""Delete old rows in small transactions, so that other writers wait briefly."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from data.engine import Database

STEP = 2_000  # rows per transaction

# Deletes at most so many rows from before an instant; returns how many there were.
Prune: TypeAlias = Callable[[AsyncConnection, datetime, int], Awaitable[int]]


async def in_steps(database: Database, prune: Prune, before: datetime) -> None:
    """Delete all rows from before an instant, one step after the other."""
    gone = STEP
    while gone == STEP:
        async with database.write() as connection:
            gone = await prune(connection, before, STEP)
