"""Conditions for stored work that is due."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

FURTHEST = timedelta(days=1)  # nothing is postponed for longer


def due_at(next_try_at: Column[datetime]) -> ColumnElement[bool]:
    """Return a condition for due work, for a statement with the parameters `instants`.

    Work scheduled further ahead than `FURTHEST` is due too: a clock that was ahead must have
    set that time.
    """
    return or_(next_try_at <= bindparam("now"), next_try_at > bindparam("furthest"))


def instants(now: datetime) -> dict[str, Any]:
    """Return the parameters that `due_at` compares with."""
    return {"now": now, "furthest": now + FURTHEST}


def first_due(next_try_at: Column[datetime], *of: ColumnElement[bool]) -> Select[datetime]:
    """Return a query for one piece of work that is due and matches the conditions."""
    return select(next_try_at).where(*of, due_at(next_try_at)).limit(1)


async def is_due(connection: AsyncConnection, first: Select[datetime], now: datetime) -> bool:
    """Return whether there may be anything to claim: cheaper than claiming nothing."""
    return await connection.scalar(first, instants(now)) is not None
