"""Signals: what members do, said in ids. Values only; the buffer collects them.

What is made for every event is a named tuple: a frozen dataclass takes three times as long.
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
# What a reaction can be: by its emoji a like or a dislike, or one too many in a minute.
REACTIONS: tuple[SignalKind, ...] = tuple(
    kind.name for kind in SIGNAL_KINDS if kind.by == "reaction"
)
# What Discord's history shows, and can therefore be read back.
HISTORY: frozenset[SignalKind] = frozenset(
    kind.name for kind in SIGNAL_KINDS if kind.by != "feedback"
)

_POSITIVE_63_BITS = (1 << 63) - 1


class SignalKey(NamedTuple):
    """What makes an act itself: recorded twice, it is one signal.

    Attributes:
        guild_id: the server.
        user_id: who acted.
        object_id: Discord's id of the item.
        kind: what was done, a key of `[activity.weights]`.
        source_id: the message that carried the act; it takes the act with it when deleted.
        key: tells two acts on one message apart: the emoji (`emoji_key`), else 0.
    """

    guild_id: int
    user_id: int
    object_id: int
    kind: SignalKind
    source_id: int
    key: int = 0


class Signal(NamedTuple):
    """An act at its time (UTC)."""

    key: SignalKey
    at: datetime


@dataclass(frozen=True, slots=True)
class SourcesCleared:
    """Messages lost acts that they carried: those of some kinds, or with one emoji.

    A thread begun on a message has its id, and is not the message: what members said of the thread
    (*save*, *more*, *less*) is none of what the message carried.
    """

    guild_id: int
    source_ids: frozenset[int]
    kinds: frozenset[SignalKind] = HISTORY
    key: int | None = None

    def covers(self, act: SignalKey) -> bool:
        """Say whether `act` is among what was lost."""
        return (
            act.source_id in self.source_ids
            and act.guild_id == self.guild_id
            and act.kind in self.kinds
            and self.key in (None, act.key)
        )


@dataclass(frozen=True, slots=True)
class ObjectsDeleted:
    """Things that are no more, with everything done on them.

    Attributes:
        guild_id: the server.
        what: which ids `ids` holds. A deleted message ends its item, but not a thread begun on it.
        ids: Discord's ids.
        at: when we heard of it (UTC).
    """

    guild_id: int
    what: Literal["messages", "threads", "channels"]
    ids: frozenset[int]
    at: datetime


@lru_cache(maxsize=1024)
def emoji_key(emoji_id: int | None, name: str | None) -> int:
    """Return a number that stands for an emoji: its id, or a stable 63-bit hash of its name."""
    if emoji_id is not None:
        return emoji_id
    digest = hashlib.blake2b((name or "").encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _POSITIVE_63_BITS
