"""The index's answers in numpy alone: a readable reference, also for tests.

Collaborative filtering between members by the cosine of their ratings (the reference formula:
sim(u, v) = u·v / (‖u‖‖v‖)), with the weighted *sum* over neighbours for ranking. The weighted
average predicts how much a member would like an item, and is kept as `predict`, but for signals, as
opposed to stars, it ranks badly: it puts what one neighbour loved above what thirty liked.

score = (taste + channel + popular + interest + new) · recency, each term times its weight
"""

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import BUSY_FLOOR, TERMS, CandidatePool


class Reference:
    """Computes the answers of one index at one time (seconds since 1970)."""

    def __init__(self, index: Index, now: int) -> None:
        self.index, self.now = index, now
        self._numbers = index.tuning.numbers
        self._entries = index.by_user.entries()
        self._columns = index.by_item.entries()
        age = index.hour(now) - self._entries.hours.astype(np.int64)
        self._age = np.maximum(age, 0)
        self._column_age = np.maximum(index.hour(now) - self._columns.hours.astype(np.int64), 0)

    def neighbours(self, row: int) -> tuple[Ids, Floats]:
        """Return the most similar members, and their similarities times one factor."""
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
        alike = np.flatnonzero((dots > 0) & (squares > 0) & (np.arange(len(dots)) != row))
        sims = dots[alike] / np.sqrt(squares[alike])
        order = np.lexsort((-alike, -sims))[: self._numbers.neighbours]
        return alike[order].astype(np.int32), sims[order]

    def best(
        self, user_id: int, count: int, pool: CandidatePool, interest: Floats
    ) -> tuple[Ints, Floats, Floats]:
        """Return the rows, scores and terms of the best `count` items."""
        world, numbers = self.index.world, self._numbers
        row = self.index.users.one(user_id)
        own = self._newest(self._entries.rows, row, len(self._entries.rows))
        taste, asked = self._taste(row)
        candidate = np.zeros(len(pool.eligible), np.bool_)
        candidate[pool.items] = True
        candidate |= asked & pool.include_neighbour_items
        candidate &= pool.eligible & pool.rooms[world.channels]
        candidate[self._entries.ids[own]] = False
        if row != MISSING:
            candidate &= world.authors != row
        items = np.flatnonzero(candidate)
        channel = world.channels[items]
        terms = np.column_stack(
            [
                np.maximum(numbers.taste * _unit(taste[items]), -numbers.taste),
                np.maximum(numbers.channel * _unit(self._habits(own)[channel]), -numbers.channel),
                numbers.popular * _unit(np.maximum(world.popularity[items], 0)),
                numbers.interest * interest[channel],
                np.full(len(items), numbers.new),
            ]
        ).reshape(len(items), len(TERMS))
        total = terms.sum(axis=1)
        total[total > 0] *= self._recency(world.active[items])[total > 0]
        order = np.lexsort((-items, -total))[:count]
        return items[order], total[order], terms[order]

    def _taste(self, row: int) -> tuple[Floats, np.ndarray]:
        """Return the neighbours' weighted sum by item, and whether any of them rated it."""
        taste = np.zeros(len(self.index.created))
        asked = np.zeros(len(taste), np.bool_)
        if row != MISSING:
            for other, sim in zip(*self.neighbours(row), strict=True):
                theirs = self._newest(
                    self._entries.rows, int(other), self._numbers.max_neighbour_items
                )
                rating = (
                    self._entries.points[theirs] * self._numbers.neighbour_decay[self._age[theirs]]
                )
                taste[self._entries.ids[theirs]] += sim * rating
                asked[self._entries.ids[theirs[rating != 0]]] = True
        return taste, asked

    def _habits(self, own: Ints) -> Floats:
        """Return the member's activity in each channel, relative to everybody's."""
        world = self.index.world
        habits = np.zeros(len(world.channel_activity))
        left = self._numbers.channel_decay[self._age[own]] * np.sign(self._entries.points[own])
        np.add.at(habits, world.channels[self._entries.ids[own]], left)
        traffic = np.maximum(
            world.channel_activity / max(world.channel_activity.max(initial=0), 1e-300), BUSY_FLOOR
        )
        return np.where(habits > 0, habits / traffic**self._numbers.busy, habits)

    def _recency(self, last: Ints) -> Floats:
        idle = np.maximum(self.now - last, 0) // 60
        minutes, hours = self._numbers.minutes, self._numbers.hours
        late = hours[np.minimum(idle // 60, len(hours) - 1)]
        return np.where(idle < len(minutes), minutes[np.minimum(idle, len(minutes) - 1)], late)

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


def _unit(values: Floats) -> Floats:
    """Scale values so that the largest is 1; return zeros where none is above 0."""
    largest = float(values.max(initial=0))
    return values / largest if largest > 0 else np.zeros(len(values))
