"""Which part of a channel must be read again, and when what is found there happened. Pure.

Discord tells when a message was written, but not when a reaction was set. One that is found on a
message we had read before was set after we had: it gets the time at which we last knew the
message. One on a message that is new to us gets the message's own time, since most reactions come
soon after it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.recommend.signals.snowflake import id_at, time_of
from data.history import HistoryMark


@dataclass(frozen=True, slots=True)
class Lookback:
    """How far back is looked: into a channel never read, and before what was read last."""

    backfill: timedelta
    recheck: timedelta


@dataclass(frozen=True, slots=True)
class HistoryWindow:
    """A part of a channel: all messages above the id `low`.

    Attributes:
        low: the first message read is the next one.
        known_to: messages up to this id had been read before.
        seen_at: as of when those are known; None where none are.
    """

    low: int
    known_to: int = 0
    seen_at: datetime | None = None

    def reacted_at(self, message_id: int) -> datetime:
        """Return when a reaction was set that is new to us."""
        written = time_of(message_id)
        if self.seen_at is None or message_id > self.known_to:
            return written
        return max(written, self.seen_at)


def window_of(
    mark: HistoryMark | None, heard_until: datetime | None, now: datetime, reach: Lookback
) -> HistoryWindow:
    """Return what must be read of a channel.

    Args:
        mark: How far the channel was read, if ever.
        heard_until: Until when the whole server was known; a later mark is of a reading that was
            cut off.
        now: When this reading began.
        reach: How far back to look.
    """
    if mark is None:
        return HistoryWindow(id_at(now - reach.backfill))
    known_to, seen_at = mark.read_to, mark.seen_at
    if heard_until is not None and heard_until >= seen_at:
        known_to, seen_at = max(known_to, id_at(heard_until)), heard_until
    return HistoryWindow(min(known_to, id_at(seen_at - reach.recheck)), known_to, seen_at)
