"""Going through entries by ascending rows, some of them at a time."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from bot.recommend.index import kernels
from bot.recommend.index.sparse_rows import Ids, counted, starts_of


def runs(rows: Ids, most: int) -> Iterator[Ids]:
    """Yield the places of entries by ascending rows, those of one row in their order.

    About `most` at a time: all those of a row stand together, however many they are.
    """
    count = int(rows.max(initial=-1)) + 1
    starts = starts_of(counted(rows, count))
    order = kernels.grouped(rows, starts)
    ends = np.searchsorted(starts, np.arange(0, len(rows) + most, most))
    for first, last in pairwise(np.unique(starts[np.minimum(ends, count)]).tolist()):
        yield order[first:last]
