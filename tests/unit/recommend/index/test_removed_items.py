"""Deleted items take their ratings with them, wherever those are stored."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.state import THOUSANDTHS
from tests.unit.recommend.index.random_community import ITEMS, Server, Step, facts, histories

RATED_AGAIN: list[Step] = [
    (1, 1, 3.0, 5),
    (2, 1, 1.0, 5),
    "compact",
    (1, 1, 2.0, 9),
    (3, 1, 1.0, 9),
]


@given(histories, st.sets(st.integers(1, ITEMS)))
@example(RATED_AGAIN, {1})  # in the base, removed from it, and in the delta
def test_all_ratings_of_deleted_items_and_no_others_are_gone(
    history: list[Step], deleted: set[int]
) -> None:
    server = Server(Params())
    server.play(history)
    before, index = _ratings(server.index), server.index
    gone = facts([each for each in sorted(deleted) if each <= server.registered])
    index.take_in_items(gone._replace(alive=np.zeros(len(gone.number), np.bool_)))

    left = {pair: rating for pair, rating in before.items() if pair[1] not in deleted}
    assert _ratings(index) == left
    world, entries = index.world, index.by_user.entries()
    values = entries.points / THOUSANDTHS
    grown = values * np.exp2((entries.hours - index.scales.zero) / index.scales.slow)
    squares = world.idf_squared[entries.ids] * grown * grown
    norms = np.bincount(entries.rows, squares, minlength=len(world.squared_norms))
    assert world.squared_norms == pytest.approx(norms)
    by_others = (values > 0) & (world.authors[entries.ids] != entries.rows)
    raters = np.bincount(entries.ids[by_others], minlength=len(world.rater_counts))
    assert world.rater_counts.tolist() == raters.tolist()


def _ratings(index: Index) -> dict[tuple[int, int], tuple[int, int]]:
    """Return hour and points by member and item; both sides must have the same."""
    entries, transposed = index.by_user.entries(), index.by_item.entries().transposed()
    assert sorted(zip(*entries, strict=True)) == sorted(zip(*transposed, strict=True))
    return {
        (int(index.users.ids[row]), int(index.items.ids[item])): (int(hour), int(points))
        for row, item, hour, points in zip(*entries, strict=True)
    }
