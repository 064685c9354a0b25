"""Discord's ids: a time in milliseconds, then a counter."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 22


def snowflake_time(snowflake: int) -> datetime:
    """Return when the object with this id was created, in UTC, to the millisecond."""
    return EPOCH + timedelta(milliseconds=snowflake >> _COUNTER_BITS)


def snowflake_at(moment: datetime) -> int:
    """Return the lowest id that an object created at that moment could have."""
    return ((moment - EPOCH) // timedelta(milliseconds=1)) << _COUNTER_BITS


class Snowflakes:
    """Creates ids that are unique, and ordered as long as the clock is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._counter = 0
        self._foretold: deque[int] = deque()

    def foretell(self, *ids: int) -> None:
        """Set the next ids, for actors that must match existing records."""
        self._foretold += ids

    def make(self, moment: datetime | None = None) -> int:
        """Return an id for an object created at `moment`, by default now."""
        if self._foretold:
            return self._foretold.popleft()
        self._counter = (self._counter + 1) % (1 << _COUNTER_BITS)
        return snowflake_at(moment or self._now()) | self._counter
