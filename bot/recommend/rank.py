"""The order in which a member should see items: a sum of four terms, faded by idle time.

score = (taste + channel_weight * channel + popularity_weight * popular + INTEREST * interest + NEW)
        * recency

Each term lies between 0 and 1 over the items of the server. A member without history has only
what they said and what everybody values, a quiet server only NEW: that is the cold start, and no
special case.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.matrix import DAY, Rule
from bot.recommend.model import Model
from bot.recommend.similarity import NOBODY, Neighbours, neighbours, scores
from bot.recommend.sparse import Floats, Ints, sum_at
from bot.recommend.worth import worth

NEW = 0.01  # orders by recency alone what nothing else speaks for
INTEREST = 0.5  # what a channel counts that the member chose, beside taste with 1
HOUR = DAY / 24


@dataclass(frozen=True, slots=True)
class Tuning:
    """The constants of the score.

    Attributes:
        neighbours: how many similar members are asked.
        max_age: days after which an item is stale.
        channel_weight: what the member's own channels count, beside taste with 1.
        popularity_weight: what everybody's liking counts.
        recency_hours: idle hours after which fading sets in; `recency_power` is its strength.
    """

    neighbours: int
    max_age: float
    channel_weight: float
    popularity_weight: float
    recency_hours: float
    recency_power: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What made the scores; each of shape (n,), already weighted."""

    taste: Floats
    channel: Floats
    popular: Floats
    interest: Floats

    def at(self, position: int) -> dict[str, float]:
        """Return one item's terms by name; what no other term speaks for has NEW alone."""
        terms = {name: float(getattr(self, name)[position]) for name in self.__slots__}
        return terms | {"new": NEW}


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order and what it rests on.

    Attributes:
        order: positions of the candidates, best first.
        score: shape (n,).
        terms: what the score is made of.
        near: the member's neighbours.
        row: the member's row in the ratings; None for a newcomer.
        members: how many members answered in the time that "popular" speaks of, shape (n,).
    """

    order: Ints
    score: Floats
    terms: Terms
    near: Neighbours
    row: int | None
    members: Ints

    def recency(self, position: int) -> float:
        """Return which part of the sum of an item's terms its score is."""
        return float(self.score[position]) / sum(self.terms.at(position).values())


def rank(
    model: Model, user_id: int, tuning: Tuning, now: int, interests: Mapping[int, float]
) -> Ranking:
    """Order what may be new and good for a member; `now` in milliseconds since 1970.

    `interests`: how much the member said to care about a channel, 0 to 1, by its id.
    """
    count = len(model.items)
    row = model.ratings.position(user_id)
    near = NOBODY if row is None else neighbours(model.ratings, row, tuning.neighbours)
    terms = Terms(
        taste=_unit(scores(model.ratings, near, count)),
        channel=tuning.channel_weight * _affinity(model, row),
        popular=tuning.popularity_weight * _unit(model.buzz.points),
        interest=INTEREST * _stated(model, interests),
    )
    total = terms.taste + terms.channel + terms.popular + terms.interest + NEW
    total = total * _recency(model, tuning, now)
    candidates = _fresh(model, tuning, now) & (model.authors != user_id)
    if row is not None:
        candidates[model.ratings.by_user.row(row)[0]] = False
    return Ranking(_descending(total, candidates), total, terms, near, row, model.week)


def highlight(model: Model, rule: Rule, tuning: Tuning, now: int, since: int) -> Ranking:
    """Order what everybody should not miss of the time from `since` on (milliseconds)."""
    value = worth(model.answers, len(model.items), rule, now, since)
    nothing = np.zeros(len(model.items))
    candidates = _fresh(model, tuning, now) & (value.members > 0)
    order = _descending(value.points, candidates)
    terms = Terms(taste=nothing, channel=nothing, popular=value.points, interest=nothing)
    return Ranking(order, value.points, terms, NOBODY, None, value.members)


def _fresh(model: Model, tuning: Tuning, now: int) -> NDArray[np.bool_]:
    return model.earned & (now - model.created <= tuning.max_age * DAY)


def _affinity(model: Model, row: int | None) -> Floats:
    """Return how much the member's ratings lie in each item's channel, shape (n,)."""
    if row is None:
        return np.zeros(len(model.items))
    items, values = model.ratings.by_user.row(row)
    _, channel = np.unique(model.channels, return_inverse=True)
    liked = sum_at(channel[items], values, int(channel.max()) + 1)
    return _unit(liked)[channel]


def _stated(model: Model, interests: Mapping[int, float]) -> Floats:
    channels, place = np.unique(model.channels, return_inverse=True)
    return np.array([interests.get(int(channel), 0.0) for channel in channels])[place]


def _recency(model: Model, tuning: Tuning, now: int) -> Floats:
    idle = np.maximum(now - model.active, 0) / HOUR
    return (1 + idle / tuning.recency_hours) ** -tuning.recency_power


def _unit(values: Floats) -> Floats:
    """Scale to at most 1; what is below 0 counts as 0."""
    positive = np.maximum(values, 0)
    largest = float(positive.max(initial=0))
    return positive / largest if largest > 0 else positive


def _descending(score: Floats, candidates: NDArray[np.bool_]) -> Ints:
    positions = np.flatnonzero(candidates)[::-1]  # of two that are level, the newer one
    return positions[np.argsort(-score[positions], kind="stable")]
