"""The recommenders that an evaluation compares: ours, and simple baselines."""

from dataclasses import replace

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import CandidatePool
from bot.recommend.index.terms import Weights
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.replay.rolling import Recommender

BUSY_DAYS = 3
FOREVER = 3650.0
EVERYBODY = 1_000_000  # members of a candidate


def ours(index: Index, tuning: Params, count: int) -> Recommender:
    """Return our recommender, without the reordering for variety."""
    index_query = IndexQuery(index, tuning)

    def system(user: int, now: int, pool: CandidatePool, _signals: int) -> Ids:
        return index_query.top_items(user, now, count, pool=pool).items

    return system


def newest(index: Index, count: int) -> Recommender:
    """Return a baseline that ranks by last activity."""
    index_query = IndexQuery(index)

    def system(user: int, _now: int, pool: CandidatePool, _signals: int) -> Ids:
        return _unseen(index_query, user, pool.items, index.active[pool.items])[:count]

    return system


def popular(index: Index, history: SignalHistory, count: int) -> Recommender:
    """Return a baseline that ranks by the members who joined in the last three days."""
    index_query = IndexQuery(index)
    known: dict[int, Ints] = {}

    def system(user: int, now: int, pool: CandidatePool, signals: int) -> Ids:
        if now not in known:
            known.clear()
            part = slice(history.until(now - BUSY_DAYS * DAY), signals)
            pairs = np.unique(np.stack([history.item[part], history.user[part]]), axis=1)
            places = index.items.find(pairs[0])
            known[now] = np.bincount(
                places[places != MISSING], minlength=len(index.created)
            ).astype(np.int64)
        return _unseen(index_query, user, pool.items, known[now][pool.items])[:count]

    return system


def plain_cosine(tuning: Params) -> Params:
    """Return the constants for user-based cosine alone, over all of the history.

    All members of a candidate count, as in the textbook, because without decay the newest few don't
    stand for the others.
    """
    return replace(
        tuning,
        candidate_members=EVERYBODY,
        half_life_days=FOREVER,
        neighbour_half_life_days=FOREVER,
        term_weights=Weights.only({"taste": 1.0}),
    )


def _unseen(index_query: IndexQuery, user: int, items: Ids, worth: np.ndarray) -> Ids:
    row = index_query.index.users.one(user)
    fresh = ~np.isin(items, index_query.rated_items(row)) & (
        index_query.index.world.authors[items] != row
    )
    items, worth = items[fresh], worth[fresh]
    return items[np.lexsort((-items, -worth))]
