"""What a reading of history has come to so far."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST_SHARE = 0.02  # of the work; before that an estimate would be a guess


@dataclass(slots=True)
class BackfillProgress:
    """Counts of one reading.

    Attributes:
        began: when it began.
        since: until when the server was known before; None: this is the first reading.
        channels: how many there are to read.
        done: how many of them are read, and parts of one.
        messages: how many were looked at.
        added: acts that were new to us.
        undone: acts that were taken back.
        gone: messages, threads and channels that are no more.
        unreadable: channels that we may not read.
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
        """Whether anything was found that we had not heard."""
        return bool(self.added or self.undone or self.gone)

    @property
    def share(self) -> float:
        """How much of the work is done, 0 to 1."""
        return min(self.done / self.channels, 1.0) if self.channels else 1.0

    def left(self, now: datetime) -> timedelta | None:
        """Estimate how long it will still take; None while that would be a guess."""
        if self.share < LEAST_SHARE:
            return None
        return (now - self.began) * ((1 - self.share) / self.share)


BackfillListener = Callable[[BackfillProgress], Awaitable[None]]
