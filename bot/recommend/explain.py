"""Why an item is recommended: true, from the terms that made its score, and private.

Never who did what: "members" means at least two of them, and only what the reader did is said to
the reader.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.recommend.index.asking import Asker
from bot.recommend.index.lists import GONE, Ids
from bot.recommend.index.tuning import Floats

WEEK = 7 * 86_400  # seconds
SEVERAL = 2  # members it takes before we speak of "members"
OFTEN = 3  # liked items of a channel before we say that somebody often takes part there
GOING_ON = 3_600  # seconds since the last act on an item, while we call it active now
SPOKEN_OF = ("taste", "interest", "channel", "popular")  # the more it says, the earlier


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for an item, before its words.

    Attributes:
        message: the catalogue's id of the sentence.
        liked: the place of an item that the reader engaged with; GONE where none is named.
    """

    message: str
    liked: int = GONE


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and those of similar taste: rows of the index."""

    row: int
    near_rows: Ids
    near_sims: Floats

    @classmethod
    def of(cls, asker: Asker, user_id: int, now: int) -> "Reader":
        """Look up a member."""
        row = asker.index.users.one(user_id)
        return cls(row, *asker.neighbours(row, now))


def explain(
    asker: Asker,
    reader: Reader,
    item: int,
    terms: dict[str, float],
    now: int,
    named: Callable[[int], bool],
) -> Why:
    """Name the most telling term of an item's score.

    It speaks of the largest term, as the bars of *Why this?* show it. `named` says whether an item
    may be named to the reader.
    """
    largest = max(SPOKEN_OF, key=lambda name: terms[name])  # of equal ones the first
    if terms[largest] <= 0:
        largest = "popular"
    match largest:
        case "taste":
            liked = _shared(asker, reader, item, now, named)
            return Why("taste-why-similar") if liked == GONE else Why("taste-why-liked", liked)
        case "interest":
            return Why("taste-why-interest")
        case "channel":
            return Why(_of_channel(asker, reader, item, now))
        case _:
            return Why(_of_everybody(asker, item, now, terms["popular"]))


def _of_everybody(asker: Asker, item: int, now: int, popular: float) -> str:
    """Say what an item is to everybody; only what is of this week is said to be so."""
    index = asker.index
    if popular > 0 and now - index.active[item] < WEEK:
        several = index.world.crowd[item] >= SEVERAL
        return "taste-why-popular" if several else "taste-why-active"
    return "taste-why-new" if now - index.created[item] < WEEK else "taste-why-unseen"


def _of_channel(asker: Asker, reader: Reader, item: int, now: int) -> str:
    channels = asker.index.world.channels
    mine, ratings = asker.ratings(reader.row, now)
    if np.count_nonzero(channels[mine[ratings > 0]] == channels[item]) < OFTEN:
        return "taste-why-channel"
    going_on = now - asker.index.active[item] <= GOING_ON
    return "taste-why-now" if going_on else "taste-why-often"


def _shared(asker: Asker, reader: Reader, item: int, now: int, named: Callable[[int], bool]) -> int:
    """Return what joins the reader with the neighbours behind an item most strongly, or GONE."""
    mine, ratings = asker.ratings(reader.row, now)
    liked = np.flatnonzero(ratings > 0)
    order = liked[np.argsort(mine[liked])]
    mine, ratings = mine[order], ratings[order]
    common, count = np.zeros(len(mine)), np.zeros(len(mine), np.int64)
    for row, strength in _fans(asker, reader, item).items():
        theirs, said = asker.ratings(row, now)
        both, here, there = np.intersect1d(mine, theirs[said > 0], return_indices=True)
        if len(both):
            common[here] += strength * said[said > 0][there]
            count[here] += 1
    for place in np.argsort(-common * ratings, kind="stable"):
        if count[place] >= SEVERAL and named(int(mine[place])):
            return int(mine[place])
    return GONE


def _fans(asker: Asker, reader: Reader, item: int) -> dict[int, float]:
    """Return the neighbours, but the author, who like an item, and what each adds to its score."""
    members, ratings = asker.members(item)
    sims = dict(zip(reader.near_rows.tolist(), reader.near_sims.tolist(), strict=True))
    author = int(asker.index.world.authors[item])
    return {
        int(row): sims[int(row)] * float(rating)
        for row, rating in zip(members, ratings, strict=True)
        if rating > 0 and int(row) in sims and row != author
    }
