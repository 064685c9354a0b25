"""When stored work is due."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, or_

FURTHEST = timedelta(days=1)  # nothing is put off for so long


def due_at(next_try_at: Column[datetime], now: datetime) -> ColumnElement[bool]:
    """Return whether it is time for a try.

    Also where the time lies further ahead than anything is put off: a clock that was wrong set it,
    and by the right one it would lie as far off as that clock was ahead.
    """
    return or_(next_try_at <= now, next_try_at > now + FURTHEST)
