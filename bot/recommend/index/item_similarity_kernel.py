"""Compiled kernel that compares items by the members who rated them."""

import numpy as np

from bot.recommend.index.jit import jit
from bot.recommend.index.params import Floats
from bot.recommend.index.rows_kernel import newest
from bot.recommend.index.sparse_rows import MISSING, Ids, SparseRowsView
from bot.recommend.index.state import Workspace


@jit
def compare(
    items: Ids, look: int, by_item: SparseRowsView, workspace: Workspace, out: Floats
) -> None:
    """Add up the dot products of items, by the newest `look` members of each.

    Each member's ratings form a chain through the items, because then only members whom two items
    share cost time. Sums of whole numbers are exact, so their order does not matter.

    Args:
        items: Shape (n,), item rows.
        look: Members per item, at most.
        by_item: The ratings by item.
        workspace: The workspace; it is reset before the return.
        out: Shape (n, n), zeros; receives the products.
    """
    ids, _, points = workspace.theirs
    latest = workspace.latest
    members = np.empty(len(items) * look, np.int32)
    columns, before = np.empty_like(members), np.empty_like(members)
    rating = np.empty(len(members))
    size = 0
    for n in range(len(items)):
        for m in range(newest(by_item, items[n], look, workspace.theirs)):
            member, point = ids[m], float(points[m])
            place = latest[member]
            members[size], columns[size], before[size], rating[size] = member, n, place, point
            out[n, n] += point * point
            # Multiply by the member's ratings of the items before, back along the chain.
            while place != MISSING:
                out[n, columns[place]] += point * rating[place]
                out[columns[place], n] += point * rating[place]
                place = before[place]
            latest[member] = size
            size += 1
    # Reset the heads of the chains.
    for place in range(size):
        latest[members[place]] = MISSING
