"""Read the newest entries of rows in numpy: of many rows in a few operations."""

from collections.abc import Iterator

import numpy as np

from bot.recommend.index.sparse_rows import END, MISSING, Ids, Ints, SparseEntries, SparseRowsView


def newest_of(side: SparseRowsView, rows: Ids, most: int) -> SparseEntries:
    """Return the newest entries of each of some rows, at most `most` of each.

    They are by row and newest first. Their `rows` are positions in the argument `rows`.
    """
    left = np.full(len(rows), most)
    parts = [*_delta(side, rows, left), *_base(side, rows, left)]
    if len(parts) == 1:
        return parts[0]
    at, ids, hours, points = map(np.concatenate, zip(*parts, strict=True))
    # The parts are in the order of a row's entries: newest first.
    return SparseEntries(at, ids, hours, points).take(np.argsort(at, kind="stable"))


def newest(side: SparseRowsView, row: int, most: int) -> SparseEntries:
    """Return the newest entries of one row, at most `most`, newest first."""
    chain: list[int] = []
    place = int(side.delta_heads[row])
    while place != END and len(chain) < most:
        if side.delta_ids[place] != MISSING:
            chain.append(place)
        place = int(side.delta_links[place])
    delta, base = np.array(chain, np.int64), side.base[:0]
    if row < len(side.starts) - 1:
        base = side.base[side.starts[row] : side.starts[row + 1]][::-1]
        base = base[base["ids"] != MISSING][: most - len(delta)]
    return SparseEntries(
        np.zeros(len(delta) + len(base), np.int32),
        np.concatenate([side.delta_ids[delta], base["ids"]]),
        np.concatenate([side.delta_hours[delta], base["hours"]]),
        np.concatenate([side.delta_points[delta], base["points"]]),
    )


def _delta(side: SparseRowsView, rows: Ids, left: Ints) -> Iterator[SparseEntries]:
    """Yield entries along all chains at once, a step at a time; count `left` down."""
    at, place = np.arange(len(rows), dtype=np.int32), side.delta_heads[rows]
    while True:
        more = (place != END) & (left[at] > 0)
        at, place = at[more], place[more]
        if not len(at):
            return
        there = side.delta_ids[place] != MISSING
        found = place[there]
        left[at[there]] -= 1
        yield SparseEntries(
            at[there], side.delta_ids[found], side.delta_hours[found], side.delta_points[found]
        )
        place = side.delta_links[place]


def _base(side: SparseRowsView, rows: Ids, left: Ints) -> Iterator[SparseEntries]:
    """Yield entries backwards through the slices of the base; count `left` down.

    Removed entries don't count, so further ones are read instead of them in another round.
    """
    last = len(side.starts) - 1
    first, end = side.starts[np.minimum(rows, last)], side.starts[np.minimum(rows + 1, last)]
    while True:
        size = np.minimum(left, end - first)
        at = np.repeat(np.arange(len(rows), dtype=np.int32), size)
        newest_at = end - 1 + np.cumsum(size) - size
        entries = side.base[newest_at[at] - np.arange(len(at))]
        there = entries["ids"] != MISSING
        complete = there.all()
        if not complete:
            at, entries = at[there], entries[there]
        yield SparseEntries(at, entries["ids"], entries["hours"], entries["points"])
        if complete:
            return
        end = end - size
        left -= np.bincount(at, minlength=len(rows))
        if not ((left > 0) & (end > first)).any():
            return
