"""What the community values: how many members took part in public, and how much, lately."""

from dataclasses import dataclass

import numpy as np

from bot.recommend.matrix import Acts, Rule
from bot.recommend.signals import ANSWERS, KINDS, PUBLIC
from bot.recommend.sparse import Floats, Ints, sum_at

_PUBLIC = np.array([kind in PUBLIC for kind in KINDS])
_ANSWERS = np.array([kind in ANSWERS for kind in KINDS])


@dataclass(frozen=True, slots=True)
class Worth:
    """What `n` items are worth to everybody.

    Attributes:
        points: shape (n,); each member adds less than 1, so that a few loud ones don't decide.
        members: shape (n,), distinct members other than the author.
    """

    points: Floats
    members: Ints


def answers_only(acts: Acts, authors: Ints) -> Acts:
    """Keep replies and reactions by others than the item's author; `authors` has shape (n,)."""
    return acts.only(_ANSWERS[acts.kind] & (authors[acts.item] != acts.user))


def last_act(acts: Acts, created: Ints) -> Ints:
    """Return when each item last saw an act in public, or was made: milliseconds, shape (n,)."""
    last = created.copy()
    public = acts.only(_PUBLIC[acts.kind])
    np.maximum.at(last, public.item, public.at)
    return last


def worth(answers: Acts, item_count: int, rule: Rule, now: int, since: int = 0) -> Worth:
    """Weigh the answers from `since` on (both times in milliseconds since 1970)."""
    recent = answers.only(answers.at >= since)
    users, rows = np.unique(recent.user, return_inverse=True)
    places, place = np.unique(recent.item * max(len(users), 1) + rows, return_inverse=True)
    each = np.maximum(sum_at(place, rule.points(recent, now), len(places)), 0)
    item = places // max(len(users), 1)
    return Worth(
        points=sum_at(item, each / (1 + each), item_count),
        members=np.bincount(item, minlength=item_count).astype(np.int64),
    )
