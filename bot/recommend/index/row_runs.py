"""Batches of entries by ascending rows, all entries of a row in one batch."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from bot.recommend.index.sparse_rows import Ids, counted, grouped, starts_of


def runs(rows: Ids, most: int) -> Iterator[Ids]:
    """Yield the positions of entries by ascending rows, a row's in their order.

    A batch has about `most`: more where the last row has more, as a row is never split.
    """
    count = int(rows.max(initial=-1)) + 1
    starts = starts_of(counted(rows, count))
    order = grouped(rows)
    ends = np.searchsorted(starts, np.arange(0, len(rows) + most, most))
    for first, last in pairwise(np.unique(starts[np.minimum(ends, count)]).tolist()):
        yield order[first:last]
