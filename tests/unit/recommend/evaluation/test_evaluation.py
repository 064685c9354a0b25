"""Test evaluation on the past: what is known when, what is a hit, and the scores."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.evaluation.baselines import newest, ours, plain_cosine, popular
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts
from bot.recommend.replay.dataset import DAY, SignalHistory, midnights
from bot.recommend.replay.metrics import Scores, difference, mean, standard_error
from bot.recommend.replay.rolling import ReplayState, replay_days
from bot.recommend.replay.segments import ListKind
from bot.recommend.signals.aggregate import SignalColumns, kind_weights
from bot.recommend.signals.model import KINDS

RULE = kind_weights(dict.fromkeys(KINDS, 0.0) | {"post": 2.0, "reply": 3.0})
START = 1_700_006_400 // DAY * DAY
TUNING = Params()

Row = tuple[int, int, int]  # member, item, seconds after START

KIND = ListKind(newcomer=False, new_channel=False, quiet=False)


def history(rows: list[Row], *, authors: dict[int, int] | None = None) -> SignalHistory:
    numbers = sorted({item for _, item, _ in rows}) or [1]
    began = [min((at for _, item, at in rows if item == n), default=0) for n in numbers]
    count = len(numbers)
    facts = ItemFacts(
        np.array(numbers, np.int64),
        np.array([n % 2 for n in numbers], np.int64),
        np.array([(authors or {}).get(n, 0) for n in numbers], np.int64),
        START + np.array(began, np.int64),
        START + np.array(began, np.int64),
        np.zeros(count, np.bool_),
        np.ones(count, np.bool_),
    )
    acts = SignalColumns(
        np.array([user for user, _, _ in rows], np.int64),
        np.array([item for _, item, _ in rows], np.int64),
        np.ones(len(rows), np.int8),
        (START + np.array([at for *_, at in rows], np.int64)) * 1000,
    )
    return SignalHistory.of(facts, acts, RULE)


rows = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(0, 6 * DAY)), max_size=40
)


@given(rows, st.integers(0, 40), st.integers(0, 40))
def test_the_state_of_a_pair_is_what_its_acts_so_far_come_to(
    signals: list[Row], one: int, other: int
) -> None:
    start, stop = sorted((min(one, len(signals)), min(other, len(signals))))
    past = history(signals)
    acts = list(zip(past.user.tolist(), past.item.tolist(), past.at.tolist(), strict=True))
    states = {
        (user, item): (points, count, last)
        for user, item, points, count, last in zip(*past.states(start, stop), strict=True)
    }
    assert states.keys() == {(user, item) for user, item, _ in acts[start:stop]}
    for (user, item), state in states.items():
        mine = [at for who, what, at in acts[:stop] if (who, what) == (user, item)]
        assert state == (pytest.approx(3.0 * len(mine)), len(mine), max(mine))


def test_a_list_is_marked_by_where_the_joined_stand() -> None:
    scores = Scores()
    popularity = np.full(40, 0.25)
    listed = np.arange(20, dtype=np.int32)
    scores.add(1, listed, np.array([0, 15, 30], np.int32), popularity, KIND)
    best = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert scores.ndcg == [pytest.approx(1 / best)]
    assert scores.recall == [pytest.approx(2 / 3)]
    assert scores.surprise == [pytest.approx(2)]
    assert scores.shown == set(range(10))


def test_each_member_counts_once() -> None:
    scores = Scores(members=[1, 1, 2], ndcg=[0.0, 1.0, 1.0])
    by_member = scores.by_member(scores.ndcg)
    assert by_member == {1: 0.5, 2: 1.0}
    assert mean(by_member) == 0.75
    assert standard_error(by_member) == pytest.approx(0.25)
    assert mean(difference(by_member, {1: 0.5, 2: 0.5})) == 0.25


def test_only_first_joins_of_the_next_day_by_members_with_a_past_count() -> None:
    signals = [
        *((user, 1, 100) for user in (1, 2)),
        (3, 2, 200),
        (1, 2, DAY + 100),  # the one that counts
        (1, 1, DAY + 200),  # again
        (3, 2, DAY + 300),  # their own
        (4, 1, DAY + 400),  # without a past
        (2, 3, DAY + 500),  # begun only then
        (2, 2, 2 * DAY + 1),  # a day later
    ]
    past = history(signals, authors={2: 3})
    world = ReplayState.begin(past, [TUNING], START + DAY)
    shown: list[tuple[int, int]] = []
    listen = newest(world.indexes[0], 10)

    def system(user: int, now: int, pool: object, acts: int) -> np.ndarray:
        shown.append((user, now - START))
        return listen(user, now, pool, acts)  # pyright: ignore[reportArgumentType]

    scores = replay_days(world, [START + DAY], {"it": system})
    assert shown == [(1, DAY)]
    assert scores["it"].recall == [1.0]


def planted() -> SignalHistory:
    """Two groups of five who each join what their group joins, day after day, in one channel."""
    signals: list[Row] = []
    for day in range(12):
        for group in (0, 1):
            item = 2 * (2 * day + group) + 2
            evening = day * DAY + 80_000  # one begins, the others come after midnight
            signals += [(10 * group + n + 1, item, evening + 9_000 * n) for n in range(5)]
    return history(signals)


def test_taste_finds_what_the_newest_and_the_popular_do_not() -> None:
    past = planted()
    nights = list(midnights(past, 6))
    world = ReplayState.begin(past, [TUNING, plain_cosine(TUNING)], nights[0])
    scores = replay_days(
        world,
        nights,
        {
            "ours": ours(world.indexes[0], TUNING, 10),
            "plain": ours(world.indexes[1], world.indexes[1].tuning, 10),
            "newest": newest(world.indexes[0], 10),
            "popular": popular(world.indexes[0], past, 10),
        },
    )
    ndcg = {name: mean(each.by_member(each.ndcg)) for name, each in scores.items()}
    assert len(scores["ours"].members) >= 10
    assert ndcg["ours"] > max(ndcg["newest"], ndcg["popular"])


def test_the_lists_of_each_segment_are_averaged_by_member() -> None:
    scores = Scores()
    for member, newcomer, listed in ((1, True, 0), (1, False, 1), (2, False, 0), (2, False, 1)):
        kind = KIND._replace(newcomer=newcomer)
        hits = np.array([0], np.int32)
        scores.add(member, np.array([listed], np.int32), hits, np.ones(2), kind)
    segments = scores.by_segment()
    assert segments["newcomers"] == {1: 1.0}
    assert segments["regulars"] == {1: 0.0, 2: 0.5}
    assert segments["new_channels"] == {}
    assert segments["known_channels"] == {1: 0.5, 2: 0.5}


def test_nothing_is_found_in_no_past() -> None:
    assert list(midnights(history([]), 6)) == []
