"""Sort entries by row with little memory: temporaries for all would be too large."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

AT_A_TIME = 1 << 18  # entries counted in one batch
SEVERAL = 4  # batches that are found at once

Ids = NDArray[np.int32]
Ints = NDArray[np.int64]


def runs(rows: Ids, most: int) -> Iterator[Ints]:
    """Yield the positions of entries in batches by ascending rows, each ascending.

    A batch has about `most`: more where the last row has more, as a row is never split.
    """
    starts = starts_of(counted(rows, int(rows.max(initial=-1)) + 1))
    batch_of = starts[:-1] // most
    # First several batches together, because finding each among all takes long.
    several_of = batch_of // SEVERAL
    several_of = several_of.astype(np.min_scalar_type(int(several_of.max(initial=0))))
    several = several_of[rows]
    for each in np.unique(several_of).tolist():
        together = np.flatnonzero(several == each)
        batches = batch_of[rows[together]]
        for batch in np.unique(batches).tolist():
            yield together[batches == batch]


def grouped(rows: Ids) -> Ids:
    """Return the stable order that collects the entries of each row.

    A row and a position make one number, because numpy sorts numbers several times as fast as it
    sorts stably.
    """
    keys = rows.astype(np.int64) << 32
    keys |= np.arange(len(rows))
    keys.sort()
    return keys.astype(np.int32)  # the lower half


def counted(numbers: Ids, count: int) -> Ints:
    """Count each number below `count`, in batches: `np.bincount` copies its input."""
    found = np.zeros(count, np.int64)
    for start in range(0, len(numbers), AT_A_TIME):
        found += np.bincount(numbers[start : start + AT_A_TIME], minlength=count)
    return found


def starts_of(sizes: Ints) -> Ints:
    """Return the start of each row, and the end of the last: shape (rows + 1,)."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts
