"""The answers of an index in plain numpy, one member at a time."""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.aggregates import summed
from bot.recommend.index.kernels import IndexArrays, Measured
from bot.recommend.index.params import Floats
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.row_reader import newest, newest_of
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, SparseEntries
from bot.recommend.index.state import (
    NEWCOMER_ITEMS,
    PRIOR_ACTS,
    STEEPNESS,
    WHOLE_BOND,
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
        rows = np.flatnonzero((dots > 0) & (squares > 0)).astype(np.int32)
        rows = rows[rows != row]
        sims = dots[rows] / np.sqrt(squares[rows])
        best = best_of(sims, rows, arrays.numbers.neighbours)
        return rows[best], sims[best]

    def measure(
        self, arrays: IndexArrays, row: int, hour: int, layout: PoolLayout, interest: Floats
    ) -> Measured:
        """Return one member's terms; see `Kernels`."""
        world, numbers = arrays.world, arrays.numbers
        own = NOTHING
        if row != MISSING:
            own = newest(arrays.by_user, row, len(world.authors))
        visible = ~np.isin(layout.items, own.ids)
        if row != MISSING:
            visible &= layout.authors != row
        slots = np.flatnonzero(visible)
        channels, authors = layout.channels[slots], layout.authors[slots]
        dots = np.maximum(_dots(arrays, hour, own.part(slice(numbers.max_own_items))), 0.0)
        squares = world.squared_norms
        sims = np.where(squares > 0, dots / np.sqrt(np.where(squares > 0, squares, 1.0)), 0.0)
        sizes = np.maximum(np.diff(layout.starts), 1)
        similar = _sums(layout, sims, layout.signs) / np.sqrt(sizes)
        bonds = _bonds(arrays, hour, own)
        bond = np.where(authors == MISSING, 0.0, bonds[authors])
        newcomer = 2.0 ** (-len(own.ids) / NEWCOMER_ITEMS)
        values = np.empty((len(slots), PERSONAL))
        values[:, TASTE] = _grown(_sums(layout, sims, layout.faded)[slots])
        values[:, SIMILAR] = _grown(similar[slots])
        values[:, CHANNEL] = _lifts(arrays, hour, own, layout.traffic)[channels]
        values[:, AUTHOR] = np.minimum(np.log1p(bond) / WHOLE_BOND, 1.0)
        values[:, INTEREST] = interest[channels] * (1 + newcomer) / 2
        values[:, POPULAR_NEWCOMER] = layout.popular[slots] * newcomer
        return slots, values

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
        weights = arrays.numbers.weights
        for n, row in enumerate(rows.tolist()):
            slots, values = self.measure(arrays, row, hour, layout, interest[n])
            scores = layout.shared_scores[slots]
            for term in range(PERSONAL):
                scores = scores + weights[term] * values[:, term]
            best = best_of(scores, slots, out.scores.shape[-1])
            size = out.sizes[n] = len(best)
            out.items[n, :size], out.scores[n, :size] = layout.items[slots[best]], scores[best]
            out.terms[n, :size, :PERSONAL] = weights[:PERSONAL] * values[best]
            out.terms[n, :size, PERSONAL:] = weights[PERSONAL:] * layout.shared[slots[best]]


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


def _sums(
    layout: PoolLayout, sims: Floats, counts: NDArray[np.float32] | NDArray[np.int8]
) -> Floats:
    """Return the sum of each candidate's members' similarities: shape (candidates,)."""
    slots = np.repeat(np.arange(len(layout.items), dtype=np.int32), np.diff(layout.starts))
    return summed(slots, sims[layout.members] * counts, len(layout.items))


def _lifts(arrays: IndexArrays, hour: int, own: SparseEntries, traffic: Floats) -> Floats:
    """Return the term `channel` of each channel: shape (channels,)."""
    acts = np.sign(own.points) * _left(arrays.numbers.channel_decay, hour, own.hours)
    habits = summed(arrays.world.channels[own.ids], acts, len(traffic))
    habits = np.maximum(habits, 0.0)
    total = sum(habits.tolist())  # in the order in which the compiled loop adds
    lifts = (habits + PRIOR_ACTS * traffic) / ((total + PRIOR_ACTS) * traffic)
    return np.clip(np.log(lifts) / WHOLE_LIFT, -1.0, 1.0)


def _bonds(arrays: IndexArrays, hour: int, own: SparseEntries) -> Floats:
    """Return the activity on each author's items, at least 0: shape (members,)."""
    acts = np.sign(own.points) * _left(arrays.numbers.user_decay, hour, own.hours)
    authors = arrays.world.authors[own.ids]
    known = authors != MISSING
    bonds = summed(authors[known], acts[known], len(arrays.world.squared_norms))
    return np.maximum(bonds, 0.0)


def _left(table: Floats, hour: int, hours: Hours) -> Floats:
    """Return the share left of entries of these hours at `hour`."""
    return table[np.maximum(hour - hours.astype(np.int32), 0)]


def _grown(values: Floats) -> Floats:
    """Return the logarithmic values of parts of the largest; zeros if none is above 0."""
    largest = float(values.max(initial=0.0))
    parts = values * (1 / largest if largest > 0 else 0.0)
    grown = np.log(1.0 + STEEPNESS * np.minimum(np.abs(parts), 1.0)) / WHOLE_PART
    return np.copysign(grown, parts)
