"""Test that the index as plain cosine is no worse than the textbook's.

Without decay, channels and popularity, on splits of drawn tastes: one item of each member is held
out. It guards the neighbours: what they are worth can't be seen where recency decides. Published
splits: `tests/bench/static_quality.py`.
"""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.recommend.evaluation.baselines import plain_cosine
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns

NOW = 1_700_000_000
TASTES, DEPTH = 8, 20
ASKED = 300  # members whose lists are compared

Joined = NDArray[np.bool_]


class Size(NamedTuple):
    """How many members join how many of the items."""

    members: int
    items: int
    joins: int


def drawn(size: Size) -> tuple[Joined, NDArray[np.int64]]:
    """Return who joined what, without the held-out item of each member, and those items."""
    rng = np.random.default_rng(5)
    likings = rng.gamma(0.1, size=(size.members, TASTES)) @ rng.gamma(
        0.1, size=(TASTES, size.items)
    )
    scores = 2 * np.log(likings + 1e-3) + rng.gumbel(size=likings.shape)
    best = np.argsort(-scores, axis=1)[:, : size.joins]
    held_out = rng.permuted(best, axis=1)[:, 0]
    joined = np.zeros(likings.shape, np.bool_)
    np.put_along_axis(joined, best, True, axis=1)
    joined[np.arange(size.members), held_out] = False
    return joined, held_out


def index_query(joined: Joined) -> IndexQuery:
    items = joined.shape[1]
    numbers = np.arange(items, dtype=np.int64)
    then = np.full(items, NOW - 1, np.int64)
    facts = ItemFacts(
        number=numbers,
        channel=np.zeros(items, np.int64),
        author=np.zeros(items, np.int64),
        created=then,
        active=then,
        plain=np.zeros(items, np.bool_),
        alive=np.ones(items, np.bool_),
    )
    user, item = np.nonzero(joined)
    ones = np.ones(len(user), np.int64)
    pairs = RatingColumns(user + 1, item, ones.astype(np.float64), ones, np.full(len(user), NOW))
    return IndexQuery(Index(facts, pairs, plain_cosine(Params()), NOW))


def recall(lists: list[list[int]], held_out: NDArray[np.int64]) -> float:
    return float(np.mean([item in each for each, item in zip(lists, held_out, strict=False)]))


@pytest.mark.parametrize("size", [Size(300, 400, 20), Size(600, 1_500, 60)])
def test_recall_at_20_is_that_of_the_textbook(size: Size) -> None:
    joined, held_out = drawn(size)
    rated = joined.astype(np.float64)
    lengths = np.linalg.norm(rated, axis=1)
    sims = rated @ rated.T / np.outer(lengths, lengths)
    np.fill_diagonal(sims, 0)
    scores = np.where(joined, -np.inf, sims @ rated)
    textbook = recall(np.argsort(-scores, axis=1)[:ASKED, :DEPTH].tolist(), held_out)
    counts = np.where(joined, -1, joined.sum(axis=0))
    popular = recall(np.argsort(-counts, axis=1)[:ASKED, :DEPTH].tolist(), held_out)
    query = index_query(joined)
    ours = recall(
        [query.top_items(user + 1, NOW, DEPTH).items.tolist() for user in range(ASKED)],
        held_out,
    )
    assert ours >= textbook - 0.01
    assert ours > 1.5 * popular
