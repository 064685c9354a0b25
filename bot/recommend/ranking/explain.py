"""Explain why an item is recommended, truthfully, from the terms of its score.

An explanation never reveals who did what: "members" means at least two, and the only activity that
it names is the reader's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.terms import TERMS

WEEK = 7 * 86_400  # seconds
SEVERAL = 2  # the fewest members that a text may call "members"
OFTEN = 3  # the fewest liked items of a channel for "you often take part there"
MARKS = 1 << 16  # among which the rows of the reader's items are marked
GOING_ON = 3_600  # seconds since the last signal during which an item is called active now


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """The reason for an item, before it is translated.

    Attributes:
        message: The message id of the text.
        liked: The row of an item that the reader engaged with; MISSING where none is named.
    """

    message: str
    liked: int = MISSING


@dataclass(frozen=True)
class ReasonFinder:
    """Data about the reader (a row of the index), loaded when first needed."""

    index_query: IndexQuery
    row: int
    now: int

    @classmethod
    def of(cls, index_query: IndexQuery, user_id: int, now: int) -> "ReasonFinder":
        """Return the finder for a member."""
        return cls(index_query, index_query.index.users.one(user_id), now)

    @cached_property
    def rated(self) -> tuple[Ids, Floats]:
        """The items that the reader has rated, newest first, and decayed ratings."""
        return self.index_query.ratings(self.row, self.now)

    @cached_property
    def liked(self) -> tuple[Ids, Floats]:
        """Those of them that the reader likes, ascending, and their decayed ratings."""
        mine, ratings = self.rated
        mine, ratings = mine[ratings > 0], ratings[ratings > 0]
        order = np.argsort(mine)
        return mine[order], ratings[order]

    @cached_property
    def habits(self) -> Ints:
        """The number of items that the reader likes, by channel."""
        world = self.index_query.index.world
        return np.bincount(world.channels[self.liked[0]], minlength=len(world.channel_activity))

    @cached_property
    def near(self) -> tuple[Ids, Floats]:
        """The most similar members' rows, ascending, and their similarities."""
        rows, sims = self.index_query.neighbours(self.row, self.now)
        order = np.argsort(rows)
        return rows[order], sims[order]


def explain(
    index_query: IndexQuery,
    reader: ReasonFinder,
    item: int,
    terms: dict[str, float],
    now: int,
    named: Callable[[int], bool],
) -> ReasonCode:
    """Return the reason that the largest term of an item's score gives.

    The bars of *Why this?* show the same terms. `named` returns whether an item may be named to
    the reader.
    """
    largest = max(TERMS, key=terms.__getitem__)  # of equal ones the first
    if terms[largest] <= 0:
        fresh = now - index_query.index.created[item] < WEEK
        return ReasonCode("recommend-why-new" if fresh else "recommend-why-unseen")
    match largest:
        case "taste" | "similar":
            liked = _shared(index_query, reader, item, now, named)
            return (
                ReasonCode("recommend-why-similar")
                if liked == MISSING
                else ReasonCode("recommend-why-liked", liked)
            )
        case "channel":
            return ReasonCode(_of_channel(index_query, reader, item, now))
        case "interest" | "author":
            return ReasonCode(f"recommend-why-{largest}")
        case _:
            less = index_query.tuning.weights[largest] < 0
            return ReasonCode(_of_everybody(index_query, item, largest, now, less=less))


def _of_everybody(index_query: IndexQuery, item: int, term: str, now: int, *, less: bool) -> str:
    """Return the message id for a term that is about everybody.

    With `less` the term's weight is negative: the item has less of it than the average candidate.
    """
    index = index_query.index
    several = index.world.rater_counts[item] >= SEVERAL
    fresh = now - index.created[item] < WEEK
    match term:
        case "participants":
            if less:
                return "recommend-why-few"
            return "recommend-why-joined" if several else "recommend-why-active"
        case "active":
            untouched = index.active[item] <= index.created[item]
            return "recommend-why-new" if fresh and untouched else "recommend-why-recent"
        case "new":
            if less:
                return "recommend-why-lasting"
            return "recommend-why-new" if fresh else "recommend-why-newer"
        case "traffic":
            return "recommend-why-quiet" if less else "recommend-why-busy"
        case _:
            return "recommend-why-popular" if several else "recommend-why-active"


def _of_channel(index_query: IndexQuery, reader: ReasonFinder, item: int, now: int) -> str:
    if reader.habits[int(index_query.index.world.channels[item])] < OFTEN:
        return "recommend-why-channel"
    going_on = now - index_query.index.active[item] <= GOING_ON
    return "recommend-why-now" if going_on else "recommend-why-often"


def _shared(
    index_query: IndexQuery, reader: ReasonFinder, item: int, now: int, named: Callable[[int], bool]
) -> int:
    """Return the item that the reader and two or more neighbours like, or MISSING."""
    mine, ratings = reader.liked
    fans, strengths = _fans(index_query, reader, item)
    if not len(mine) or len(fans) < SEVERAL:
        return MISSING
    of, theirs, points = index_query.ratings_of_many(fans, now)
    # Fans have rated thousands of items, few of them the reader's: searching for all is slow.
    marked = np.zeros(MARKS, np.bool_)
    marked[mine % MARKS] = True
    some = np.flatnonzero(marked[theirs % MARKS] & (points > 0))
    of, theirs, points = of[some], theirs[some], points[some]
    places, both = _positions(mine, theirs)
    common = np.bincount(places[both], strengths[of[both]] * points[both], len(mine))
    count = np.bincount(places[both], minlength=len(mine))
    able = np.flatnonzero(count >= SEVERAL)
    for place in able[np.argsort(-common[able] * ratings[able], kind="stable")]:
        if named(int(mine[place])):
            return int(mine[place])
    return MISSING


def _fans(index_query: IndexQuery, reader: ReasonFinder, item: int) -> tuple[Ids, Floats]:
    """Return the neighbours who like an item, except its author, with their weights."""
    members, ratings = index_query.members(item)
    rows, sims = reader.near
    if not len(rows):
        return rows, sims
    places, near = _positions(rows, members)
    fans = near & (ratings > 0) & (members != index_query.index.world.authors[item])
    return members[fans], sims[places[fans]] * ratings[fans]


def _positions(ascending: Ids, wanted: Ids) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the position of each among some others, at least one; and whether."""
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return places, ascending[places] == wanted
