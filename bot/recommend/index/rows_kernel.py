"""Compiled kernels that read the newest entries of rows."""

import numpy as np

from bot.recommend.index.jit import jit
from bot.recommend.index.sparse_rows import END, MISSING, Ids, SparseRowsView
from bot.recommend.index.state import Row


@jit
def newest(side: SparseRowsView, row: int, most: int, out: Row) -> int:
    """Copy a row's newest entries, at most `most`, newest first; return how many."""
    starts = np.empty(2, np.int32)
    gather(side, np.full(1, row, np.int32), 1, most, out, starts)
    return int(starts[1])


@jit
def gather(side: SparseRowsView, rows: Ids, count: int, most: int, out: Row, starts: Ids) -> None:
    """Copy the newest entries of the first `count` rows, at most `most` of each.

    Those of the n-th row are at starts[n]:starts[n + 1], newest first. One call reads many rows
    because each call counts references to every array, in counters that all threads share.
    """
    ids, hours, points = out
    later_ids, later_hours, later_points = side.delta_ids, side.delta_hours, side.delta_points
    base = side.base
    base_ids, base_hours, base_points = base["ids"], base["hours"], base["points"]
    heads, links, firsts = side.delta_heads, side.delta_links, side.starts
    size = 0
    for n in range(count):
        row = rows[n]
        starts[n], full = size, size + most
        # Along the chain of delta entries, the newest first.
        place = heads[row]
        while place != END and size < full:
            if later_ids[place] != MISSING:
                ids[size] = later_ids[place]
                hours[size] = later_hours[place]
                points[size] = later_points[place]
                size += 1
            place = links[place]
        # Then backwards through the base; a removed entry is overwritten by the next.
        if row < len(firsts) - 1:
            place, first = firsts[row + 1] - 1, firsts[row]
            while place >= first and size < full:
                ids[size] = base_ids[place]
                hours[size] = base_hours[place]
                points[size] = base_points[place]
                size += base_ids[place] != MISSING
                place -= 1
    starts[count] = size
