"""A server's signals in the order of time, for a replay day by day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.records import ItemFacts, RatingColumns
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.signals.aggregate import KindWeights, SignalColumns
from bot.recommend.signals.model import KINDS, PUBLIC

DAY = 86_400  # seconds
_PUBLIC = np.array([kind in PUBLIC for kind in KINDS])


@dataclass(frozen=True, slots=True)
class SignalHistory:
    """Signals in the order of time, with the state of their pair; shape (n,) each.

    Attributes:
        facts: The items.
        user: The members' ids.
        item: The item ids.
        at: Seconds since 1970.
        points: The sum of the pair's weights so far.
        signals: The number of the pair's signals so far.
        public: Whether others can see it, so that it makes the item active.
    """

    facts: ItemFacts
    user: Ints
    item: Ints
    at: Ints
    points: Floats
    signals: Ints
    public: NDArray[np.bool_]

    @classmethod
    def of(cls, facts: ItemFacts, signals: SignalColumns, rule: KindWeights) -> "SignalHistory":
        """Build the history from signals, without those on deleted items."""
        known = np.isin(signals.item, facts.number[facts.alive]) & (signals.kind >= 0)
        signals = signals.only(known)
        by_pair = np.lexsort((signals.at, signals.user, signals.item))
        user, item = signals.user[by_pair], signals.item[by_pair]
        begins = np.ones(len(user), np.bool_)
        begins[1:] = (user[1:] != user[:-1]) | (item[1:] != item[:-1])
        pair = np.cumsum(begins) - 1
        starts = np.flatnonzero(begins)
        total = np.cumsum(rule[signals.kind[by_pair]])
        before = np.concatenate([[0.0], total])[starts]
        at = signals.at[by_pair] // 1000
        order = np.argsort(at, kind="stable")
        return cls(
            facts,
            user[order],
            item[order],
            at[order],
            (total - before[pair])[order],
            (np.arange(len(user)) - starts[pair] + 1)[order]
            if len(user)
            else np.empty(0, np.int64),
            _PUBLIC[signals.kind[by_pair]][order],
        )

    def until(self, at: int) -> int:
        """Return the number of signals before a time (seconds since 1970)."""
        return int(np.searchsorted(self.at, at))

    def states(self, start: int, stop: int) -> RatingColumns:
        """Return the state of the pairs of the signals `start` to `stop`, after the last."""
        part = slice(start, stop)
        pairs = RatingColumns(
            self.user[part], self.item[part], self.points[part], self.signals[part], self.at[part]
        )
        return pairs.only(_last_of_each(pairs.user, pairs.item))


def _last_of_each(user: Ints, item: Ints) -> NDArray[np.bool_]:
    order = np.lexsort((np.arange(len(user)), user, item))
    ends = np.ones(len(order), np.bool_)
    ends[:-1] = (user[order][1:] != user[order][:-1]) | (item[order][1:] != item[order][:-1])
    last = np.zeros(len(order), np.bool_)
    last[order[ends]] = True
    return last


def midnights(history: SignalHistory, days: int, end: int | None = None) -> Iterator[int]:
    """Yield the last `days` midnights (UTC) that a whole day follows, oldest first."""
    if not len(history.at):
        return
    last = (end if end is not None else int(history.at[-1]) + 1) // DAY * DAY
    first = max(last - days * DAY, (int(history.at[0]) // DAY + 1) * DAY)
    yield from range(first, last, DAY)
