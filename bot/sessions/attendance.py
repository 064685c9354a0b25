"""Computes from stays in a channel how long members attended a session. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Stay:
    """A member's uninterrupted stay in a channel, as far as it was observed.

    Attributes:
        ended_at: When they left, or were last seen; None: they are still there.
    """

    user_id: int
    began_at: datetime
    ended_at: datetime | None


def attended(
    stays: Iterable[Stay], begins: datetime, ends: datetime, now: datetime
) -> dict[int, timedelta]:
    """Return how long each member was there between two times; only who was there.

    Overlapping stays of a member count once.
    """
    within: dict[int, list[tuple[datetime, datetime]]] = {}
    for stay in stays:
        start, end = max(stay.began_at, begins), min(stay.ended_at or now, ends)
        if start < end:
            within.setdefault(stay.user_id, []).append((start, end))
    return {user_id: _covered(spans) for user_id, spans in within.items()}


def needed_time(minutes: int, lasted: timedelta, percent: int) -> timedelta:
    """Return how long a member must attend a session for it to be done.

    A share of the planned minutes, or of what it really lasted if that was less: an end before the
    time is nobody's fault, and an overrun no duty.
    """
    return min(timedelta(minutes=minutes), lasted) * percent / 100


def whole_minutes(time: timedelta) -> int:
    """Return a time in minutes, rounded to the nearest."""
    return round(time.total_seconds() / 60)


def _covered(spans: list[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(0), None
    for start, end in sorted(spans):
        fresh = start if reached is None else max(start, reached)
        if end > fresh:
            total += end - fresh
            reached = end
    return total
