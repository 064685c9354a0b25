"""Test highlights: more response than expected, not the most response."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.ranking.surprise import response_ratio

BUSY, QUIET = 0, 1
DAY = 24.0

counts = st.lists(st.integers(0, 500), min_size=1, max_size=30)


def lift(answers: list[int], channel: list[int], hours: list[float] | None = None) -> list[float]:
    ages = [DAY] * len(answers) if hours is None else hours
    found = response_ratio(
        np.array(answers, np.int64), np.array(channel, np.int64), np.array(ages, np.float64)
    )
    return [float(value) for value in found]


def test_a_small_channels_surprise_beats_the_usual_traffic_of_the_busiest() -> None:
    usual = [28, 35, 30, 41, 26, 33, 38]
    quiet = [1, 0, 2, 1, 7]
    found = lift([*usual, *quiet], [BUSY] * len(usual) + [QUIET] * len(quiet))
    assert max(found) == found[-1] > 2
    assert all(0.7 < value < 1.5 for value in found[: len(usual)])


def test_a_real_hit_of_the_busiest_beats_a_chance_of_the_smallest() -> None:
    found = lift([28, 35, 30, 120, 33, 0, 1, 0, 2], [BUSY] * 5 + [QUIET] * 4)
    assert max(found) == found[3] > 2.5


def test_an_item_does_not_raise_what_is_expected_of_it() -> None:
    alone = lift([2, 2, 2, 20], [BUSY] * 4)
    assert alone[3] > 3
    assert alone[0] < 1


def test_the_same_response_in_less_time_lifts_more() -> None:
    old, new = lift([5, 5], [BUSY, BUSY], [DAY * 6, 2.0])
    assert new > old


def test_few_answers_lift_less_than_their_ratio_says_and_many_come_near_it() -> None:
    rest = [1] * 50
    few, many = lift([4, *rest], [BUSY] * 51)[0], lift([400, *[100] * 50], [BUSY] * 51)[0]
    assert few < 4 * 0.75
    assert 0.95 * 4 < many < 1.05 * 4


def test_what_is_as_expected_has_a_lift_of_one() -> None:
    assert np.allclose(lift([10] * 20, [BUSY] * 20), 1, atol=0.02)


def test_alone_or_in_silence_nothing_breaks() -> None:
    assert lift([], []) == []
    assert lift([0], [BUSY]) == lift([0, 0], [BUSY, QUIET])[:1]
    assert np.isfinite(lift([3], [BUSY], [0.0])).all()


@given(counts)
def test_it_is_positive_finite_and_rises_with_each_answer(answers: list[int]) -> None:
    channel = [number % 3 for number in range(len(answers))]
    before = lift(answers, channel)
    assert all(np.isfinite(value) and value > 0 for value in before)
    after = lift([answers[0] + 1, *answers[1:]], channel)
    assert after[0] > before[0]


@given(counts)
def test_the_order_of_items_does_not_matter(answers: list[int]) -> None:
    channel = [number % 4 for number in range(len(answers))]
    transposed = lift(answers[::-1], channel[::-1])[::-1]
    assert np.allclose(lift(answers, channel), transposed)
