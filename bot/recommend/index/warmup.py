"""Compile the kernels, or load them from disk, before the first answer needs them."""

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns

NOW = 1_700_000_000


def warm_up() -> None:
    """Call each kernel once, on two members and two items; seconds at the first time."""
    numbers, no, yes = np.array([1, 2]), np.zeros(2, np.bool_), np.ones(2, np.bool_)
    times = np.full(2, NOW)
    facts = ItemFacts(numbers, numbers, numbers, times, times, no, yes)
    pairs = RatingColumns(numbers, np.ones(2, np.int64), np.ones(2), np.ones(2, np.int64), times)
    index_query = IndexQuery(Index(facts, pairs, Params(), NOW))
    index_query.index.take_in(pairs)
    index_query.top_items(1, NOW, 1)
    index_query.neighbours(index_query.index.users.one(1), NOW)
    index_query.item_similarity(np.zeros(1, np.int32), np.ones(1, np.int32))
