"""Signals: what members do, as ids. Values only; the buffer collects them.

What is created for every event is a named tuple, because a frozen dataclass takes three times as
long.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, NamedTuple

from bot.signal_kinds import SIGNAL_KINDS, SignalKind

KINDS: tuple[SignalKind, ...] = tuple(kind.name for kind in SIGNAL_KINDS)
NAMED: dict[str, SignalKind] = {kind: kind for kind in KINDS}
PUBLIC: frozenset[SignalKind] = frozenset(kind.name for kind in SIGNAL_KINDS if kind.public)
ANSWERS: frozenset[SignalKind] = frozenset(kind.name for kind in SIGNAL_KINDS if kind.answer)
# The kinds of a reaction: like or dislike by its emoji, or part of a burst.
REACTIONS: tuple[SignalKind, ...] = tuple(
    kind.name for kind in SIGNAL_KINDS if kind.by == "reaction"
)
# The kinds that Discord's history shows, and that a backfill can therefore read.
HISTORY: frozenset[SignalKind] = frozenset(
    kind.name for kind in SIGNAL_KINDS if kind.by in ("message", "reaction")
)
# The kinds of what members do with contents.
CONTENT: tuple[SignalKind, ...] = tuple(kind.name for kind in SIGNAL_KINDS if kind.by == "content")

_POSITIVE_63_BITS = (1 << 63) - 1


class SignalKey(NamedTuple):
    """The identity of a signal: recorded twice, it is stored once.

    Attributes:
        guild_id: The server.
        user_id: The member who acted.
        object_id: Discord's id of the item.
        kind: The kind of signal, a key of `[activity.weights]`.
        source_id: The message that the signal is read from; deleting it removes the signal.
        key: Distinguishes two signals from one message: the emoji (`emoji_key`), else 0.
    """

    guild_id: int
    user_id: int
    object_id: int
    kind: SignalKind
    source_id: int
    key: int = 0


class Signal(NamedTuple):
    """A signal with its time (UTC)."""

    key: SignalKey
    at: datetime


@dataclass(frozen=True, slots=True)
class SourcesCleared:
    """Messages whose signals were removed: those of some kinds, or with one emoji.

    A thread started on a message has the message's id but is another object: feedback on the
    thread (*save*, *more*, *less*) is not among the message's signals.
    """

    guild_id: int
    source_ids: frozenset[int]
    kinds: frozenset[SignalKind] = HISTORY
    key: int | None = None

    def covers(self, signal: SignalKey) -> bool:
        """Return whether `signal` is among the removed signals."""
        return (
            signal.source_id in self.source_ids
            and signal.guild_id == self.guild_id
            and signal.kind in self.kinds
            and self.key in (None, signal.key)
        )


@dataclass(frozen=True, slots=True)
class ObjectsDeleted:
    """Deleted objects, to be removed with all signals on them.

    Attributes:
        guild_id: The server.
        what: The type of the ids. Deleting a message doesn't delete a thread started on it.
        ids: Discord's ids.
        at: When the event was received (UTC).
    """

    guild_id: int
    what: Literal["messages", "threads", "channels"]
    ids: frozenset[int]
    at: datetime


@lru_cache(maxsize=1024)
def emoji_key(emoji_id: int | None, name: str | None) -> int:
    """Return a number for an emoji: its id, or a stable 63-bit hash of its name."""
    if emoji_id is not None:
        return emoji_id
    digest = hashlib.blake2b((name or "").encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _POSITIVE_63_BITS
