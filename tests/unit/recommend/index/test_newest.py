"""Test the newest items that are new to a member, also with equal times."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns

NOW, HOUR, READER = 1_780_000_000, 3600, 100
ITEMS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([READER, 101]), st.booleans()), max_size=20
)


@given(ITEMS, st.sets(st.integers(1, 20)), st.integers(0, 8))
def test_the_newest_that_are_new_to_a_member(
    made: list[tuple[int, int, bool]], dealt_with: set[int], count: int
) -> None:
    """`made`: hours ago, the author, and whether it is still there."""
    index = Index(
        facts(made), pairs(sorted(n for n in dealt_with if n <= len(made))), Params(), NOW
    )
    expected = sorted(
        (ago, -number)
        for number, (ago, author, alive) in enumerate(made, start=1)
        if alive and author != READER and number not in dealt_with
    )
    found = IndexQuery(index).newest_items(READER, NOW, count)
    assert [-int(number) for number in index.items.ids[found.items]] == [
        number for _, number in expected[:count]
    ]


@given(ITEMS, ITEMS)
def test_it_hears_of_what_changed_since_the_last_answer(
    made: list[tuple[int, int, bool]], later: list[tuple[int, int, bool]]
) -> None:
    """`later` lists the first items again, and more items where it is longer."""
    index = Index(facts(made), pairs([]), Params(), NOW)
    index_query = IndexQuery(index)
    index_query.newest_items(READER, NOW, 20)
    index.take_in_items(facts(later))
    found = index_query.newest_items(READER, NOW, 20)
    rebuilt = Index(facts([*later, *made[len(later) :]]), pairs([]), Params(), NOW)
    expected = IndexQuery(rebuilt).newest_items(READER, NOW, 20)
    assert index.items.ids[found.items].tolist() == rebuilt.items.ids[expected.items].tolist()


def facts(made: list[tuple[int, int, bool]]) -> ItemFacts:
    ago, author, alive = np.array(made, np.int64).reshape(-1, 3).T
    number, at = np.arange(1, len(made) + 1), NOW - HOUR * ago
    return ItemFacts(number, np.ones(len(made), np.int64), author, at, at, number < 0, alive == 1)


def pairs(items: list[int]) -> RatingColumns:
    ones = np.ones(len(items), np.int64)
    points = np.ones(len(items))
    return RatingColumns(READER * ones, np.array(items, np.int64), points, ones, NOW * ones)
