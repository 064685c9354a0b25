"""Replay a server's history as a daily digest, and score each list.

At 00:00 UTC each member who joins at least one item in the next 24 hours, and joined one before,
gets a list from the items that the bot would have recommended then. The list should contain what
the member, not being the author, then joins for the first time. It is made from everything before,
and nothing after.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts
from bot.recommend.index.sparse_rows import MISSING, Ids, ints
from bot.recommend.index.state import CandidatePool
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.replay.metrics import Scores
from bot.recommend.replay.segments import kind_of

# From a member, the time, the pool, and the number of signals so far to item rows, best first.
Recommender = Callable[[int, int, CandidatePool, int], Ids]


@dataclass(slots=True)
class ReplayState:
    """Indexes that replay a history together; `done` is the number of signals applied."""

    history: SignalHistory
    indexes: list[Index]
    done: int = 0

    @classmethod
    def begin(cls, history: SignalHistory, tunings: Iterable[Params], at: int) -> "ReplayState":
        """Build the indexes as of a time (seconds since 1970)."""
        stop = history.until(at)
        pairs = history.states(0, stop)
        return cls(
            history, [Index(_then(history, stop), pairs, each, at) for each in tunings], stop
        )

    def advance(self, at: int) -> None:
        """Apply the signals before a time (seconds since 1970)."""
        stop = self.history.until(at)
        if stop > self.done:
            history, part = self.history, slice(self.done, stop)
            pairs, public = history.states(self.done, stop), history.public[part]
            for index in self.indexes:
                index.take_in(pairs)
                index.note_active(history.item[part][public], history.at[part][public])
            self.done = stop


def replay_days(
    past: ReplayState,
    midnights: Iterable[int],
    systems: Mapping[str, Recommender],
    progress: Callable[[int], None] = lambda _: None,
) -> dict[str, Scores]:
    """Replay the days, and score each recommender's lists; call `progress` each day.

    All indexes of `past` have the same rows, so `systems` may use any of them.
    """
    scores = {name: Scores() for name in systems}
    index = past.indexes[0]
    index_query = IndexQuery(index)
    for now in midnights:
        past.advance(now)
        pool = pool_at(index_query, now)
        joined = joined_items(past, now)
        popularity = _popularity(index)
        for user, items in joined.items():
            kind = kind_of(index, index_query.rated_items(index.users.one(user)), items, now)
            for name, system in systems.items():
                listed = system(user, now, pool, past.done)
                scores[name].add(user, listed, items, popularity, kind)
        progress(now)
    return scores


def _then(history: SignalHistory, stop: int) -> ItemFacts:
    """Return the items with their last activity after `stop` signals."""
    facts = history.facts
    active = facts.created.copy()
    public = history.public[:stop]
    places = np.searchsorted(facts.number, history.item[:stop][public])
    np.maximum.at(active, places, history.at[:stop][public])
    return facts._replace(active=active)


def pool_at(index_query: IndexQuery, now: int) -> CandidatePool:
    """Return the items that the bot would have recommended then.

    The index of a replay knows the items of the future too.
    """
    return index_query.restrict(index_query.pool(now), index_query.index.created < now)


def joined_items(past: ReplayState, now: int) -> dict[int, Ids]:
    """Return the items that each member joins in the next 24 hours for the first time.

    By user id. An item that the member disliked at once is not joined.
    """
    index, history = past.indexes[0], past.history
    part = slice(past.done, history.until(now + DAY))
    first = (history.signals[part] == 1) & (history.points[part] > 0)
    users, items = history.user[part][first], index.items.find(history.item[part][first])
    old = (index.created[items] < now) & (items != MISSING)
    authors = index.world.authors[items]
    joined: dict[int, list[int]] = {}
    for user, item, author in zip(users[old], items[old], authors[old], strict=True):
        row = index.users.one(int(user))
        if row not in (MISSING, author) and _has_past(index, row):
            joined.setdefault(int(user), []).append(int(item))
    return {user: ints(items).astype(np.int32) for user, items in joined.items()}


def _has_past(index: Index, row: int) -> bool:
    return bool(index.world.squared_norms[row] > 0)


def _popularity(index: Index) -> np.ndarray:
    return index.world.rater_counts / max(index.users.size, 1)
