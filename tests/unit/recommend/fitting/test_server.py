"""Test the fit of a server to its past; with chance or little past weights stay."""

import pytest

from bot.recommend.fitting.adoption import AdoptionReason
from bot.recommend.fitting.server import fit_server
from bot.recommend.index.params import Params
from bot.recommend.replay.dataset import DAY
from tests.simulated_history import START, at_random, newest_first, simulated_history

DEFAULT = Params()
END = START + 60 * DAY


def test_a_server_where_only_new_items_count() -> None:
    history = simulated_history(newest_first, members=40, acts=900)
    report = fit_server(history, DEFAULT, DEFAULT, now=END)
    assert report.reason is AdoptionReason.BETTER
    fitted = dict(zip(DEFAULT.weights, report.weights.tolist(), strict=True))
    assert fitted["new"] > 2 * DEFAULT.weights["new"]
    assert fitted["channel"] < DEFAULT.weights["channel"]
    assert fitted["interest"] == pytest.approx(DEFAULT.weights["interest"])  # never in the past


@pytest.mark.parametrize("seed", range(2))
def test_random_acts_leave_the_default(seed: int) -> None:
    history = simulated_history(at_random, members=60, acts=700, seed=seed)
    report = fit_server(history, DEFAULT, DEFAULT, now=END)
    assert report.reason is not AdoptionReason.TOO_LITTLE
    assert not report.adopted


@pytest.mark.parametrize("seed", range(3))
def test_a_tiny_server_keeps_the_default(seed: int) -> None:
    history = simulated_history(newest_first, members=30, acts=200, seed=seed)
    assert not fit_server(history, DEFAULT, DEFAULT, now=END).adopted
