"""The shipped index behind the contract of a neutral evaluation (see `eval_recommender.py`)."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.recommend.index.asking import Asker
from bot.recommend.index.facts import ItemFacts, Pairs
from bot.recommend.index.index import Index
from bot.recommend.index.lists import GONE
from bot.recommend.index.tuning import Tuning
from bot.recommend.index.world import Pool

SHIFT = 1  # an id of 0 stands for nobody


class Adapter:
    def __init__(self, n_users, n_items):
        self.items = n_items
        self.channel = np.zeros(n_items, np.int64)
        self.created = np.zeros(n_items, np.int64)
        self.author = np.zeros(n_items, np.int64)

    def set_items(self, channel, created):
        self.channel, self.created = channel.astype(np.int64), created.astype(np.int64)

    def fit(self, users, items, weights, timestamps):
        now = int(timestamps[-1]) + 1
        self.points, keys, last = {}, users.astype(np.int64) * self.items + items, timestamps
        first = np.full(self.items, -1)
        first[items[::-1]] = np.arange(len(items))[::-1]
        self.author = np.where(first >= 0, users[first] + SHIFT, 0).astype(np.int64)
        pairs, place = np.unique(keys, return_inverse=True)
        points = np.bincount(place, weights)
        latest = np.zeros(len(pairs), np.int64)
        np.maximum.at(latest, place, timestamps)
        active = np.zeros(self.items, np.int64)
        np.maximum.at(active, items, timestamps)
        self.known = dict(zip(pairs.tolist(), points.tolist())) if len(pairs) < 2_000_000 else {}
        self.pairs, self.sums = (pairs, points)
        everything = ItemFacts(
            np.arange(self.items), self.channel, np.where(self.created > 0, self.author, 0), self.created,
            np.maximum(active, np.minimum(self.created, now)), np.zeros(self.items, bool), np.ones(self.items, bool),
        )
        of = Pairs(pairs // self.items + SHIFT, pairs % self.items, points, np.ones(len(pairs), np.int64), latest)
        self.index = Index(everything, of, Tuning(max_age_days=36_500), now)
        self.asker = Asker(self.index)

    def add(self, user, item, weight, timestamp):
        key = user * self.items + item
        if self.known:
            sum_ = self.known[key] = self.known.get(key, 0.0) + weight
        else:
            sum_ = weight
        one = lambda value: np.array([value], np.int64)
        if self.author[item] == 0:
            self.author[item] = user + SHIFT
            self.index.take_in_items(ItemFacts(one(item), one(self.channel[item]), one(user + SHIFT), one(self.created[item]), one(timestamp), np.zeros(1, bool), np.ones(1, bool)))
        self.index.take_in(Pairs(one(user + SHIFT), one(item), np.array([sum_]), one(1), one(timestamp)))
        self.index.note_active(one(item), one(timestamp))

    def _pool(self, now, eligible):
        if eligible is None:
            return None
        return Pool(np.asarray(eligible, np.int32), False, np.ones(len(self.index.created), bool), self.index.active)

    def recommend(self, user, n, now=None, eligible=None):
        now = int(now or self.index.active.max() + 1)
        return self.asker.suggest(user + SHIFT, now, n, pool=self._pool(now, eligible)).numbers

    def recommend_many(self, users, n, now=None, eligible=None):
        now = int(now or self.index.active.max() + 1)
        out = np.full((len(users), n), -1, np.int64)
        for row, each in enumerate(self.asker.suggest_many(np.asarray(users) + SHIFT, now, n, pool=self._pool(now, eligible))):
            out[row, : len(each.numbers)] = each.numbers
        return out

    def nbytes(self):
        return self.index.nbytes
