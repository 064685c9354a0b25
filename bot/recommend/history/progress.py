"""The progress and counts of a backfill."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

MIN_SHARE = 0.02  # share of the work from which on the time left is estimated


@dataclass(slots=True)
class BackfillProgress:
    """Counts of one backfill.

    Attributes:
        began: When it began.
        since: Until when the server was known before; None for the first backfill.
        channels: Number of channels to read.
        done: Number of channels read, including a fraction of the current one.
        messages: Number of messages read.
        added: Signals that weren't stored.
        undone: Signals that were removed.
        gone: Messages, threads and channels that no longer exist.
        unreadable: Channels that the bot may not read.
    """

    began: datetime
    since: datetime | None
    channels: int
    done: float = 0.0
    messages: int = 0
    added: int = 0
    undone: int = 0
    gone: int = 0
    unreadable: int = 0

    @property
    def missed(self) -> bool:
        """Return whether anything had been missed live."""
        return bool(self.added or self.undone or self.gone)

    @property
    def share(self) -> float:
        """Return the share of the work that is done, 0 to 1."""
        return min(self.done / self.channels, 1.0) if self.channels else 1.0

    def left(self, now: datetime) -> timedelta | None:
        """Estimate the time left; None before there is enough to estimate from."""
        if self.share < MIN_SHARE:
            return None
        return (now - self.began) * ((1 - self.share) / self.share)


BackfillListener = Callable[[BackfillProgress], Awaitable[None]]
