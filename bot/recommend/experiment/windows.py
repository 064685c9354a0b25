"""When the figures of an experiment may be looked at: so rarely that looking does no harm.

Whoever looks at an interval of 95 % every day, and believes the first that says something, will
believe nonsense far more often than once in twenty. So time is cut into blocks of whole weeks, the
same for everybody, and the figures are those of blocks that are complete: between two ends of
blocks they stay as they are, however often staff look. What runs meanwhile shows only how many
members it has reached, which says nothing of how it will end.

How far back the figures reach is decided by the number of members alone: as many of the newest
complete blocks as hold the minimum in both groups. A large community gets figures of the last
weeks, a small one of the last months.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ANCHOR = datetime(1970, 1, 5, tzinfo=UTC)  # a Monday


@dataclass(frozen=True, slots=True)
class AnalysisWindows:
    """The blocks.

    Attributes:
        length: of a block.
        window: what the last showing of a block is given before the block is complete.
    """

    length: timedelta
    window: timedelta

    def newest_end(self, now: datetime) -> datetime:
        """Return the end of the newest block that is complete."""
        return ANCHOR + (now - self.window - ANCHOR) // self.length * self.length

    def next_look(self, now: datetime) -> datetime:
        """Return when the next block will be complete, and the figures change."""
        return self.newest_end(now) + self.length + self.window

    def starts(self, now: datetime, kept: timedelta) -> list[datetime]:
        """Return the starts of the complete blocks of which all is kept until the next look.

        Oldest first; as many at every time, lest the figures change between two looks.
        """
        count = (kept - self.window - self.length) // self.length
        end = self.newest_end(now)
        return [end - number * self.length for number in range(count, 0, -1)]

    def kept(self, wish: timedelta) -> timedelta:
        """Return how long records must be kept: as wished, and long enough for one look."""
        return max(wish, 2 * self.length + self.window)
