"""Test that nothing is compiled once the kernels were called."""

from dataclasses import replace

import numpy as np
import pytest

from bot.recommend.index import neighbors_kernel, rows_kernel, scoring_kernel
from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.warmup import warm_up
from tests.unit.recommend.index.random_community import START, Server

pytestmark = pytest.mark.compiled


def compiled() -> list[int]:
    loops = (
        scoring_kernel.rank,
        scoring_kernel.measure,
        scoring_kernel.presence,
        rows_kernel.newest,
        neighbors_kernel.find_neighbours,
    )
    return [len(loop.signatures) for loop in loops]  # pyright: ignore[reportFunctionMemberAccess]


def test_nothing_is_compiled_after_priming() -> None:
    warm_up()
    before = compiled()
    whole = replace(Params(), half_life_days=60, recency_hours=2)
    server = Server(whole)
    server.play([(1, 1, 2.0, 5), (2, 1, 1.0, 6), (1, 2, 3.0, 7), 0, "compact", (2, 9, 1.0, 9)])
    index_query = IndexQuery(server.index, kernels=CompiledKernels())
    interest = np.zeros(len(server.index.world.channel_activity))
    for user in (1, 2, 99):
        index_query.top_items(user, START, 3)
        index_query.top_items(
            user,
            START,
            3,
            interest=interest,
            pool=index_query.restrict(index_query.pool(START), server.index.alive),
        )
        index_query.term_matrix(user, START, interest=interest)
        index_query.neighbours(server.index.users.one(user), START)
    index_query.top_items_of_many(np.array([1, 2, 99]), START, 3)
    assert compiled() == before
