"""Put an index that fits its weights weekly behind the contract of `adapter`.

The fit and the rule of adoption are those of the product; it sees only acts before the list.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.recommend.fitting.adoption import FitReport
from bot.recommend.fitting.server import fit_server
from bot.recommend.index.params import Params
from bot.recommend.index.terms import TERMS
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.signals.aggregate import SignalColumns
from tests.bench.adapter import Adapter

Array = NDArray[Any]
WEEK = 7 * DAY


class LearningAdapter(Adapter):
    """One server whose weights are fitted to its own past once a week.

    Attributes:
        reports: The result of each fit.
    """

    def __init__(self, n_users: int, n_items: int) -> None:
        super().__init__(n_users, n_items)
        self.reports: list[FitReport] = []
        self._acts: list[tuple[Array, Array, Array]] = []
        self._next_fit = 0
        self._weights: dict[str, float] = {}

    def fit(self, users: Array, items: Array, weights: Array, timestamps: Array) -> None:
        super().fit(users, items, weights, timestamps)
        self._acts = [(users, items, timestamps)]

    def add(self, user: int, item: int, weight: float, timestamp: int) -> None:
        super().add(user, item, weight, timestamp)
        self._acts.append((np.array([user]), np.array([item]), np.array([timestamp])))

    def recommend_many(
        self, users: Array, n: int, now: float | None = None, eligible: Array | None = None
    ) -> Array:
        if now is not None and eligible is not None and now >= self._next_fit:
            self._learn(int(now), eligible)
        return super().recommend_many(users, n, now, eligible)

    def _learn(self, now: int, eligible: Array) -> None:
        """Fit the weights to the lists of the same window as the evaluation's."""
        self._next_fit = now + WEEK
        oldest = int(self.index.active[eligible].min())
        default = Params(max_age_days=float(-((oldest - now) // DAY)))
        current = default.with_weights(self._weights, 1)
        report = fit_server(self._history(), current, default, now=now)
        self.reports.append(report)
        if report.adopted:
            self._weights = dict(zip(TERMS, report.weights.tolist(), strict=True))
            self.use(self.index.tuning.with_weights(self._weights, 1))

    def _history(self) -> SignalHistory:
        users, items, times = (np.concatenate(column) for column in zip(*self._acts, strict=True))
        self._acts = [(users, items, times)]
        acts = SignalColumns(
            users.astype(np.int64) + 1, items, np.zeros(len(users), np.int8), times * 1000
        )
        facts = self.index.content()[0].take()
        return SignalHistory.of(facts._replace(active=facts.created.copy()), acts, np.ones(1))
