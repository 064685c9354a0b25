"""Ways to recommend that a past is measured with: ours, and what it must be better than."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bot.recommend.evaluation.dataset import DAY, History
from bot.recommend.index.index import Index
from bot.recommend.index.params import Tuning
from bot.recommend.index.query import Asker
from bot.recommend.index.sparse_rows import GONE, Ids, Ints
from bot.recommend.index.state import Pool

BUSY_DAYS = 3
FOREVER = 3650.0

# Given a member, the time, what is eligible, and how many acts there were: places, best first.
System = Callable[[int, int, Pool, int], Ids]


def ours(index: Index, tuning: Tuning, count: int) -> System:
    """Recommend as the product does, before lists are varied."""
    asker = Asker(index, tuning)

    def system(user: int, now: int, pool: Pool, _acts: int) -> Ids:
        return asker.suggest(user, now, count, pool=pool).items

    return system


def newest(index: Index, count: int) -> System:
    """What was active last comes first."""
    asker = Asker(index)

    def system(user: int, _now: int, pool: Pool, _acts: int) -> Ids:
        return _unseen(asker, user, pool.items, index.active[pool.items])[:count]

    return system


def popular(index: Index, history: History, count: int) -> System:
    """What most members joined in the last three days comes first."""
    asker = Asker(index)
    known: dict[int, Ints] = {}

    def system(user: int, now: int, pool: Pool, acts: int) -> Ids:
        if now not in known:
            known.clear()
            part = slice(history.until(now - BUSY_DAYS * DAY), acts)
            pairs = np.unique(np.stack([history.item[part], history.user[part]]), axis=1)
            places = index.items.find(pairs[0])
            known[now] = np.bincount(places[places != GONE], minlength=len(index.created)).astype(
                np.int64
            )
        return _unseen(asker, user, pool.items, known[now][pool.items])[:count]

    return system


def plain_cosine(tuning: Tuning) -> Tuning:
    """Return the constants that leave nothing but user-based cosine over all of the past."""
    return replace(
        tuning,
        half_life_days=FOREVER,
        neighbour_half_life_days=FOREVER,
        taste_weight=1.0,
        channel_weight=0.0,
        popularity_weight=0.0,
        interest_weight=0.0,
        recency_power=0.0,
    )


def _unseen(asker: Asker, user: int, items: Ids, worth: np.ndarray) -> Ids:
    row = asker.index.users.one(user)
    fresh = ~np.isin(items, asker.dealt_with(row)) & (asker.index.world.authors[items] != row)
    items, worth = items[fresh], worth[fresh]
    return items[np.lexsort((-items, -worth))]
