"""Test the interval: exact where it can be computed, wide where data are few."""

from math import inf, isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.experiment.confidence import Values, mean_of, ratio_of, t_quantile

RATES = st.lists(st.integers(0, 20), min_size=3, max_size=40)


def rates(engaged: list[int]) -> Values:
    return np.array(engaged, np.float64) / 20


@pytest.mark.parametrize(
    ("freedom", "exact"), [(5, 2.5706), (10, 2.2281), (19, 2.0930), (30, 2.0423), (1e9, 1.9600)]
)
def test_quantiles_are_those_of_the_tables(freedom: float, exact: float) -> None:
    assert isclose(t_quantile(0.95, freedom), exact, abs_tol=0.01)


def test_a_mean_has_student_s_interval() -> None:
    # 2, 4, …, 20: mean 11, deviation 6.055, so 11 ± 2.262 * 6.055 / √10.
    interval = mean_of(np.arange(2.0, 21.0, 2.0))
    assert interval.estimate == 11
    assert isclose(interval.low, 6.668, abs_tol=0.01)
    assert isclose(interval.high, 15.332, abs_tol=0.01)


def test_a_ratio_of_two_exact_means_is_exact() -> None:
    interval = ratio_of(np.full(9, 0.3), np.full(9, 0.2))
    assert [interval.estimate, interval.low, interval.high] == pytest.approx([1.5] * 3)


def test_a_group_that_engaged_with_nothing_bounds_nothing() -> None:
    interval = ratio_of(np.array([0.1, 0.2, 0.0]), np.zeros(30))
    assert (interval.estimate, interval.low, interval.high) == (inf, 0, inf)
    assert not interval.bounded
    assert not ratio_of(np.zeros(30), np.zeros(30)).bounded


@given(first=RATES, second=RATES)
def test_the_estimate_lies_within_and_swapping_groups_inverts(
    first: list[int], second: list[int]
) -> None:
    there, back = ratio_of(rates(first), rates(second)), ratio_of(rates(second), rates(first))
    assert 0 <= there.low <= there.high
    if there.bounded:
        assert there.low - 1e-9 <= there.estimate <= there.high + 1e-9
    if there.bounded and back.bounded:
        assert isclose(there.high * back.low, 1, rel_tol=1e-6)
        assert isclose(there.low * back.high, 1, rel_tol=1e-6)


@given(first=RATES, second=RATES, scale=st.floats(0.01, 100))
def test_it_does_not_matter_in_what_one_counts(
    first: list[int], second: list[int], scale: float
) -> None:
    plain, scaled = (ratio_of(rates(first) * by, rates(second) * by) for by in (1.0, scale))
    if plain.bounded and scaled.bounded:  # at the very edge, rounding may decide
        assert scaled.low == pytest.approx(plain.low, rel=1e-6, abs=1e-9)
        assert scaled.high == pytest.approx(plain.high, rel=1e-4)


@pytest.mark.parametrize(("lift", "held"), [(1.0, 0.94), (1.5, 0.93), (0.5, 0.93)])
def test_it_holds_the_truth_though_the_control_group_is_small_and_skewed(
    lift: float, held: float
) -> None:
    """Most engage with little, few with much; 270 with recommendations and 30 without."""
    random = np.random.default_rng(5)
    runs, hits, false = 400, 0, 0
    for _ in range(runs):
        taste, control = (drawn(random, count, by) for count, by in ((270, lift), (30, 1.0)))
        interval = ratio_of(taste, control)
        hits += interval.low <= lift <= interval.high
        false += not interval.low <= 1 <= interval.high
    assert hits / runs >= held
    if lift == 1:
        assert false / runs <= 0.05


def drawn(random: np.random.Generator, members: int, lift: float) -> Values:
    keenness = random.beta(0.4, 7.6, members) * 0.6 * lift
    shown = 5 * (1 + random.poisson(random.gamma(1, 3, members)))
    return random.binomial(shown, keenness) / shown
