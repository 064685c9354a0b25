"""Compressed sparse rows: the little of it that we need, in numpy alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse matrix of `n` rows: row `r` is the slice `starts[r]:starts[r + 1]` of the rest.

    Attributes:
        starts: shape (n + 1,).
        columns: shape (entries,), int32, ascending within a row.
        values: shape (entries,).
    """

    starts: Ints
    columns: NDArray[np.int32]
    values: Floats

    def row(self, row: int) -> tuple[NDArray[np.int32], Floats]:
        """Return one row's columns and values, as views."""
        part = slice(int(self.starts[row]), int(self.starts[row + 1]))
        return self.columns[part], self.values[part]

    def rows(self, rows: Ints) -> tuple[Ints, NDArray[np.int32], Floats]:
        """Gather several rows one after the other.

        Returns:
            For each entry: the position within `rows` it came from, its column, its value.
        """
        lengths = self.starts[rows + 1] - self.starts[rows]
        origin = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        shift = self.starts[rows] - (np.cumsum(lengths) - lengths)  # from gathered to stored place
        entries = np.arange(len(origin), dtype=np.int64) + shift[origin]
        return origin, self.columns[entries], self.values[entries]


def compress(rows: Ints, columns: Ints, values: Floats, count: int) -> Sparse:
    """Build a matrix of `count` rows from entries that name each place once."""
    order = np.lexsort((columns, rows))
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=starts[1:])
    return Sparse(starts, columns[order].astype(np.int32), values[order])


def sum_at(places: NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sum the values that share a place, shape (count,)."""
    return np.bincount(places, values, minlength=count).astype(np.float64, copy=False)
