"""Fit the weights of one server to its own past."""

import numpy as np

from bot.recommend.fitting.adoption import FitReport, fit_and_judge
from bot.recommend.fitting.collecting import collect
from bot.recommend.fitting.conditional_logit import Bounds
from bot.recommend.index.params import Params
from bot.recommend.index.terms import ALL_TERMS
from bot.recommend.replay.dataset import SignalHistory, midnights

DAYS = 180  # of the past; on small servers 90 are too few to judge by

BOUNDS = Bounds(
    np.array([term.low for term in ALL_TERMS]), np.array([term.high for term in ALL_TERMS])
)


def fit_server(
    history: SignalHistory, current: Params, default: Params, *, now: int, days: int = DAYS
) -> FitReport:
    """Return weights fitted to a server's last days, and whether they are to be used.

    It takes some CPU seconds and up to a few hundred megabytes, so call it in another process.

    Args:
        history: The server's signals.
        current: The constants in use.
        default: Those of a server without a past.
        now: Seconds since 1970; what came later is ignored.
        days: How many days of the past are used.
    """
    lists = collect(history, default, list(midnights(history, days, now)))
    return fit_and_judge(lists, current.term_weights.array, default.term_weights.array, BOUNDS)
