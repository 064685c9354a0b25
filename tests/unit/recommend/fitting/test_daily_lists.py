"""Test the quality of a list under weights against a ranking written out."""

import numpy as np

from bot.recommend.replay.metrics import Scores
from bot.recommend.replay.segments import ListKind
from tests.planted_lists import CANDIDATES, planted_lists

WEIGHTS = np.array([1.0, -2.0, 0.5])

KIND = ListKind(newcomer=False, new_channel=False, quiet=False)


def test_ndcg_is_that_of_the_sorted_list() -> None:
    lists = planted_lists(WEIGHTS, lists=50, members=10)
    lists.joined[::7] = True
    lists.values[:, 0] = np.round(lists.values[:, 0])  # with the others at 0: many equal scores
    lists.values[:, 1:] = 0
    scores = Scores()
    for n in range(len(lists)):
        part = slice(n * CANDIDATES, (n + 1) * CANDIDATES)
        order = np.lexsort((-np.arange(CANDIDATES), -lists.values[part, 0]))
        joined = np.flatnonzero(lists.joined[part])
        lists.joins[n] = len(joined)
        scores.add(n, order.astype(np.int32), joined.astype(np.int32), np.ones(CANDIDATES), KIND)
    assert np.allclose(lists.ndcg(WEIGHTS), scores.ndcg)


def test_a_joined_item_that_was_no_candidate_counts_as_missed() -> None:
    lists = planted_lists(WEIGHTS, lists=20, members=10)
    before = lists.ndcg(WEIGHTS)
    lists.joins[:] = 2
    hit = before > 0
    assert hit.any()
    assert (lists.ndcg(WEIGHTS)[hit] < before[hit]).all()


def test_part_of_the_days() -> None:
    lists = planted_lists(WEIGHTS, lists=50, members=10)
    middle = int(lists.day[25])
    older, later = lists.between(0, middle), lists.between(middle, int(lists.day[-1]) + 1)
    assert len(older) + len(later) == 50
    joined = np.concatenate([older.ndcg(WEIGHTS), later.ndcg(WEIGHTS)])
    assert joined.tolist() == lists.ndcg(WEIGHTS).tolist()
    assert older.starts[-1] == len(older.values)
