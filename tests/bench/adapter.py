"""Put the shipped index behind the contract of a neutral evaluation.

Ids are dense there; ours start at 1, because 0 stands for nobody.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns
from bot.recommend.index.state import CandidatePool

Array = NDArray[Any]
FOREVER = 36_500.0  # days: what is eligible there is decided by the evaluation
REMEMBERED = 2_000_000  # pairs whose sums are kept, so that a further act adds to them


class Adapter:
    """One server, given everything at once (`fit`) or signal by signal (`add`)."""

    def __init__(self, n_users: int, n_items: int) -> None:
        self.count = n_items
        self.channel = np.zeros(n_items, np.int64)
        self.created = np.zeros(n_items, np.int64)
        self.author = np.zeros(n_items, np.int64)
        self.sums: dict[int, float] = {}

    def set_items(self, channel: Array, created: Array) -> None:
        self.channel, self.created = channel.astype(np.int64), created.astype(np.int64)

    def fit(self, users: Array, items: Array, weights: Array, timestamps: Array) -> None:
        now = int(timestamps[-1]) + 1
        first = np.full(self.count, -1)
        first[items[::-1]] = np.arange(len(items))[::-1]
        self.author = np.where(first >= 0, users[first] + 1, 0).astype(np.int64)
        keys, place = np.unique(users.astype(np.int64) * self.count + items, return_inverse=True)
        points = np.bincount(place, weights).astype(np.float64)
        last = np.zeros(len(keys), np.int64)
        np.maximum.at(last, place, timestamps)
        active = np.minimum(self.created, now)
        np.maximum.at(active, items, timestamps)
        if len(keys) < REMEMBERED:
            self.sums = dict(zip(keys.tolist(), points.tolist(), strict=True))
        facts = ItemFacts(
            number=np.arange(self.count),
            channel=self.channel,
            author=self.author,
            created=self.created,
            active=active,
            plain=np.zeros(self.count, np.bool_),
            alive=np.ones(self.count, np.bool_),
        )
        counts = np.ones(len(keys), np.int64)
        pairs = RatingColumns(keys // self.count + 1, keys % self.count, points, counts, last)
        self.index = Index(facts, pairs, Params(max_age_days=FOREVER), now)
        self.use(self.index.tuning)

    def use(self, tuning: Params) -> None:
        """Rank by other weights."""
        self.index_query = IndexQuery(self.index, tuning, kernels=CompiledKernels())

    def add(self, user: int, item: int, weight: float, timestamp: int) -> None:
        key = user * self.count + item
        self.sums[key] = self.sums.get(key, 0.0) + weight
        if not self.author[item]:
            self._begin(user, item, timestamp)
        state = (_one(user + 1), _one(item), np.array([self.sums[key]]), _one(1), _one(timestamp))
        self.index.take_in(RatingColumns(*state))
        self.index.note_active(_one(item), _one(timestamp))

    def recommend(
        self, user: int, n: int, now: float | None = None, eligible: Array | None = None
    ) -> Array:
        at = self._at(now)
        return self.index_query.top_items(user + 1, at, n, pool=self._pool(at, eligible)).items

    def recommend_many(
        self, users: Array, n: int, now: float | None = None, eligible: Array | None = None
    ) -> Array:
        at, out = self._at(now), np.full((len(users), n), -1, np.int64)
        pool = self._pool(at, eligible)
        for row, (items, _, _) in enumerate(
            self.index_query.top_items_of_many(users + 1, at, n, pool=pool)
        ):
            out[row, : len(items)] = items
        return out

    def nbytes(self) -> int:
        return self.index.nbytes

    def _begin(self, user: int, item: int, timestamp: int) -> None:
        self.author[item] = user + 1
        facts = (_one(item), _one(self.channel[item]), _one(user + 1), _one(self.created[item]))
        no, yes = np.zeros(1, np.bool_), np.ones(1, np.bool_)
        self.index.take_in_items(ItemFacts(*facts, _one(timestamp), no, yes))

    def _at(self, now: float | None) -> int:
        return int(now or self.index.active.max() + 1)

    def _pool(self, now: int, eligible: Array | None) -> CandidatePool:
        if eligible is None:
            return self.index_query.pool(now)
        open_ = np.ones(len(self.index.created), np.bool_)
        rooms = np.ones(len(self.index.world.channel_activity), np.bool_)
        return CandidatePool(eligible.astype(np.int32), open_, rooms)


def _one(value: float) -> Array:
    return np.array([value], np.int64)
