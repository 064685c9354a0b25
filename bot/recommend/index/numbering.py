"""Small numbers for Discord's long ids: what arrays can be indexed by."""

import numpy as np

from bot.recommend.index.finding import find
from bot.recommend.index.lists import GONE, Ids, Ints, longer


class Numbering:
    """Gives ids small numbers in the order in which they come, and finds them again."""

    def __init__(self, ids: Ints) -> None:
        self.ids: Ints = ids
        self.size = len(ids)
        order = np.argsort(ids, kind="stable")
        self._keys = ids[order]
        self._sorted = np.append(order, GONE).astype(np.int32)  # at the place GONE stands GONE
        self._later: dict[int, int] = {}

    def find(self, ids: Ints) -> Ids:
        """Return the numbers of ids, GONE for those without one."""
        found = self._sorted[find(self._keys, ids)]
        if self._later:
            for n in np.flatnonzero(found == GONE):
                found[n] = self._later.get(int(ids[n]), GONE)
        return found

    def one(self, number: int) -> int:
        """Return the number of one id, or GONE."""
        if number in self._later:
            return self._later[number]
        place = int(np.searchsorted(self._keys, number))
        hit = place < len(self._keys) and int(self._keys[place]) == number
        return int(self._sorted[place]) if hit else GONE

    def number(self, ids: Ints) -> Ids:
        """Return the numbers of ids, giving those that have none the next ones."""
        found = self.find(ids)
        for n in np.flatnonzero(found == GONE):
            each = int(ids[n])
            if each not in self._later:
                if self.size == len(self.ids):
                    grown: Ints = longer(self.ids, self.size + 1)
                    self.ids = grown
                self.ids[self.size] = each
                self._later[each] = self.size
                self.size += 1
            found[n] = self._later[each]
        return found

    @property
    def nbytes(self) -> int:
        """Bytes held, those of the few later ones estimated."""
        return self.ids.nbytes + self._sorted.nbytes + self._keys.nbytes + 100 * len(self._later)
