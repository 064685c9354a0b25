"""Test that new weights are adopted only if later days agree."""

import numpy as np
import pytest

from bot.recommend.fitting.adoption import MIN_LISTS, AdoptionReason, decide, fit_and_judge, split
from bot.recommend.fitting.comparison import ALL, MIN_SEGMENT_MEMBERS, QualityChange, compare
from bot.recommend.fitting.conditional_logit import Bounds
from tests.planted_lists import planted_lists

DEFAULT = np.array([1.0, 0.0, 0.0])
OTHER = np.array([0.0, 4.0, 0.0])
WIDE = Bounds(np.full(3, -20.0), np.full(3, 20.0))


def test_a_server_unlike_the_default_gets_its_own_weights() -> None:
    report = fit_and_judge(planted_lists(OTHER, lists=600, members=80), DEFAULT, DEFAULT, WIDE)
    assert report.reason is AdoptionReason.BETTER
    assert report.weights[1] > 2
    assert report.figures[ALL].low > 0
    assert report.fitted.lists + report.judged.lists == 600


def test_the_same_past_always_has_the_same_result() -> None:
    first, second = (
        fit_and_judge(planted_lists(OTHER, lists=400, members=60), DEFAULT, DEFAULT, WIDE)
        for _ in range(2)
    )
    assert first.weights.tolist() == second.weights.tolist()
    assert first.figures == second.figures


@pytest.mark.parametrize("seed", range(8))
def test_random_acts_change_nothing(seed: int) -> None:
    lists = planted_lists(np.zeros(3), lists=500, members=100, seed=seed)
    report = fit_and_judge(lists, DEFAULT, DEFAULT, WIDE)
    assert not report.adopted


@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_is_like_the_default_keeps_it(seed: int) -> None:
    lists = planted_lists(DEFAULT, lists=600, members=100, seed=seed)
    assert not fit_and_judge(lists, DEFAULT, DEFAULT, WIDE).adopted


def test_too_few_lists_or_members_are_not_fitted() -> None:
    few_lists = planted_lists(OTHER, lists=MIN_LISTS, members=50)
    few_members = planted_lists(OTHER, lists=600, members=15)
    for lists in (few_lists, few_members, few_lists.between(-2, -1)):
        report = fit_and_judge(lists, DEFAULT, DEFAULT, WIDE)
        assert report.reason is AdoptionReason.TOO_LITTLE
        assert report.weights.tolist() == DEFAULT.tolist()
        assert report.figures == {}


def test_weights_that_are_in_use_already_are_not_adopted_again() -> None:
    lists = planted_lists(OTHER, lists=600, members=80)
    weights = fit_and_judge(lists, DEFAULT, DEFAULT, WIDE).weights
    assert fit_and_judge(lists, weights, DEFAULT, WIDE).reason is AdoptionReason.UNCHANGED


def test_later_days_are_not_fitted() -> None:
    lists = planted_lists(OTHER, lists=600, members=80)
    older, later = split(lists)
    assert older.day.max() < later.day.min()
    spoilt = planted_lists(OTHER, lists=600, members=80)
    spoilt.values[spoilt.starts[len(older)] :] = 0
    kept, changed = (fit_and_judge(each, DEFAULT, DEFAULT, WIDE) for each in (lists, spoilt))
    assert kept.weights.tolist() == changed.weights.tolist()


def change(gain: float, error: float) -> QualityChange:
    return QualityChange(0.3, 0.3 + gain, gain, gain - 1.96 * error, gain + 1.96 * error, 50)


@pytest.mark.parametrize(
    ("overall", "newcomers", "reason"),
    [
        (change(0.02, 0.005), change(0.0, 0.01), AdoptionReason.BETTER),
        (change(0.02, 0.005), None, AdoptionReason.BETTER),
        (change(0.02, 0.02), change(0.0, 0.01), AdoptionReason.UNCERTAIN),
        (change(-0.02, 0.001), change(0.0, 0.01), AdoptionReason.NO_BETTER),
        (change(0.001, 0.0001), change(0.0, 0.01), AdoptionReason.NO_BETTER),
        (change(0.02, 0.005), change(-0.05, 0.01), AdoptionReason.WORSE_FOR_NEWCOMERS),
    ],
)
def test_decision(
    overall: QualityChange, newcomers: QualityChange | None, reason: AdoptionReason
) -> None:
    figures = {ALL: overall} | ({"newcomers": newcomers} if newcomers else {})
    assert decide(figures) is reason


def test_a_segment_of_few_members_is_not_reported() -> None:
    lists = planted_lists(OTHER, lists=300, members=3 * MIN_SEGMENT_MEMBERS - 3)
    assert "newcomers" not in compare(lists, DEFAULT, OTHER)
    assert "regulars" in compare(lists, DEFAULT, OTHER)


def test_each_member_counts_once() -> None:
    lists = planted_lists(OTHER, lists=300, members=25)
    one = lists.ndcg(OTHER)
    means = [one[lists.member == member].mean() for member in np.unique(lists.member)]
    assert compare(lists, DEFAULT, OTHER)[ALL].after == pytest.approx(np.mean(means))
