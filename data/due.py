"""When stored work is due."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

FURTHEST = timedelta(days=1)  # nothing is put off for so long


def due_at(next_try_at: Column[datetime]) -> ColumnElement[bool]:
    """Return whether it is time for a try, for a statement that is given `instants`.

    Also where the time lies further ahead than anything is put off: a clock that was wrong set it,
    and by the right one it would lie as far off as that clock was ahead.
    """
    return or_(next_try_at <= bindparam("now"), next_try_at > bindparam("furthest"))


def instants(now: datetime) -> dict[str, Any]:
    """Return what `due_at` compares with."""
    return {"now": now, "furthest": now + FURTHEST}


def first_due(next_try_at: Column[datetime], *of: ColumnElement[bool]) -> Select[datetime]:
    """Return the question for one piece of work that is due, of those described."""
    return select(next_try_at).where(*of, due_at(next_try_at)).limit(1)


async def is_due(connection: AsyncConnection, first: Select[datetime], now: datetime) -> bool:
    """Tell whether there may be anything to claim: cheaper than to claim nothing."""
    return await connection.scalar(first, instants(now)) is not None
