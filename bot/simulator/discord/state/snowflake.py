"""Discord's ids: a time in milliseconds, then a counter."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 22


def snowflake_time(snowflake: int) -> datetime:
    """When the thing with this id was made, in UTC, to the millisecond."""
    return EPOCH + timedelta(milliseconds=snowflake >> _COUNTER_BITS)


def snowflake_at(moment: datetime) -> int:
    """The lowest id that something made at that moment could have."""
    return ((moment - EPOCH) // timedelta(milliseconds=1)) << _COUNTER_BITS


class Snowflakes:
    """Makes ids that are unique, and ordered as long as the clock is."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._counter = 0
        self._foretold: deque[int] = deque()

    def foretell(self, *ids: int) -> None:
        """Say which ids come next, where what is played must fit records that exist."""
        self._foretold += ids

    def make(self, moment: datetime | None = None) -> int:
        """An id for something made at `moment`, by default now."""
        if self._foretold:
            return self._foretold.popleft()
        self._counter = (self._counter + 1) % (1 << _COUNTER_BITS)
        return snowflake_at(moment or self._now()) | self._counter
