"""Test that the fit finds planted weights, and keeps the defaults without evidence."""

import numpy as np
import pytest

from bot.recommend.fitting import conditional_logit
from bot.recommend.fitting.conditional_logit import Bounds, fit
from tests.planted_lists import planted_lists

PLANTED = np.array([3.0, -1.0, 0.5])
WIDE = Bounds(np.full(3, -20.0), np.full(3, 20.0))
NOTHING = np.zeros(3)


def test_finds_planted_weights() -> None:
    lists = planted_lists(PLANTED, lists=3_000, members=3_000)
    assert fit(lists, NOTHING, 1.0, WIDE) == pytest.approx(PLANTED, abs=0.2)


def test_a_strong_prior_stays() -> None:
    lists = planted_lists(PLANTED, lists=200, members=50)
    prior = np.array([1.0, 1.0, 1.0])
    assert fit(lists, prior, 1e9, WIDE) == pytest.approx(prior, abs=1e-4)


def test_more_lists_move_the_weights_further() -> None:
    away = [
        np.abs(fit(planted_lists(PLANTED, lists=n, members=n), NOTHING, 20.0, WIDE) - PLANTED).max()
        for n in (20, 200, 2_000)
    ]
    assert away[0] > away[1] > away[2]


def test_without_lists_the_prior_is_the_answer() -> None:
    lists = planted_lists(PLANTED, lists=10, members=5).between(-2, -1)
    assert fit(lists, PLANTED, 1.0, WIDE).tolist() == PLANTED.tolist()


def test_weights_stay_within_their_bounds() -> None:
    lists = planted_lists(PLANTED, lists=2_000, members=2_000)
    bounds = Bounds(np.array([0.0, 0.0, 0.0]), np.array([2.0, 9.0, 9.0]))
    found = fit(lists, NOTHING, 1.0, bounds)
    assert (found[0], found[1]) == (2.0, 0.0)
    assert 0.2 < found[2] < 0.7  # fitted again beside those at their bounds


def test_a_term_that_never_differs_keeps_its_weight() -> None:
    lists = planted_lists(PLANTED, lists=500, members=500)
    lists.values[:, 1] = 0.7
    assert fit(lists, np.array([0.0, 4.0, 0.0]), 1.0, WIDE)[1] == pytest.approx(4.0)


def test_chunks_do_not_change_the_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = planted_lists(PLANTED, lists=300, members=40)
    whole = fit(lists, NOTHING, 5.0, WIDE)
    monkeypatch.setattr(conditional_logit, "CHUNK", 100)
    assert fit(lists, NOTHING, 5.0, WIDE) == pytest.approx(whole, abs=1e-9)
