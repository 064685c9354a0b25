"""Test the formulas of recommendations against numbers worked out by hand."""

import numpy as np
import pytest

from bot.recommend.index.params import HORIZON, decay
from bot.recommend.index.reference import cosine, predict
from bot.recommend.signals.aggregate import SignalColumns, aggregate, kind_weights
from bot.recommend.signals.model import KINDS


def test_the_cosine_of_the_source_document() -> None:
    u, v = np.array([1.0, 2, 3, 4]), np.array([2.0, 3, 4, 5])
    assert u @ v == 40
    assert cosine(u, v) == pytest.approx(0.9938, abs=1e-4)
    assert cosine(u, np.zeros(4)) == 0


def test_a_prediction_is_the_average_weighted_by_similarity() -> None:
    assert predict(np.array([0.8, 0.2]), np.array([4.0, 1.0])) == pytest.approx(3.4)
    assert predict(np.array([]), np.array([])) is None


def test_a_half_life_halves() -> None:
    left = decay(2)
    assert left[[0, 48, 96]] == pytest.approx([1, 0.5, 0.25])
    assert decay(1, horizon=HORIZON)[24 * HORIZON + 1] == 0


def test_acts_of_a_pair_add_up_and_the_latest_dates_it() -> None:
    acts = SignalColumns(
        user=np.array([1, 2, 1, 1]),
        item=np.array([7, 7, 7, 8]),
        kind=np.array([0, 1, 1, -1], np.int8),
        at=np.array([5_000, 6_000, 9_000, 1_000]),
    )
    pairs = aggregate(
        acts, kind_weights(dict.fromkeys(KINDS, 0.0) | {"post": 2.0, "reply": 3.0}), [(9, 4)]
    )
    rows = [tuple(map(float, row)) for row in zip(*pairs, strict=True)]
    assert rows == [(1, 7, 5, 2, 9), (2, 7, 3, 1, 6), (4, 9, 0, 0, 0)]
