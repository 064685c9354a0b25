"""Provide a clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class HandClock:
    """Moved by hand."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
