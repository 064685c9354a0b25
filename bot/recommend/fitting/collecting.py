"""Replay a server's days, and collect what each member's list would have offered.

The candidates are those that a recommendation would have had at that moment, by the same code, and
their terms rest on signals before it. What is collected is bounded: on a large server some members
of each day stand for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.sparse_rows import Ints, ints, starts_of
from bot.recommend.index.terms import TERMS
from bot.recommend.replay.dataset import SignalHistory
from bot.recommend.replay.rolling import ReplayState, joined_items, pool_at
from bot.recommend.replay.segments import ListKind, Segments, kind_of

MAX_CANDIDATES = 2_000_000  # 90 MB
MIN_LISTS_A_DAY = 5
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # of multiplicative hashing (Knuth, TAOCP 3, 6.4)


@dataclass(slots=True)
class _Columns:
    """What is collected, list by list."""

    values: list[np.ndarray] = field(default_factory=list[np.ndarray])
    joined: list[np.ndarray] = field(default_factory=list[np.ndarray])
    member: list[int] = field(default_factory=list[int])
    day: list[int] = field(default_factory=list[int])
    joins: list[int] = field(default_factory=list[int])
    kinds: list[ListKind] = field(default_factory=list[ListKind])

    def lists(self) -> DailyLists:
        """Return everything as arrays."""
        nothing = np.empty((0, len(TERMS)), np.float32)
        return DailyLists(
            np.concatenate([nothing, *self.values]),
            np.concatenate([np.empty(0, np.bool_), *self.joined]),
            starts_of(ints(len(each) for each in self.joined)),
            ints(self.member),
            ints(self.day),
            ints(self.joins),
            Segments.of(self.kinds),
        )


def collect(history: SignalHistory, params: Params, days: Sequence[int]) -> DailyLists:
    """Return the lists of members who joined something on these days.

    Args:
        history: The server's signals.
        params: The constants; the weights don't matter.
        days: Midnights, oldest first (seconds since 1970).
    """
    columns = _Columns()
    if days:
        past = ReplayState.begin(history, [params], days[0])
        index_query = IndexQuery(past.indexes[0])
        for now in days:
            past.advance(now)
            _collect_day(past, index_query, now, len(days), columns)
    return columns.lists()


def _collect_day(
    past: ReplayState, index_query: IndexQuery, now: int, days: int, columns: _Columns
) -> None:
    pool = pool_at(index_query, now)
    joined = joined_items(past, now)
    most = max(MAX_CANDIDATES // (days * max(len(pool.items), 1)), MIN_LISTS_A_DAY)
    index = past.indexes[0]
    for user in sample(ints(joined), now, most).tolist():
        matrix = index_query.term_matrix(user, now, pool=pool)
        if not len(matrix.items):
            continue
        items = joined[user]
        own = index_query.rated_items(index.users.one(user))
        columns.values.append(matrix.values.astype(np.float32))
        columns.joined.append(np.isin(matrix.items, items))
        columns.member.append(user)
        columns.day.append(now)
        columns.joins.append(len(items))
        columns.kinds.append(kind_of(index, own, items, now))


def sample(users: Ints, day: int, most: int) -> Ints:
    """Return at most so many of some members: the same for a day, others each day."""
    if len(users) <= most:
        return users
    mixed = (users.astype(np.uint64) ^ np.uint64(day)) * _MULTIPLIER
    return users[np.lexsort((users, mixed >> np.uint64(32)))[:most]]
