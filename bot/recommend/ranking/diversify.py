"""Reorder a ranking for variety: dismissed items, similar items and new posts.

Three rules change the order by score. An item's odds are reduced by as much as it resembles one
that the member dismissed. The next item of a list is the one whose odds, minus its similarity to
those already in it, are highest (maximal marginal relevance, Carbonell and Goldstein 1998). On
some days the last item is a new post with hardly any answers, because otherwise a post without
reactions would never be recommended.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from bot.recommend.index.params import Floats

MAX_SIMILARITY = 0.999  # cosine; the logarithm of no odds at all would be infinite


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """How much a list may deviate from the order by score.

    Attributes:
        diversity: Weight of similarity against score, 0 (score only) to 1 (similarity only).
        exploration: Share of a member's days on which a new post gets a place, 0 to 1.
    """

    diversity: float
    exploration: float


def penalise_dismissed(scores: Floats, likeness: Floats) -> Floats:
    """Reduce the odds of items by the similarity to dismissed ones.

    Args:
        scores: Shape (n,), logarithms of the odds.
        likeness: Shape (n, m), cosines.
    """
    return scores + np.log1p(-np.clip(likeness.max(axis=1, initial=0.0), 0.0, MAX_SIMILARITY))


def mmr_order(scores: Floats, likeness: Callable[[int], Floats], diversity: float) -> Iterator[int]:
    """Yield positions by marginal relevance; the best-scored one always comes first.

    Args:
        scores: Shape (n,), logarithms of the odds.
        likeness: Returns the cosines of all with the one at a position: shape (n,). Called for
            each that is taken, if another one follows.
        diversity: As in `ListPolicy`.
    """
    worth = np.exp(scores - scores.max(initial=-np.inf))  # how likely beside the best
    marginal, nearest = worth.copy(), np.zeros(len(scores))
    left = (1 - diversity) * worth
    for _ in range(len(scores)):
        place = int(marginal.argmax())
        yield place
        left[place] = -np.inf
        np.maximum(nearest, likeness(place), out=nearest)
        marginal = left - diversity * nearest


def explores_today(user_id: int, day: int, share: float) -> bool:
    """Return whether a member's lists of this day have a place for a new post."""
    digest = blake2b(f"{user_id}:{day}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * 2**64
