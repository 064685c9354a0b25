"""Compare items by the members who rated them."""

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.row_reader import newest_of
from bot.recommend.index.sparse_rows import Ids, SparseRowsView


def dot_products(by_item: SparseRowsView, items: Ids, members_per_item: int) -> Floats:
    """Return the items' dot products by their newest members: (n, n).

    Sums of whole numbers are exact, so their order does not matter.
    """
    theirs = newest_of(by_item, items, members_per_item)
    points = theirs.points.astype(np.float64)
    # Only members whom two items share matter, except for the diagonal.
    shared = np.bincount(theirs.ids, minlength=1) > 1
    column, some = np.cumsum(shared) - 1, shared[theirs.ids]
    dense = np.zeros((len(items), int(shared.sum())))
    dense[theirs.rows[some], column[theirs.ids[some]]] = points[some]
    products = dense @ dense.T
    np.fill_diagonal(products, np.bincount(theirs.rows, points * points, len(items)))
    return products
