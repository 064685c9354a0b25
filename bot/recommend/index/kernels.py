"""Import the compiled kernels at their first call.

Numba takes a second and a hundred megabytes, which a process that ranks nothing (a command line,
a server without messages) never needs.
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

MANY = 100_000  # entries from which counting saves more than importing numba costs

# ruff: noqa: PLC0415 that is the purpose of this file


def take_in(
    sides: tuple[SparseRowsView, SparseRowsView],
    later: int,
    world: Aggregates,
    scales: DecayScales,
    entries: SparseEntries,
    stays: NDArray[np.bool_],
) -> int:
    """Update both sides (by member, by item) and the sums; see `rows_kernel.take_in`."""
    from bot.recommend.index import rows_kernel

    return rows_kernel.take_in(*sides, later, world, scales, *entries, stays)


def newest(side: SparseRowsView, row: int, most: int, out: Row) -> int:
    """Copy a row's newest entries to `out`, newest first; return how many."""
    from bot.recommend.index import rows_kernel

    return rows_kernel.newest(side, row, most, out)


def find_neighbours(
    row: int,
    hour: int,
    own: int,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    numbers: KernelParams,
) -> int:
    """Find the members most similar to one, in `workspace.near_rows`; return how many."""
    from bot.recommend.index import neighbors_kernel

    return neighbors_kernel.find_neighbours(row, hour, own, by_item, world, workspace, numbers)


def rank(
    rows: Ids,
    times: tuple[int, int],
    pool: CandidatePool,
    sides: tuple[SparseRowsView, SparseRowsView],
    world: Aggregates,
    workspace: Workspace,
    *,
    interest: Floats,
    numbers: KernelParams,
    out: TopK,
) -> None:
    """Find the best items for members at a time (seconds, and the index's hour)."""
    from bot.recommend.index import scoring_kernel

    scoring_kernel.rank(rows, *times, pool, *sides, world, workspace, interest, numbers, out)


def grouped(rows: Ids, starts: Ints) -> Ids:
    """Return the stable order that collects the entries of each row at its start."""
    if len(rows) < MANY:
        return np.argsort(rows, kind="stable").astype(np.int32)
    from bot.recommend.index import rows_kernel

    return rows_kernel.grouped(rows, starts)


def transposed(base: Records, rows: Ids, starts: Ints) -> Records:
    """Return the entries in the rows of the other side, oldest first in a row.

    Args:
        base: The entries, of type ENTRY.
        rows: Shape (n,), the row of each.
        starts: Shape (rows of the other side + 1,), where each of its rows starts.
    """
    hours = base["hours"].astype(np.int32)
    order = grouped(hours, starts_of(counted(hours, int(hours.max(initial=0)) + 1)))
    del hours
    if len(base) >= MANY:
        from bot.recommend.index import rows_kernel

        return rows_kernel.transposed(base, rows, order, starts)
    order = order[np.argsort(base["ids"][order], kind="stable")]
    transposed = base[order]
    transposed["ids"] = rows[order]
    return transposed


def compare(
    items: Ids, look: int, by_item: SparseRowsView, workspace: Workspace, out: Floats
) -> None:
    """Add up the dot products of items; see `item_similarity_kernel.compare`."""
    from bot.recommend.index import item_similarity_kernel

    item_similarity_kernel.compare(items, look, by_item, workspace, out)
