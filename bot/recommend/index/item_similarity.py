"""Compare items by the members who rated them."""

from dataclasses import dataclass

import numpy as np

from bot.recommend.index.aggregates import summed
from bot.recommend.index.params import Floats
from bot.recommend.index.row_reader import newest_of
from bot.recommend.index.row_runs import starts_of
from bot.recommend.index.sparse_rows import Ids, Ints, SparseEntries, SparseRowsView


@dataclass(frozen=True, slots=True)
class ItemSimilarity:
    """Some items with their newest members.

    One item is compared with all in one pass over their entries, which are few, instead of all
    with all: a list needs no more than a column for each of its own items.

    Attributes:
        entries: The ratings, in thousandths; their rows are positions of items.
        points: Shape (entries,), the same as floats.
        starts: Shape (items + 1,), where each item's entries begin.
        lengths: Shape (items,), the length of each item's ratings.
        room: One more than the largest row of their members.
    """

    entries: SparseEntries
    points: Floats
    starts: Ints
    lengths: Floats
    room: int

    @classmethod
    def of(cls, by_item: SparseRowsView, items: Ids, members_per_item: int) -> "ItemSimilarity":
        """Read the items' newest members."""
        entries = newest_of(by_item, items, members_per_item)
        points = entries.points.astype(np.float64)
        return cls(
            entries,
            points,
            starts=starts_of(np.bincount(entries.rows, minlength=len(items))),
            lengths=np.sqrt(summed(entries.rows, points * points, len(items))),
            room=int(entries.ids.max(initial=-1)) + 1,
        )

    def to(self, place: int) -> Floats:
        """Return the cosines of all items with the one at a position: shape (items,).

        Sums of whole numbers are exact, so their order does not matter.
        """
        rows, ids, lengths = self.entries.rows, self.entries.ids, self.lengths
        own = slice(self.starts[place], self.starts[place + 1])
        theirs = np.zeros(self.room)
        theirs[ids[own]] = self.points[own]
        dots = summed(rows, self.points * theirs[ids], len(lengths))
        return dots / np.maximum(lengths * lengths[place], 1.0)  # whole numbers: 1 is the minimum
