"""The items that may be recommended now, updated as the index changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.index import Index
from bot.recommend.index.sparse_rows import Ids, Ints, enlarged
from bot.recommend.index.state import CandidatePool

DAY = 86_400
STALE_SECONDS = 60  # how often items without activity for too long are removed
AUDIENCES = 1_000  # sets of readable channels whose newest items are cached
CHANGES = 10_000  # kept for audiences that have not been updated since

Age = tuple[int, int]  # when an item was active last, and its row: the larger row counts as newer


@dataclass(slots=True)
class _Audience:
    """The cached pool of all members who read the same channels.

    Attributes:
        rooms: Shape (room for channels,), whether each is one of those.
        items: Rows of the open items there that were active last, ascending.
        least: The age of the oldest of them, where older ones were left out.
        read: How many of the changes are applied.
    """

    rooms: NDArray[np.bool_]
    items: Ids
    least: Age | None
    read: int


class Pools:
    """The pools of one index. An update costs time for the changes, not for all items."""

    def __init__(self, index: Index, most: int) -> None:
        """Keep at most `most` items a pool."""
        self._index = index
        self._most = most
        self._open: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._seen = 0  # how many of the index's changes are applied
        self._until: int | None = None  # when stale items are removed next
        self._changes: list[Ids] = []
        self._audiences: dict[bytes, _Audience] = {}
        self._by_time: Ints | None = None  # all open items, until one of them changes

    def of(self, rooms: NDArray[np.bool_], now: int) -> CandidatePool:
        """Return the pool for readers of some channels: shape (room for channels,).

        The pool's arrays are shared with the index, so they change with it.
        """
        self._keep_up(now)
        key = rooms.tobytes()
        audience = self._audiences.get(key)
        if audience is None:
            if len(self._audiences) >= AUDIENCES:
                self._audiences.pop(next(iter(self._audiences)))
            audience = self._audiences[key] = self._new(rooms.copy())
        elif audience.read < len(self._changes):
            self._update(audience)
        return CandidatePool(audience.items, self._open, audience.rooms)

    def narrowed(self, pool: CandidatePool, allowed: NDArray[np.bool_]) -> CandidatePool:
        """Return the part of a pool that is also allowed: shape (room for items,)."""
        open_ = pool.eligible & allowed
        places = readable(self._index, pool._replace(eligible=open_))
        return CandidatePool(self._newest(places), open_, pool.rooms)

    def newest_first(self, now: int) -> Ints:
        """Return all open items, newest first; of two equally old, the larger row first."""
        self._keep_up(now)
        if self._by_time is None:
            places = np.flatnonzero(self._open)
            self._by_time = places[np.lexsort((-places, -self._index.created[places]))]
        return self._by_time

    def _keep_up(self, now: int) -> None:
        index = self._index
        if self._until is None:
            self._open = is_open(index, slice(None), now)
            self._seen, self._until = len(index.changes), now + STALE_SECONDS
            return
        changed, self._seen = index.changes[self._seen :], len(index.changes)
        if now >= self._until:
            self._until = now + STALE_SECONDS
            places = np.flatnonzero(self._open)
            changed.append(places[~is_fresh(index, places, now)].astype(np.int32))
        if not any(map(len, changed)):
            return
        places = np.unique(np.concatenate(changed))
        if len(self._open) < len(index.created):
            self._open = enlarged(self._open, len(index.created))[: len(index.created)]
        self._open[places] = is_open(index, places, now)
        self._by_time = None
        self._changes.append(places)
        if len(self._changes) > CHANGES:
            self._changes, self._audiences = [], {}

    def _new(self, rooms: NDArray[np.bool_]) -> _Audience:
        places = readable(self._index, CandidatePool(np.empty(0, np.int32), self._open, rooms))
        audience = _Audience(rooms, self._newest(places), None, len(self._changes))
        if len(audience.items) < len(places):
            audience.least = self._oldest(audience.items)
        return audience

    def _update(self, audience: _Audience) -> None:
        """Choose among the items chosen before and those changed since.

        No other item was active later than the oldest chosen one. So only where one dropped out or
        became older (an item or a signal was removed) may another be next: then all are compared.
        """
        changed = self._changes[audience.read :]
        places = np.unique(np.concatenate([audience.items, *changed]))
        channels = self._index.world.channels
        places = places[self._open[places] & audience.rooms[channels[places]]]
        items, least = self._newest(places), audience.least
        dropped = least is not None and (len(items) < self._most or self._oldest(items) < least)
        if dropped:
            fresh = self._new(audience.rooms)
            audience.items, audience.least = fresh.items, fresh.least
        else:
            cut = least is not None or len(items) < len(places)
            audience.items, audience.least = items, self._oldest(items) if cut else None
        audience.read = len(self._changes)

    def _newest(self, places: Ints | Ids) -> Ids:
        """Return the rows active last of ascending ones; of equally old ones, the larger."""
        if len(places) > self._most:
            active = self._index.active[places]
            least = np.partition(active, -self._most)[-self._most]
            newer, equal = np.flatnonzero(active > least), np.flatnonzero(active == least)
            places = places[np.union1d(newer, equal[len(equal) + len(newer) - self._most :])]
        return places.astype(np.int32)

    def _oldest(self, items: Ids) -> Age:
        active = self._index.active[items]
        return int(active.min()), int(items[np.argmin(active)])


def readable(index: Index, pool: CandidatePool) -> Ints:
    """Return the rows of all items that a pool allows, ascending."""
    places = np.flatnonzero(pool.eligible)
    return places[pool.rooms[index.world.channels[places]]]


def is_open(index: Index, places: Ids | slice, now: int) -> NDArray[np.bool_]:
    """Return whether each of some items may be recommended to any member.

    The cards of contents are not among them, because what a member may do with a content decides:
    they are ranked by themselves.
    """
    shown = index.alive[places] & (index.content_ids[places] == 0)
    return shown & index.earned(places) & is_fresh(index, places, now)


def is_fresh(index: Index, places: Ints | Ids | slice, now: int) -> NDArray[np.bool_]:
    """Return whether each of some items was active lately enough to be recommended."""
    return now - index.active[places] <= index.tuning.max_age_days * DAY
