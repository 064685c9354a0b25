"""Why an item is recommended: true, from the terms that made its score, and private.

Never who did what: "members" means at least two of them, and only what the reader did is said to
the reader.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING, Ids

WEEK = 7 * 86_400  # seconds
SEVERAL = 2  # members it takes before we speak of "members"
OFTEN = 3  # liked items of a channel before we say that somebody often takes part there
GOING_ON = 3_600  # seconds since the last act on an item, while we call it active now
SPOKEN_OF = ("taste", "interest", "channel", "popular")  # the more it says, the earlier


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """What speaks for an item, before its words.

    Attributes:
        message: the catalogue's id of the sentence.
        liked: the place of an item that the reader engaged with; GONE where none is named.
    """

    message: str
    liked: int = MISSING


@dataclass(frozen=True)
class ReasonFinder:
    """Who reads: a row of the index. What it takes to explain is looked up once, when needed."""

    index_query: IndexQuery
    row: int
    now: int

    @classmethod
    def of(cls, index_query: IndexQuery, user_id: int, now: int) -> "ReasonFinder":
        """Look up a member."""
        return cls(index_query, index_query.index.users.one(user_id), now)

    @cached_property
    def liked(self) -> tuple[Ids, Floats]:
        """What the reader likes, and how much now."""
        mine, ratings = self.index_query.ratings(self.row, self.now)
        return mine[ratings > 0], ratings[ratings > 0]

    @cached_property
    def habits(self) -> Counter[int]:
        """How many items the reader likes in each channel."""
        return Counter(self.index_query.index.world.channels[self.liked[0]].tolist())

    @cached_property
    def near(self) -> dict[int, float]:
        """Those of similar taste, and how similar."""
        rows, sims = self.index_query.neighbours(self.row, self.now)
        return dict(zip(rows.tolist(), sims.tolist(), strict=True))


def explain(
    index_query: IndexQuery,
    reader: ReasonFinder,
    item: int,
    terms: dict[str, float],
    now: int,
    named: Callable[[int], bool],
) -> ReasonCode:
    """Name the most telling term of an item's score.

    It speaks of the largest term, as the bars of *Why this?* show it. `named` says whether an item
    may be named to the reader.
    """
    largest = max(SPOKEN_OF, key=lambda name: terms[name])  # of equal ones the first
    if terms[largest] <= 0:
        largest = "popular"
    match largest:
        case "taste":
            liked = _shared(index_query, reader, item, now, named)
            return (
                ReasonCode("recommend-why-similar")
                if liked == MISSING
                else ReasonCode("recommend-why-liked", liked)
            )
        case "interest":
            return ReasonCode("recommend-why-interest")
        case "channel":
            return ReasonCode(_of_channel(index_query, reader, item, now))
        case _:
            return ReasonCode(_of_everybody(index_query, item, now, terms["popular"]))


def _of_everybody(index_query: IndexQuery, item: int, now: int, popular: float) -> str:
    """Say what an item is to everybody; only what is of this week is said to be so."""
    index = index_query.index
    if popular > 0 and now - index.active[item] < WEEK:
        several = index.world.rater_counts[item] >= SEVERAL
        return "recommend-why-popular" if several else "recommend-why-active"
    return "recommend-why-new" if now - index.created[item] < WEEK else "recommend-why-unseen"


def _of_channel(index_query: IndexQuery, reader: ReasonFinder, item: int, now: int) -> str:
    if reader.habits[int(index_query.index.world.channels[item])] < OFTEN:
        return "recommend-why-channel"
    going_on = now - index_query.index.active[item] <= GOING_ON
    return "recommend-why-now" if going_on else "recommend-why-often"


def _shared(
    index_query: IndexQuery, reader: ReasonFinder, item: int, now: int, named: Callable[[int], bool]
) -> int:
    """Return what joins the reader with the neighbours behind an item most strongly, or GONE."""
    mine, ratings = reader.liked
    order = np.argsort(mine)
    mine, ratings = mine[order], ratings[order]
    common, count = np.zeros(len(mine)), np.zeros(len(mine), np.int64)
    for row, strength in _fans(index_query, reader, item).items():
        theirs, said = index_query.ratings(row, now)
        both, here, there = np.intersect1d(mine, theirs[said > 0], return_indices=True)
        if len(both):
            common[here] += strength * said[said > 0][there]
            count[here] += 1
    for place in np.argsort(-common * ratings, kind="stable"):
        if count[place] >= SEVERAL and named(int(mine[place])):
            return int(mine[place])
    return MISSING


def _fans(index_query: IndexQuery, reader: ReasonFinder, item: int) -> dict[int, float]:
    """Return the neighbours, but the author, who like an item, and what each adds to its score."""
    members, ratings = index_query.members(item)
    author = int(index_query.index.world.authors[item])
    return {
        int(row): reader.near[int(row)] * float(rating)
        for row, rating in zip(members, ratings, strict=True)
        if rating > 0 and int(row) in reader.near and row != author
    }
