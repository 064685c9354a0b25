"""The compiled loops, loaded at their first call: numba takes a second and a hundred megabytes.

A process that ranks nothing (a command line, a server without talk) never pays for it.
"""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.sparse_rows import (
    Ids,
    Ints,
    Records,
    SparseEntries,
    SparseRowsView,
    counted,
    starts_of,
)
from bot.recommend.index.state import Aggregates, CandidatePool, DecayScales, Row, TopK, Workspace

MANY = 100_000  # entries from which on counting beats sorting by more than numba costs

# ruff: noqa: PLC0415 that is the purpose of this file


def take_in(
    sides: tuple[SparseRowsView, SparseRowsView],
    later: int,
    world: Aggregates,
    scales: DecayScales,
    entries: SparseEntries,
    stays: NDArray[np.bool_],
) -> int:
    """Bring both sides (by member, by item) and the sums up to date; see the kernel."""
    from bot.recommend.index import rows_kernel

    return rows_kernel.take_in(*sides, later, world, scales, *entries, stays)


def newest(side: SparseRowsView, row: int, most: int, out: Row) -> int:
    """Copy a row's newest entries, newest first; return how many."""
    from bot.recommend.index import rows_kernel

    return rows_kernel.newest(side, row, most, out)


def find_neighbours(
    row: int,
    hour: int,
    own: int,
    by_item: SparseRowsView,
    world: Aggregates,
    desk: Workspace,
    numbers: KernelParams,
) -> int:
    """Find the members most similar to one; return how many stand on the desk."""
    from bot.recommend.index import neighbors_kernel

    return neighbors_kernel.find_neighbours(row, hour, own, by_item, world, desk, numbers)


def rank(
    rows: Ids,
    times: tuple[int, int],
    pool: CandidatePool,
    sides: tuple[SparseRowsView, SparseRowsView],
    world: Aggregates,
    desk: Workspace,
    *,
    interest: Floats,
    numbers: KernelParams,
    out: TopK,
) -> None:
    """Find the best items for members at a time (seconds, and the index's hour)."""
    from bot.recommend.index import scoring_kernel

    scoring_kernel.rank(rows, *times, pool, *sides, world, desk, interest, numbers, out)


def grouped(rows: Ids, starts: Ints) -> Ids:
    """Return the order that brings rows together and keeps their own; `starts` as in a side."""
    if len(rows) < MANY:
        return np.argsort(rows, kind="stable").astype(np.int32)
    from bot.recommend.index import rows_kernel

    return rows_kernel.grouped(rows, starts)


def turned(base: Records, rows: Ids, starts: Ints) -> Records:
    """Return the entries of one side as the other side has them, the oldest of a row first.

    Args:
        base: the entries, of type ENTRY.
        rows: shape (n,), the row of each.
        starts: shape (rows of the other side + 1,), where each of its rows starts.
    """
    hours = base["hours"].astype(np.int32)
    order = grouped(hours, starts_of(counted(hours, int(hours.max(initial=0)) + 1)))
    del hours
    if len(base) >= MANY:
        from bot.recommend.index import rows_kernel

        return rows_kernel.turned(base, rows, order, starts)
    order = order[np.argsort(base["ids"][order], kind="stable")]
    turned = base[order]
    turned["ids"] = rows[order]
    return turned


def compare(items: Ids, look: int, by_item: SparseRowsView, desk: Workspace, out: Floats) -> None:
    """Add up the dot products of items; see `likeness`."""
    from bot.recommend.index import item_similarity_kernel

    item_similarity_kernel.compare(items, look, by_item, desk, out)
