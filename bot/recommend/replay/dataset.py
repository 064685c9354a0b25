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
        by_pair = np.flatnonzero(known)
        by_pair = by_pair[
            np.lexsort((signals.at[by_pair], signals.user[by_pair], signals.item[by_pair]))
        ]
        user, item, kind = signals.user[by_pair], signals.item[by_pair], signals.kind[by_pair]
        at = signals.at[by_pair] // 1000
        del by_pair, known  # of ten million signals each array has 80 MB
        points, signals_so_far = _running_sums(user, item, rule[kind])
        order = np.argsort(at, kind="stable")
        user, item, at = user[order], item[order], at[order]
        points, signals_so_far = points[order], signals_so_far[order]
        return cls(facts, user, item, at, points, signals_so_far, _PUBLIC[kind[order]])

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


def _running_sums(user: Ints, item: Ints, points: Floats) -> tuple[Floats, Ints]:
    """Return each pair's sum and count of signals so far; the pairs are adjacent."""
    begins = np.ones(len(user), np.bool_)
    begins[1:] = (user[1:] != user[:-1]) | (item[1:] != item[:-1])
    starts, pair = np.flatnonzero(begins), np.cumsum(begins) - 1
    total = np.cumsum(points)
    before = np.concatenate([[0.0], total])[starts]
    count = np.arange(1, len(user) + 1) - starts[pair]
    return total - before[pair], count


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
