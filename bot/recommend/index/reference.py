"""The index's answers by their formulas alone: a readable reference for tests.

Collaborative filtering between members by the cosine of their ratings (the reference formula:
sim(u, v) = u·v / (‖u‖‖v‖)), with the weighted *sum* over neighbours for ranking. The weighted
average predicts how much a member would like an item, and is kept as `predict`, but for signals, as
opposed to stars, it ranks badly: it puts what one neighbour loved above what thirty liked.

score = Σ weight · term, with the terms of `terms.ALL_TERMS`
"""

import math

import numpy as np

from bot.recommend.index.index import HOUR, Index
from bot.recommend.index.params import Floats, Params
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import (
    NEWCOMER_ITEMS,
    PRIOR_ACTS,
    QUIET_SHARE,
    STEEPNESS,
    WHOLE_BOND,
    WHOLE_LIFT,
    CandidatePool,
)
from bot.recommend.index.terms import TERMS

DAYS_IDLE, DAYS_OLD, YOUNG_HOURS = 90, 365, 24.0  # where `active` and `new` end, `new` begins


class Reference:
    """Computes the answers of one index at one time (seconds since 1970)."""

    def __init__(self, index: Index, now: int, tuning: Params | None = None) -> None:
        self.index, self.now = index, now
        self._numbers = (tuning or index.tuning).numbers
        self._entries = index.by_user.entries()
        self._columns = index.by_item.entries()
        age = index.hour(now) - self._entries.hours.astype(np.int64)
        self._age = np.maximum(age, 0)
        self._column_age = np.maximum(index.hour(now) - self._columns.hours.astype(np.int64), 0)

    def neighbours(self, row: int) -> tuple[Ids, Floats]:
        """Return the most similar members, and their similarities times one factor."""
        sims = self._sims(row)
        alike = np.flatnonzero((sims > 0) & (np.arange(len(sims)) != row))
        order = np.lexsort((-alike, -sims[alike]))[: self._numbers.neighbours]
        return alike[order].astype(np.int32), sims[alike[order]]

    def best(
        self, user_id: int, count: int, pool: CandidatePool, interest: Floats
    ) -> tuple[Ints, Floats, Floats]:
        """Return the rows, scores and weighted terms of the best `count` items."""
        items, values = self.terms(user_id, pool, interest)
        terms = values * self._numbers.weights
        scores = terms.sum(axis=1)
        order = np.lexsort((-items, -scores))[:count]
        return items[order], scores[order], terms[order]

    def terms(self, user_id: int, pool: CandidatePool, interest: Floats) -> tuple[Ints, Floats]:
        """Return the rows of all candidates, and the terms of each without weights."""
        world = self.index.world
        row = self.index.users.one(user_id)
        own = self._newest(self._entries.rows, row, len(self._entries.rows))
        mine = set(self._entries.ids[own].tolist())
        candidates = [
            item
            for item in sorted(set(pool.items.tolist()))
            if pool.eligible[item] and pool.rooms[world.channels[item]]
        ]
        items = [
            item
            for item in candidates
            if item not in mine and (row == MISSING or world.authors[item] != row)
        ]
        if not items:
            return np.empty(0, np.int64), np.empty((0, len(TERMS)))
        sims = self._sims(row)
        numbers = self._numbers
        most = max(numbers.min_candidate_users, numbers.max_pool_users // len(candidates))
        near = [self._near(item, sims, most) for item in items]
        newcomer = 2 ** (-len(own) / NEWCOMER_ITEMS)
        about_all = np.array([self._about_all(item) for item in candidates])
        about_all -= about_all.mean(axis=0)
        shared = about_all[np.searchsorted(candidates, items)]
        channel = world.channels[items]
        columns = (
            _grown(np.array([faded for faded, _ in near])),
            _grown(np.array([lasting for _, lasting in near])),
            self._lifts(own)[channel],
            np.array([self._bond(own, int(world.authors[item])) for item in items]),
            interest[channel] * (1 + newcomer) / 2,
            shared[:, 0] * newcomer,
        )
        return np.array(items), np.column_stack([*columns, shared])

    def _sims(self, row: int) -> Floats:
        """Return each member's dot product with one, over the length of its own ratings."""
        dots = np.zeros(len(self.index.world.squared_norms))
        for mine in self._newest(self._entries.rows, row, self._numbers.max_own_items):
            item = self._entries.ids[mine]
            weight = self._rating(mine) * self.index.world.idf_squared[item]
            column = self._newest(self._columns.rows, int(item), self._numbers.max_item_users)
            rating = (
                self._columns.points[column] * self._numbers.user_decay[self._column_age[column]]
            )
            dots[self._columns.ids[column]] += weight * rating
        squares = self.index.world.squared_norms
        return np.divide(dots, np.sqrt(np.abs(squares)), np.zeros(len(dots)), where=squares > 0)

    def _near(self, item: int, sims: Floats, most: int) -> tuple[float, float]:
        """Return the presence of similar members among the newest `most` of an item.

        Decayed, and without decay over the root of all.
        """
        theirs = self._newest(self._columns.rows, item, most)
        liked = np.maximum(sims[self._columns.ids[theirs]], 0) * np.sign(
            self._columns.points[theirs]
        )
        left = self._numbers.neighbour_decay[self._column_age[theirs]]
        return float(liked @ left), float(liked.sum()) / math.sqrt(max(len(theirs), 1))

    def _about_all(self, item: int) -> list[float]:
        """Return the terms of an item that are the same for all members."""
        world, index = self.index.world, self.index
        hours = index.hour(self.now) - index.scales.zero
        heat = max(float(world.popularity[item]), 0.0) * 2 ** (-hours / index.scales.heat)
        idle, age = (
            max(self.now // 60 * 60 - int(when[item]), 0) / HOUR
            for when in (world.active, index.created)
        )
        share = self._shares()[world.channels[item]]
        return [
            min(math.log(1 + heat) / 7, 1),
            min(math.log(1 + world.rater_counts[item]) / 10, 1),
            _fresh(idle, self._numbers.recency_hours, DAYS_IDLE),
            _fresh(age, YOUNG_HOURS, DAYS_OLD),
            1 - math.log(share) / math.log(QUIET_SHARE),
        ]

    def _shares(self) -> Floats:
        """Return each channel's share of all activity, with one act more."""
        busy = np.maximum(self.index.world.channel_activity, 0)
        hours = self.index.hour(self.now) - self.index.scales.zero
        act = 2 ** (hours / self.index.scales.habit)
        return np.maximum((busy + act) / (busy.sum() + act), QUIET_SHARE)

    def _lifts(self, own: Ints) -> Floats:
        """Return the term `channel` of each channel."""
        habits, shares = np.zeros(len(self._shares())), self._shares()
        left = self._numbers.channel_decay[self._age[own]] * np.sign(self._entries.points[own])
        np.add.at(habits, self.index.world.channels[self._entries.ids[own]], left)
        habits = np.maximum(habits, 0)
        lifts = (habits + PRIOR_ACTS * shares) / ((habits.sum() + PRIOR_ACTS) * shares)
        return np.clip(np.log(lifts) / WHOLE_LIFT, -1, 1)

    def _bond(self, own: Ints, author: int) -> float:
        """Return the term `author` of an author's items."""
        own = own[self.index.world.authors[self._entries.ids[own]] == author]
        left = self._numbers.user_decay[self._age[own]] * np.sign(self._entries.points[own])
        acts = max(float(left.sum()), 0.0) if author != MISSING else 0.0
        return min(math.log1p(acts) / WHOLE_BOND, 1.0)

    def _rating(self, place: int) -> float:
        return float(self._entries.points[place] * self._numbers.user_decay[self._age[place]])

    @staticmethod
    def _newest(rows: Ids, row: int, most: int) -> Ints:
        """Return the positions of a row's entries, the newest first, at most `most`."""
        return np.flatnonzero(rows == row)[::-1][:most]


def cosine(u: Floats, v: Floats) -> float:
    """Return the cosine of two vectors of one shape; 0 where one has length 0."""
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return float(u @ v) / lengths if lengths else 0.0


def predict(sims: Floats, ratings: Floats) -> float | None:
    """Predict a rating: Σ sim·r / Σ|sim| over neighbours who rated; None without any."""
    weight = float(np.abs(sims).sum())
    return float(sims @ ratings) / weight if weight else None


def _grown(values: Floats) -> Floats:
    """Return the logarithmic values of parts of the largest; zeros if none is above 0."""
    parts = values / max(float(values.max(initial=0)), 0) if (values > 0).any() else 0 * values
    grown = np.log1p(STEEPNESS * np.minimum(np.abs(parts), 1)) / math.log(1 + STEEPNESS)
    return np.sign(parts) * grown


def _fresh(hours: float, young: float, days: float) -> float:
    """Return 1 for no time, falling with the logarithm of the time to 0 after `days`."""
    return max(1 - math.log1p(hours / young) / math.log1p(24 * days / young), 0)
