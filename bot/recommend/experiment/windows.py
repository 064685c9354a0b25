"""Divide time into blocks, so that repeated checks of the figures do no harm.

Checking a 95 % interval every day, and trusting the first that shows a difference, gives false
results far more often than once in twenty. So time is divided into blocks of whole weeks, the same
for all servers, and only complete blocks are counted: between two ends of blocks the figures stay
the same, however often staff check them. The running block shows only how many members it has
reached, because that doesn't predict its result.

How far back the figures reach depends on the number of members alone: they use as many of the
newest complete blocks as contain the minimum in both groups. A large community gets figures of the
last weeks, a small one of the last months.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ANCHOR = datetime(1970, 1, 5, tzinfo=UTC)  # a Monday


@dataclass(frozen=True, slots=True)
class AnalysisWindows:
    """The blocks of an analysis.

    Attributes:
        length: Length of a block.
        window: Time after the last impression of a block until the block is complete.
    """

    length: timedelta
    window: timedelta

    def newest_end(self, now: datetime) -> datetime:
        """Return the end of the newest complete block."""
        return ANCHOR + (now - self.window - ANCHOR) // self.length * self.length

    def next_update(self, now: datetime) -> datetime:
        """Return when the next block will be complete, and the figures change."""
        return self.newest_end(now) + self.length + self.window

    def starts(self, now: datetime, kept: timedelta) -> list[datetime]:
        """Return the starts of complete blocks whose records are kept until `next_update`.

        Oldest first; always the same number, so that the figures don't change before that.
        """
        count = (kept - self.window - self.length) // self.length
        end = self.newest_end(now)
        return [end - number * self.length for number in range(count, 0, -1)]

    def kept(self, wanted: timedelta) -> timedelta:
        """Return how long records are kept: as set, but long enough for one analysis."""
        return max(wanted, 2 * self.length + self.window)
