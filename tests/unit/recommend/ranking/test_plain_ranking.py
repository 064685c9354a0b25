"""Test that variety and reasons in arrays are what plain loops over members give."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.reference import cosine
from bot.recommend.index.sparse_rows import MISSING
from bot.recommend.ranking.diversify import mmr_order
from bot.recommend.ranking.explain import SEVERAL, ReasonFinder, _shared  # pyright: ignore[reportPrivateUsage] it has a form that is easy to read
from tests.unit.recommend.index.random_community import ITEMS, MEMBERS, START, Server, Step, acts

WIDE = Params(max_age_days=1000)
NOW = START + 3100 * 3600
HISTORIES: st.SearchStrategy[list[Step]] = st.lists(acts, min_size=20, max_size=80)


@given(
    history=HISTORIES,
    scores=st.lists(st.floats(-3, 3), min_size=ITEMS, max_size=ITEMS),
    diversity=st.floats(0, 1),
)
def test_the_order_is_that_of_a_loop_over_pairs(
    history: list[Step], scores: list[float], diversity: float
) -> None:
    index_query = _query(history)
    items = np.arange(index_query.index.items.size, dtype=np.int32)
    values = np.array(scores[: len(items)])
    similarity = index_query.similarity(items)

    found = [*mmr_order(values, similarity.to, diversity)]

    alike = _cosines(index_query, items.tolist())
    taken: list[int] = []
    worth = np.exp(values - values.max(initial=-np.inf))
    for place in found:
        margins = {
            other: (1 - diversity) * worth[other]
            - diversity * max(0.0, *(alike[other][each] for each in taken))
            if taken
            else worth[other]
            for other in range(len(items))
            if other not in taken
        }
        # Of nearly equal ones either may be next, because a cosine may differ in its last digit.
        assert margins[place] >= max(margins.values()) - 1e-12
        taken.append(place)
    assert sorted(taken) == items.tolist()


@given(history=HISTORIES, member=st.integers(1, MEMBERS), closed=st.integers(0, ITEMS))
def test_the_item_that_is_named_is_that_of_a_loop_over_fans(
    history: list[Step], member: int, closed: int
) -> None:
    index_query = _query(history)
    row = index_query.index.users.one(member)
    reader = ReasonFinder(index_query, row, NOW)

    for item in range(index_query.index.items.size):
        found = _shared(index_query, reader, item, NOW, lambda other: other != closed)
        assert found == _named_by_loops(index_query, row, item, closed)


def _named_by_loops(index_query: IndexQuery, reader: int, item: int, closed: int) -> int:
    mine = _liked(index_query, reader)
    rows, sims = index_query.neighbours(reader, NOW)
    near = dict(zip(rows.tolist(), sims.tolist(), strict=True))
    common, count = Counter[int](), Counter[int]()
    members, ratings = index_query.members(item)
    for row, rating in zip(members.tolist(), ratings.tolist(), strict=True):
        if rating > 0 and row in near and row != index_query.index.world.authors[item]:
            for liked, points in _liked(index_query, row).items():
                if liked in mine:
                    common[liked] += near[row] * rating * points
                    count[liked] += 1
    able = [each for each in sorted(mine) if count[each] >= SEVERAL and each != closed]
    return max(able, key=lambda each: common[each] * mine[each], default=MISSING)


def _liked(index_query: IndexQuery, row: int) -> dict[int, float]:
    items, ratings = index_query.ratings(row, NOW)
    return {
        item: rating
        for item, rating in zip(items.tolist(), ratings.tolist(), strict=True)
        if rating > 0
    }


def _query(history: list[Step]) -> IndexQuery:
    server = Server(WIDE)
    server.play(history)
    return IndexQuery(server.index)


def _cosines(index_query: IndexQuery, items: list[int]) -> list[list[float]]:
    columns = np.zeros((len(items), index_query.index.users.size))
    for item in items:
        members, ratings = index_query.members(item)
        columns[item, members] = ratings
    return [[cosine(one, other) for other in columns] for one in columns]
