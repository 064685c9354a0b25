"""One side of the rating matrix: the members of each item, or the reverse.

A row is a slice of the *base* (compressed sparse rows, oldest first) and a chain of *delta*
entries (newest first, each linked to the one before). Adding an entry writes a few numbers;
nothing is moved until `Index.compacted` makes a new base of everything. Eight bytes an entry.

A removed entry keeps its place, with the id `MISSING`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.growable_arrays import GrowableArrays
from bot.recommend.index.row_runs import counted, grouped, runs, starts_of

Ids = NDArray[np.int32]
Hours = NDArray[np.uint16]
Points = NDArray[np.int16]
Ints = NDArray[np.int64]
Records = NDArray[np.void]
Kind = TypeVar("Kind", bound=np.generic)

MISSING = -1
END = -1  # of a chain of delta entries
MIN_CAPACITY = 1024
AT_A_TIME = 125_000  # entries transposed in one batch
GROWTH = 4  # a full array grows by 1 / GROWTH of its size
SPARE = 16  # a new array has room for 1 / SPARE more

# Memory layout. Row 0 has entries in both parts; row 3 was added after the base was made.
#
#   row            0       1          2      3
#   starts         0       2          5      5 = end of the base
#                  |       |          |
#   base           e  e    e  e  e    (none)        e: an ENTRY, oldest first within a row
#
#   delta_heads    2       END        1      3      newest delta entry of each row, or END
#                  |                  |      |
#   delta entry    2 -> 0             1      3      delta_links[2] is 0, that of the others END
#
# A row is read newest first: along its chain, then backwards through its slice of the base.

# The fields of an entry are adjacent, because reading it then costs one cache miss, not three.
ENTRY = np.dtype([("ids", np.int32), ("hours", np.uint16), ("points", np.int16)])


class SparseRowsView(NamedTuple):
    """The arrays of one side, as the kernels take them.

    Attributes:
        starts: Shape (rows of the base + 1,): row r is the slice starts[r]:starts[r + 1].
        base: Of type ENTRY: `ids`, each entry's row on the other side, or MISSING; `hours`, the
            time of its latest signal in hours since the index's first hour; `points`, the rating
            before decay, in thousandths.
        delta_heads: Shape (room for rows,): the newest delta entry of each row, or END.
        delta_links: For each delta entry the one before it, or END.
        delta_rows, delta_ids, delta_hours, delta_points: The delta entries.
    """

    starts: Ints
    base: Records
    delta_heads: Ids
    delta_links: Ids
    delta_rows: Ids
    delta_ids: Ids
    delta_hours: Hours
    delta_points: Points


class SparseEntries(NamedTuple):
    """Entries of a matrix as columns of one length, oldest first within a row."""

    rows: Ids
    ids: Ids
    hours: Hours
    points: Points

    @classmethod
    def none(cls) -> "SparseEntries":
        """Return no entries."""
        ids = np.empty(0, np.int32)
        return cls(ids, ids, ids.astype(np.uint16), ids.astype(np.int16))

    def take(self, order: Ints | Ids) -> "SparseEntries":
        """Return the entries at these positions."""
        return SparseEntries(
            self.rows[order], self.ids[order], self.hours[order], self.points[order]
        )

    def part(self, which: slice) -> "SparseEntries":
        """Return a slice of the entries, without copying them."""
        return SparseEntries(
            self.rows[which], self.ids[which], self.hours[which], self.points[which]
        )

    def transposed(self) -> "SparseEntries":
        """Return the same entries with rows and ids swapped, as the other side has them."""
        return SparseEntries(self.ids, self.rows, self.hours, self.points)


@dataclass(slots=True)
class SparseRows:
    """One side, and how many delta entries it has (`later`)."""

    side: SparseRowsView
    later: int = 0

    @classmethod
    def of(cls, parts: Iterable[SparseEntries], count: int, room: int) -> "SparseRows":
        """Build the base from parts by ascending rows, all entries of a row in one part.

        Within a row the oldest come first, and those of one hour keep their order.

        Args:
            parts: The parts.
            count: How many rows there are.
            room: How many entries there are at most.
        """
        whole, sizes = GrowableArrays(ENTRY, room), np.zeros(count, np.int64)
        for part in parts:
            order = np.argsort(part.hours, kind="stable")
            order = order[grouped(part.rows[order])]
            base = whole.room(len(order))
            base["ids"], base["hours"] = part.ids[order], part.hours[order]
            base["points"] = part.points[order]
            sizes += counted(part.rows, count)
        return cls.on(whole.taken(), sizes)

    @classmethod
    def on(cls, base: Records, sizes: Ints) -> "SparseRows":
        """Use a base without copying it; `sizes` are its entries per row, shape (rows,)."""
        return cls(
            SparseRowsView(
                starts_of(sizes),
                base,
                delta_heads=np.full(
                    max(len(sizes) + spare(len(sizes)), MIN_CAPACITY), END, np.int32
                ),
                delta_links=np.full(MIN_CAPACITY, END, np.int32),
                delta_rows=np.zeros(MIN_CAPACITY, np.int32),
                delta_ids=np.full(MIN_CAPACITY, MISSING, np.int32),
                delta_hours=np.zeros(MIN_CAPACITY, np.uint16),
                delta_points=np.zeros(MIN_CAPACITY, np.int16),
            )
        )

    def transposed(self, count: int) -> "SparseRows":
        """Return the other side, of `count` rows, from the base without delta entries."""
        base, starts = self.side.base, self.side.starts
        other, end = np.empty_like(base), 0
        for some in runs(base["ids"], AT_A_TIME):
            entries, rows = base[some], _repeated(np.searchsorted(some, starts))
            order = np.argsort(entries["hours"], kind="stable")
            order = order[grouped(entries["ids"][order])]
            part, end = other[end : end + len(order)], end + len(order)
            part["ids"], part["hours"] = rows[order], entries["hours"][order]
            part["points"] = entries["points"][order]
        return SparseRows.on(other, counted(base["ids"], count))

    def base_rows(self, first: int = 0, end: int | None = None) -> Ids:
        """Return the row of each entry of the base, from `first` to before `end`."""
        last = len(self.side.base) if end is None else end
        return _repeated(np.clip(self.side.starts, first, last))

    def make_room(self, rows: int, entries: int) -> None:
        """Reserve room for `rows` rows in total and for `entries` further entries."""
        side = self.side
        if rows > len(side.delta_heads):
            side = side._replace(delta_heads=enlarged(side.delta_heads, rows, END))
        needed = self.later + entries
        if needed > len(side.delta_links):
            side = side._replace(
                delta_links=enlarged(side.delta_links, needed, END),
                delta_rows=enlarged(side.delta_rows, needed, 0),
                delta_ids=enlarged(side.delta_ids, needed, MISSING),
                delta_hours=enlarged(side.delta_hours, needed, 0),
                delta_points=enlarged(side.delta_points, needed, 0),
            )
        self.side = side

    def entries(self) -> SparseEntries:
        """Return all entries that aren't removed; within a row, oldest first."""
        side, count = self.side, self.later
        base_rows, base = self.base_rows(), side.base
        there = np.flatnonzero(base["ids"] != MISSING)
        new = np.flatnonzero(side.delta_ids[:count] != MISSING)
        return SparseEntries(
            np.concatenate([base_rows[there], side.delta_rows[:count][new]]),
            np.concatenate([base["ids"][there], side.delta_ids[:count][new]]),
            np.concatenate([base["hours"][there], side.delta_hours[:count][new]]),
            np.concatenate([base["points"][there], side.delta_points[:count][new]]),
        )

    @property
    def nbytes(self) -> int:
        """Return the bytes that the arrays take."""
        return sum(part.nbytes for part in self.side)


def _repeated(starts: Ints) -> Ids:
    """Return each row as often as it has entries."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def enlarged(array: NDArray[Kind], least: int, fill: float | Records = 0) -> NDArray[Kind]:
    """Return a copy with room for at least `least` values, the new ones set to `fill`."""
    room = max(least, len(array) + len(array) // GROWTH + MIN_CAPACITY)
    copy: NDArray[Kind] = np.full(room, fill, array.dtype)
    copy[: len(array)] = array
    return copy


def spare(count: int) -> int:
    """Return the spare room of an array of `count`, because growing it later is slow."""
    return count // SPARE


def with_spare(array: NDArray[Kind], fill: float | Records = 0) -> NDArray[Kind]:
    """Return a copy with spare room, filled with `fill`."""
    copy: NDArray[Kind] = np.full(len(array) + spare(len(array)), fill, array.dtype)
    copy[: len(array)] = array
    return copy


def ints(numbers: Iterable[int]) -> Ints:
    """Return numbers as an array."""
    return np.fromiter(numbers, np.int64)
