"""From an order to a list: what is allowed, not all of one kind, and now and then something new.

Three things change the order that the score made. What resembles what the member turned down loses
by as much as it does. The next item of a list is the one whose score, less its likeness to those
already in it, is highest (maximal marginal relevance, Carbonell and Goldstein 1998). And on some
days the last place goes to a new post that hardly anybody has answered yet: without that, what
nobody has seen can't be found by anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from bot.recommend.index.params import Floats


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """How much the score may be overruled.

    Attributes:
        diversity: how much likeness counts against score, 0 (not at all) to 1 (nothing else).
        exploration: on which part of a member's days a new post gets a place, 0 to 1.
    """

    diversity: float
    exploration: float


def penalise_dismissed(scores: Floats, likeness: Floats) -> Floats:
    """Take from scores, shape (n,), what their likeness to items turned down, (n, m), says."""
    return scores * (1 - np.clip(likeness.max(axis=1, initial=0.0), 0.0, 1.0))


def mmr_order(scores: Floats, likeness: Floats, diversity: float) -> Iterator[int]:
    """Yield the places in the order of marginal relevance; the best one always comes first.

    Args:
        scores: shape (n,), not below 0.
        likeness: shape (n, n), cosines.
        diversity: as in `Taste`.
    """
    worth = scores / max(float(scores.max(initial=0.0)), 1e-300)
    marginal, nearest = worth.copy(), np.zeros(len(scores))
    left = (1 - diversity) * worth
    for _ in range(len(scores)):
        place = int(marginal.argmax())
        yield place
        left[place] = -np.inf
        np.maximum(nearest, likeness[:, place], out=nearest)
        marginal = left - diversity * nearest


def explores_today(user_id: int, day: int, share: float) -> bool:
    """Say whether a member's lists of a day have a place for a new post; the same all day."""
    digest = blake2b(f"{user_id}:{day}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * 2**64
