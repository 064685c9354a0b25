"""All that ranking needs to know about one server at one time. Built whole, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.recommend.items import Item
from bot.recommend.matrix import DAY, Acts, Ratings, Rule, rate
from bot.recommend.sparse import Ints
from bot.recommend.worth import Worth, answers_only, last_act, worth

WEEK = 7 * DAY
NOBODY = 0  # stands for an unknown author; no member has this id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How signals are read.

    Attributes:
        rating: how acts become a member's rating.
        buzz: the same with a short half-life, for what matters to everybody now.
        item_reactions: members who must react or reply before a plain message is an item.
    """

    rating: Rule
    buzz: Rule
    item_reactions: int


@dataclass(frozen=True, slots=True)
class Model:
    """One server with `n` items; a position is an index into all of shape (n,).

    Attributes:
        items: what is not deleted.
        channels: each item's channel id, shape (n,).
        authors: each item's author id, 0 where unknown, shape (n,).
        created: milliseconds since 1970, shape (n,).
        active: milliseconds of the last act in public, shape (n,).
        earned: whether it is an item to recommend, not just a message, shape (n,).
        answers: replies and reactions by others than the author.
        ratings: members by items.
        buzz: what everybody values now.
        week: how many members answered in the last seven days, shape (n,).
    """

    items: Sequence[Item]
    channels: Ints
    authors: Ints
    created: Ints
    active: Ints
    earned: NDArray[np.bool_]
    answers: Acts
    ratings: Ratings
    buzz: Worth
    week: Ints


def milliseconds(at: datetime) -> int:
    """Return whole milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def build(items: Sequence[Item], acts: Acts, recipe: Recipe, at: datetime) -> Model:
    """Make the model from items and the acts on them (`acts.item` are positions in `items`)."""
    now, count = milliseconds(at), len(items)
    authors = np.array([item.author_id or NOBODY for item in items], np.int64)
    created = np.array([milliseconds(item.created_at) for item in items], np.int64)
    plain = np.array([item.kind == "message" for item in items], np.bool_)
    answers = answers_only(acts, authors)
    ever = worth(answers, count, recipe.buzz, now)
    return Model(
        items=items,
        channels=np.array([item.channel_id for item in items], np.int64),
        authors=authors,
        created=created,
        active=last_act(acts, created),
        earned=~plain | (ever.members >= recipe.item_reactions),
        answers=answers,
        ratings=rate(acts, count, recipe.rating, now),
        buzz=ever,
        week=worth(answers, count, recipe.buzz, now, now - WEEK).members,
    )
