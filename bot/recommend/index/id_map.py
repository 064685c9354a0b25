"""Rows for Discord's ids: small consecutive numbers that can index arrays."""

import numpy as np

from bot.recommend.index.id_lookup import find
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints, enlarged, with_spare


class IdMap:
    """Assigns rows to ids in the order in which they are added, and finds them again."""

    def __init__(self, ids: Ints) -> None:
        count = len(ids)
        self.ids: Ints = with_spare(ids)
        self.size = count
        self._keys = self.ids[:count]
        self._order: Ids | None = None  # the row of each key; None: the keys' own order
        if (ids[1:] <= ids[:-1]).any():
            order = np.argsort(ids, kind="stable")
            self._keys = ids[order]
            self._order = np.append(order, MISSING).astype(
                np.int32
            )  # so that index MISSING gives MISSING
        self._later: dict[int, int] = {}

    def find(self, ids: Ints) -> Ids:
        """Return the rows of ids, MISSING for unknown ones."""
        found = find(self._keys, ids)
        if self._order is not None:
            found = self._order[found]
        if self._later:
            for n in np.flatnonzero(found == MISSING):
                found[n] = self._later.get(int(ids[n]), MISSING)
        return found

    def one(self, number: int) -> int:
        """Return the row of one id, or MISSING."""
        if number in self._later:
            return self._later[number]
        place = int(np.searchsorted(self._keys, number))
        hit = place < len(self._keys) and int(self._keys[place]) == number
        if not hit:
            return MISSING
        return place if self._order is None else int(self._order[place])

    def number(self, ids: Ints) -> Ids:
        """Return the rows of ids, assigning the next ones to unknown ids."""
        found = self.find(ids)
        for n in np.flatnonzero(found == MISSING):
            each = int(ids[n])
            if each not in self._later:
                if self.size == len(self.ids):
                    grown: Ints = enlarged(self.ids, self.size + 1)
                    self.ids = grown
                self.ids[self.size] = each
                self._later[each] = self.size
                self.size += 1
            found[n] = self._later[each]
        return found

    @property
    def nbytes(self) -> int:
        """Return the bytes in use; those of ids added later are estimated."""
        apart = 0 if self._order is None else self._order.nbytes + self._keys.nbytes
        return self.ids.nbytes + apart + 100 * len(self._later)
