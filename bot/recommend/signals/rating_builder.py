"""Collect all signals of a server in parts, in half the bytes of the rows read."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.growable_arrays import GrowableArrays
from bot.recommend.index.id_lookup import Finder, distinct, find
from bot.recommend.index.records import RatingColumns, RatingParts
from bot.recommend.index.row_runs import runs
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.signals.aggregate import KindWeights, SignalColumns, summed
from bot.recommend.signals.model import KINDS, PUBLIC

AT_A_TIME = 125_000  # signals summed up in one batch
_PUBLIC = np.array([kind in PUBLIC for kind in KINDS])

Seconds = NDArray[np.uint32]


class RatingBuilder:
    """Collects the signals on known items; skips those on others.

    Attributes:
        active: Shape (items,), when each was created or got a public signal: seconds since 1970.
    """

    def __init__(self, numbers: Ints, authors: Ints, active: Ints) -> None:
        """Start without signals; `numbers` are the item ids, ascending."""
        self.active = active
        self._items = Finder(numbers)
        self._authors = authors
        self._members = np.empty(0, np.int64)  # ids in ascending order
        self._codes = np.empty(0, np.int32)  # the code of each, in order of arrival
        self._users, self._places = (
            GrowableArrays(np.dtype(np.int32)),
            GrowableArrays(np.dtype(np.int32)),
        )
        self._at, self._kinds = (
            GrowableArrays(np.dtype(np.uint32)),
            GrowableArrays(np.dtype(np.int8)),
        )

    def take(self, columns: SignalColumns) -> None:
        """Add signals. Not thread-safe."""
        place = self._items.find(columns.item)
        known = (place != MISSING) & (columns.kind >= 0)
        if not known.all():
            columns, place = columns.only(known), place[known]
        seconds = (columns.at // 1000).astype(np.uint32)
        # An author's own signals don't count, or an author could keep a thread on top.
        counts = _PUBLIC[columns.kind] & (self._authors[place] != columns.user)
        np.maximum.at(self.active, place[counts], seconds[counts].astype(np.int64))
        self._users.append(self._coded(columns.user))
        self._places.append(place)
        self._at.append(seconds)
        self._kinds.append(columns.kind)

    def pairs(self, rule: KindWeights) -> RatingParts:
        """Sum up the signals by member and item, and release them."""
        ranks = np.empty(len(self._codes), np.int32)
        ranks[self._codes] = np.arange(len(ranks), dtype=np.int32)
        members = ranks[self._users.taken()]
        columns = (self._places.taken(), self._kinds.taken(), self._at.taken())
        parts = _summed(members, columns, np.append(rule, 0.0))
        return RatingParts(self._members, parts, len(members))

    def _coded(self, users: Ints) -> Ids:
        found = find(self._members, users)
        if (found == MISSING).any():
            new = distinct(users[found == MISSING])
            ids = np.concatenate([self._members, new])
            codes = np.append(self._codes, np.arange(len(self._codes), len(ids), dtype=np.int32))
            order = np.argsort(ids)
            self._members, self._codes = ids[order], codes[order]
            found = find(self._members, users)
        return self._codes[found]


def _summed(
    members: Ids, columns: tuple[Ids, NDArray[np.int8], Seconds], rule: KindWeights
) -> Iterator[RatingColumns]:
    """Yield pairs by ascending members, in batches."""
    items, kinds, at = columns
    for some in runs(members, AT_A_TIME):
        yield summed(members[some], items[some], kinds[some], at[some], rule)
