"""Test that a fit collects what the member's list would have offered, within bounds."""

from dataclasses import replace

import numpy as np
import pytest

from bot.recommend.fitting import collecting
from bot.recommend.fitting.collecting import collect, sample
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.replay.rolling import ReplayState, pool_at
from tests.simulated_history import START, at_random, simulated_history

PARAMS = Params()
DAYS = [START + n * DAY for n in range(20, 26)]


@pytest.fixture(scope="module")
def history() -> SignalHistory:
    return simulated_history(at_random, members=25, acts=400, days=30)


def test_the_order_is_that_of_the_list_of_that_moment(history: SignalHistory) -> None:
    lists = collect(history, PARAMS, DAYS)
    weights = PARAMS.term_weights.array
    assert len(lists) > 20
    past = ReplayState.begin(history, [PARAMS], DAYS[0])
    query = IndexQuery(past.indexes[0])
    for n in (0, len(lists) - 1):
        now = int(lists.day[n])
        past.advance(now)
        best = query.top_items(int(lists.member[n]), now, 10, pool=pool_at(query, now))
        part = slice(int(lists.starts[n]), int(lists.starts[n + 1]))
        scores = np.sort(lists.values[part] @ weights)[::-1]
        assert scores[:10] == pytest.approx(best.scores, abs=1e-4)


def test_what_came_later_changes_nothing(history: SignalHistory) -> None:
    end = history.until(DAYS[2] + DAY)
    cut = {name: getattr(history, name)[:end] for name in ("user", "item", "at", "points")}
    before = replace(history, **cut, signals=history.signals[:end])
    one, other = collect(history, PARAMS, DAYS[:3]), collect(before, PARAMS, DAYS[:3])
    assert one.values.tolist() == other.values.tolist()
    assert one.joined.tolist() == other.joined.tolist()


def test_what_is_disliked_is_not_joined(history: SignalHistory) -> None:
    assert len(collect(replace(history, points=-history.points), PARAMS, DAYS)) == 0


def test_items_of_the_future_are_no_candidates(history: SignalHistory) -> None:
    query = IndexQuery(ReplayState.begin(history, [PARAMS], DAYS[0]).indexes[0])
    pool = pool_at(query, DAYS[0])
    assert len(pool.items)
    assert (query.index.created[pool.items] < DAYS[0]).all()
    assert (query.index.created >= DAYS[0]).any()


def test_a_large_server_is_sampled(history: SignalHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = collect(history, PARAMS, DAYS)
    monkeypatch.setattr(collecting, "MAX_CANDIDATES", 1)
    monkeypatch.setattr(collecting, "MIN_LISTS_A_DAY", 2)
    some, again = (collect(history, PARAMS, DAYS) for _ in range(2))
    assert len(some) == 2 * len(DAYS) < len(whole)
    assert some.member.tolist() == again.member.tolist()


def test_each_day_has_other_members() -> None:
    users = np.arange(1, 1_001) << 40
    days = [sample(users, day, 100) for day in DAYS]
    assert all(len(np.unique(day)) == 100 for day in days)
    assert len(np.unique(np.concatenate(days))) > 400
