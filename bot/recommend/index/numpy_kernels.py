"""The answers of an index in plain numpy, one member at a time."""

import numpy as np

from bot.recommend.index.aggregates import summed
from bot.recommend.index.compact_layout import CompactLayout
from bot.recommend.index.kernels import IndexArrays, Measured
from bot.recommend.index.params import Floats
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.row_reader import newest, newest_of
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, SparseEntries
from bot.recommend.index.state import (
    NEWCOMER_ITEMS,
    PRIOR_ACTS,
    STEEPNESS,
    WHOLE_LIFT,
    WHOLE_PART,
    Presence,
    TopK,
)
from bot.recommend.index.terms import (
    AUTHOR,
    CHANNEL,
    INTEREST,
    PERSONAL,
    POPULAR_NEWCOMER,
    SIMILAR,
    TASTE,
)

NOTHING = SparseEntries.none()


class NumpyKernels:
    """Answers as `CompiledKernels` does: with the same additions in the same order."""

    def __init__(self) -> None:
        self._compact: CompactLayout | None = None  # of the layout that was used last

    def presence(self, arrays: IndexArrays, items: Ids, hour: int) -> Presence:
        """Return the newest members of some items; see `Kernels`."""
        numbers = arrays.numbers
        most = max(numbers.min_candidate_users, numbers.max_pool_users // max(len(items), 1))
        theirs = newest_of(arrays.by_item, items, most)
        starts = np.zeros(len(items) + 1, np.int32)
        np.cumsum(np.bincount(theirs.rows, minlength=len(items)), out=starts[1:])
        signs = np.sign(theirs.points).astype(np.int8)
        left = numbers.neighbour_decay[np.maximum(hour - theirs.hours.astype(np.int32), 0)]
        return Presence(starts, theirs.ids, signs, (signs * left).astype(np.float32))

    def find_neighbours(self, arrays: IndexArrays, row: int, hour: int) -> tuple[Ids, Floats]:
        """Return the members most similar to one; see `Kernels`."""
        dots = _dots(arrays, hour, newest(arrays.by_user, row, arrays.numbers.max_own_items))
        squares = arrays.world.squared_norms
        rows = np.flatnonzero(dots > 0).astype(np.int32)
        rows = rows[(squares[rows] > 0) & (rows != row)]
        sims = dots[rows] / np.sqrt(squares[rows])
        best = best_of(sims, rows, arrays.numbers.neighbours)
        return rows[best], sims[best]

    def measure(
        self, arrays: IndexArrays, row: int, hour: int, layout: PoolLayout, interest: Floats
    ) -> Measured:
        """Return one member's terms; see `Kernels`."""
        hidden, values = self._measure_all(arrays, row, hour, layout, interest)
        visible = np.ones(len(layout.items), np.bool_)
        visible[hidden] = False
        slots = np.flatnonzero(visible)
        return slots, values[:, slots].T

    def rank(
        self,
        arrays: IndexArrays,
        rows: Ids,
        hour: int,
        layout: PoolLayout,
        *,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best items for each of some members; see `Kernels`."""
        weights, every = arrays.numbers.weights, np.arange(len(layout.items))
        for n, row in enumerate(rows.tolist()):
            hidden, values = self._measure_all(arrays, row, hour, layout, interest[n])
            scores = layout.shared_scores
            for weight, column in zip(weights[:PERSONAL], values, strict=True):
                scores = scores + weight * column
            scores[hidden] = -np.inf
            most = min(out.scores.shape[-1], len(scores) - len(hidden))
            best = best_of(scores, every, most)
            size = out.sizes[n] = len(best)
            out.items[n, :size], out.scores[n, :size] = layout.items[best], scores[best]
            out.terms[n, :size, :PERSONAL] = weights[:PERSONAL] * values[:, best].T
            out.terms[n, :size, PERSONAL:] = weights[PERSONAL:] * layout.shared[best]

    def _measure_all(
        self, arrays: IndexArrays, row: int, hour: int, layout: PoolLayout, interest: Floats
    ) -> tuple[Ints, Floats]:
        """Return the slots hidden from a member, and terms: (PERSONAL, candidates)."""
        if self._compact is None or self._compact.layout is not layout:
            self._compact = CompactLayout.of(layout, len(arrays.world.squared_norms))
        compact, own, hidden = self._compact, NOTHING, np.empty(0, np.int64)
        if row != MISSING:
            own = newest(arrays.by_user, row, len(arrays.world.authors))
            hidden = compact.hidden(own.ids, row)
        newcomer = 2.0 ** (-len(own.ids) / NEWCOMER_ITEMS)
        values = np.zeros((PERSONAL, len(layout.items)))
        dots = _dots(arrays, hour, own.part(slice(arrays.numbers.max_own_items)))
        for term, column in zip(
            (TASTE, SIMILAR), compact.common(dots, arrays.world.squared_norms), strict=True
        ):
            column[hidden] = 0.0
            values[term] = _grown(column)
        values[CHANNEL] = _lifts(arrays, hour, own, layout.traffic)[layout.channels]
        values[AUTHOR] = compact.bonds(*_acts_by_author(arrays, hour, own))
        if interest.any():
            values[INTEREST] = interest[layout.channels] * (1 + newcomer) / 2
        values[POPULAR_NEWCOMER] = layout.popular * newcomer
        return hidden, values


def best_of(scores: Floats, ids: Ids | Ints, most: int) -> Ints:
    """Return the positions of the best few, best first; of equals the larger id first."""
    some = np.arange(len(scores))
    if len(scores) > most:
        some = np.flatnonzero(scores >= np.partition(scores, -most)[-most])
    return some[np.lexsort((-ids[some], -scores[some]))][:most]


def _dots(arrays: IndexArrays, hour: int, own: SparseEntries) -> Floats:
    """Return the dot product of some own entries with each member: shape (members,)."""
    numbers, world = arrays.numbers, arrays.world
    mine = own.points * _left(numbers.user_decay, hour, own.hours) * world.idf_squared[own.ids]
    met = newest_of(arrays.by_item, own.ids, numbers.max_item_users)
    theirs = met.points * _left(numbers.user_decay, hour, met.hours)
    return summed(met.ids, mine[met.rows] * theirs, len(world.squared_norms))


def _lifts(arrays: IndexArrays, hour: int, own: SparseEntries, traffic: Floats) -> Floats:
    """Return the term `channel` of each channel: shape (channels,)."""
    acts = np.sign(own.points) * _left(arrays.numbers.channel_decay, hour, own.hours)
    habits = summed(arrays.world.channels[own.ids], acts, len(traffic))
    habits = np.maximum(habits, 0.0)
    total = sum(habits.tolist())  # in the order in which the compiled loop adds
    lifts = (habits + PRIOR_ACTS * traffic) / ((total + PRIOR_ACTS) * traffic)
    return np.clip(np.log(lifts) / WHOLE_LIFT, -1.0, 1.0)


def _acts_by_author(arrays: IndexArrays, hour: int, own: SparseEntries) -> tuple[Ids, Floats]:
    """Return the author of each own entry's item, where known, and the decayed act."""
    acts = np.sign(own.points) * _left(arrays.numbers.user_decay, hour, own.hours)
    authors = arrays.world.authors[own.ids]
    known = authors != MISSING
    return authors[known], acts[known]


def _left(table: Floats, hour: int, hours: Hours) -> Floats:
    """Return the share left of entries of these hours at `hour`."""
    return table[np.maximum(hour - hours.astype(np.int32), 0)]


def _grown(values: Floats) -> Floats:
    """Return the logarithmic values of parts of the largest; zeros if none is above 0."""
    largest = float(values.max(initial=0.0))
    parts = values * (1 / largest if largest > 0 else 0.0)
    grown = np.log(1.0 + STEEPNESS * np.minimum(np.abs(parts), 1.0)) / WHOLE_PART
    return np.copysign(grown, parts)
