"""Compile or load the kernels: `python -m bot.recommend.index.warmup`."""

import os

import numpy as np

from bot.recommend.index.compile_cache import cache_folder, remove_unused
from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns

NOW = 1_700_000_000
LOW_PRIORITY = 19


def warm_up() -> None:
    """Call each kernel once, on two members and two items; at first many seconds."""
    numbers, no, yes = np.array([1, 2]), np.zeros(2, np.bool_), np.ones(2, np.bool_)
    times = np.full(2, NOW)
    facts = ItemFacts(numbers, numbers, numbers, times, times, no, yes)
    pairs = RatingColumns(numbers, np.ones(2, np.int64), np.ones(2), np.ones(2, np.int64), times)
    index_query = IndexQuery(Index(facts, pairs, Params(), NOW), kernels=CompiledKernels())
    index_query.top_items(1, NOW, 1)
    index_query.term_matrix(1, NOW)
    index_query.neighbours(index_query.index.users.one(1), NOW)


def main() -> None:
    """Compile at low priority, and remove what older versions have compiled."""
    if hasattr(os, "nice"):
        os.nice(LOW_PRIORITY)
    warm_up()
    folder = cache_folder()
    if folder is not None and folder.exists():
        remove_unused(folder)


if __name__ == "__main__":
    main()
