"""User-based collaborative filtering by cosine similarity: the readable reference.

sim(u, v) = u·v / (‖u‖‖v‖). A rating is predicted by the neighbours' average, weighted by their
similarity; items are ranked by the weighted *sum*. On acts (as opposed to stars) the average
ranks badly: it puts what one neighbour loved above what thirty liked. Measured on a public set,
Recall@20 is 0.028 by the average and 0.161 by the sum.
"""

from dataclasses import dataclass

import numpy as np

from bot.recommend.matrix import Ratings
from bot.recommend.sparse import Floats, Ints, sum_at


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The members most similar to one member, nearest first.

    Attributes:
        rows: shape (k,), their rows in the ratings.
        sims: shape (k,), their similarities, above 0 and at most 1.
    """

    rows: Ints
    sims: Floats


NOBODY = Neighbours(np.empty(0, np.int64), np.empty(0))


def cosine(u: Floats, v: Floats) -> float:
    """Return the cosine of two vectors of one shape; 0 where one has no length."""
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return float(u @ v) / lengths if lengths else 0.0


def similarities(ratings: Ratings, row: int) -> Floats:
    """Return the cosine of one member with everybody, shape (m,); 0 with oneself."""
    items, values = ratings.by_user.row(row)
    origin, others, theirs = ratings.by_item.rows(items.astype(np.int64))
    dots = sum_at(others, values[origin] * theirs, len(ratings.users))
    lengths = ratings.norms * ratings.norms[row]
    sims = np.divide(dots, lengths, out=np.zeros(len(dots)), where=lengths > 0)
    sims[row] = 0
    return sims


def neighbours(ratings: Ratings, row: int, k: int) -> Neighbours:
    """Return the `k` most similar members; never one without anything in common."""
    sims = similarities(ratings, row)
    rows = np.argsort(-sims, kind="stable")[:k]
    rows = rows[sims[rows] > 0]
    return Neighbours(rows, np.minimum(sims[rows], 1.0))


def predict(ratings: Ratings, near: Neighbours, item: int) -> float | None:
    """Predict a rating: Σ sim·r / Σ|sim| over the neighbours who rated the item, or None."""
    raters, values = ratings.by_item.row(item)
    sims = np.zeros(len(ratings.users))
    sims[near.rows] = near.sims
    weight = float(np.abs(sims[raters]).sum())
    return float(sims[raters] @ values) / weight if weight else None


def scores(ratings: Ratings, near: Neighbours, item_count: int) -> Floats:
    """Score every item by Σ sim·r over the neighbours, shape (item_count,)."""
    origin, items, values = ratings.by_user.rows(near.rows)
    return sum_at(items, near.sims[origin] * values, item_count)
