"""Ratings from acts: weights, decay, cap."""

import numpy as np
import pytest
from bot.recommend.matrix import DAY, Acts, Rule, rate
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.signals import KINDS, SignalKind

NOW = 1_000 * DAY
RULE = Rule.of(
    {"post": 2, "reply": 3, "react": 1, "save": 4, "click": 1, "more": 4, "less": -6}
    | {"dislike": -2, "burst": 0},
    half_life=10,
    cap=8,
)

Row = tuple[int, int, SignalKind, int]  # user, item, kind, age in days


def acts_of(*rows: Row) -> Acts:
    return Acts(
        user=np.array([user for user, *_ in rows], np.int64),
        item=np.array([item for _, item, *_ in rows], np.int64),
        kind=np.array([KINDS.index(kind) for *_, kind, _ in rows], np.int8),
        at=np.array([NOW - age * DAY for *_, age in rows], np.int64),
    )


def dense(acts: Acts, items: int) -> dict[tuple[int, int], float]:
    ratings = rate(acts, items, RULE, NOW)
    found: dict[tuple[int, int], float] = {}
    for row, user in enumerate(ratings.users):
        columns, values = ratings.by_user.row(row)
        for column, value in zip(columns, values, strict=True):
            found[int(user), int(column)] = float(value)
    return found


def test_acts_add_up_and_lose_half_in_a_half_life() -> None:
    acts = acts_of((7, 0, "reply", 0), (7, 0, "react", 10), (7, 2, "post", 20), (9, 0, "save", 10))
    assert dense(acts, 3) == pytest.approx({(7, 0): 3.5, (7, 2): 0.5, (9, 0): 2})


def test_ratings_are_capped_on_both_sides() -> None:
    saves: list[Row] = [(1, 0, "save", 0)] * 3
    refusals: list[Row] = [(1, 1, "less", 0)] * 3
    assert dense(acts_of(*saves, *refusals), 2) == {(1, 0): 8, (1, 1): -8}


def test_acts_from_the_future_count_in_full_and_no_more() -> None:
    assert dense(acts_of((1, 0, "reply", -5)), 1) == {(1, 0): 3}


def test_what_cancels_out_stays_known() -> None:
    acts = acts_of((1, 0, "less", 0), (1, 0, "save", 0), (1, 0, "post", 0))
    assert dense(acts, 1) == {(1, 0): 0}


def test_no_acts_make_an_empty_matrix() -> None:
    ratings = rate(acts_of(), 3, RULE, NOW)
    assert ratings.position(1) is None
    assert ratings.by_item.row(2)[0].size == 0


def test_a_member_is_found_by_id() -> None:
    ratings = rate(acts_of((5, 0, "post", 0), (3, 0, "post", 0)), 1, RULE, NOW)
    assert [ratings.position(user) for user in (2, 3, 4, 5, 6)] == [None, 0, None, 1, None]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 3), st.sampled_from(KINDS), st.integers(0, 40))
    )
)
def test_rows_and_columns_and_norms_agree_with_the_plain_sum(rows: list[Row]) -> None:
    expected: dict[tuple[int, int], float] = {}
    for user, item, kind, age in rows:
        points = float(RULE.weights[KINDS.index(kind)]) * 2 ** (-age / 10)
        expected[user, item] = expected.get((user, item), 0) + points
    expected = {place: max(-8.0, min(8.0, value)) for place, value in expected.items()}
    ratings = rate(acts_of(*rows), 4, RULE, NOW)
    assert dense(acts_of(*rows), 4) == pytest.approx(expected)
    by_column = {
        (int(ratings.users[row]), item): float(value)
        for item in range(4)
        for row, value in zip(*ratings.by_item.row(item), strict=True)
    }
    assert by_column == pytest.approx(expected)
    for row, norm in enumerate(ratings.norms):
        assert norm == pytest.approx(np.linalg.norm(ratings.by_user.row(row)[1]))
