"""Forgetting old rows in small transactions: who else wants to write waits for one step only."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from data.engine import Database

STEP = 2_000  # rows a transaction

# Forgets at most so many rows of before an instant; returns how many there were.
Prune: TypeAlias = Callable[[AsyncConnection, datetime, int], Awaitable[int]]


async def in_steps(database: Database, prune: Prune, before: datetime) -> None:
    """Forget all rows of before an instant, a step after the other."""
    gone = STEP
    while gone == STEP:
        async with database.write() as connection:
            gone = await prune(connection, before, STEP)
