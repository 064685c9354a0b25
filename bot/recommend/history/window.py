"""Compute which part of a channel to read, and the time of its reactions. Pure.

Discord shows when a message was written, but not when a reaction was set. A new reaction on a
message that was read before was set after that, so it gets the time of that reading. One on a new
message gets the message's own time, because most reactions follow soon.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.recommend.signals.snowflake import id_at, time_of
from data.history import HistoryMark


@dataclass(frozen=True, slots=True)
class Lookback:
    """How far back to read: in a channel never read, and before what was read last."""

    backfill: timedelta
    recheck: timedelta


@dataclass(frozen=True, slots=True)
class HistoryWindow:
    """A part of a channel: all messages with an id above `low`.

    Attributes:
        low: The id after which to read.
        known_to: Messages up to this id had been read before.
        seen_at: When those were last read; None where none were.
    """

    low: int
    known_to: int = 0
    seen_at: datetime | None = None

    def reacted_at(self, message_id: int) -> datetime:
        """Return the assumed time of a reaction that isn't stored."""
        written = time_of(message_id)
        if self.seen_at is None or message_id > self.known_to:
            return written
        return max(written, self.seen_at)


def window_of(
    mark: HistoryMark | None, heard_until: datetime | None, now: datetime, reach: Lookback
) -> HistoryWindow:
    """Return the part of a channel that must be read.

    Args:
        mark: How far the channel was read, if ever.
        heard_until: Until when the whole server was known; a later mark is from an interrupted
            backfill.
        now: When this backfill began.
        reach: How far back to read.
    """
    if mark is None:
        return HistoryWindow(id_at(now - reach.backfill))
    known_to, seen_at = mark.read_to, mark.seen_at
    if heard_until is not None and heard_until >= seen_at:
        known_to, seen_at = max(known_to, id_at(heard_until)), heard_until
    return HistoryWindow(min(known_to, id_at(seen_at - reach.recheck)), known_to, seen_at)
