"""The answers of an index in plain numpy, one member at a time."""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.aggregates import summed
from bot.recommend.index.kernels import IndexArrays
from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.row_reader import newest, newest_of
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, SparseEntries
from bot.recommend.index.state import BUSY_FLOOR, CandidatePool, TopK

NOTHING = SparseEntries.none()


class NumpyKernels:
    """Answers as `CompiledKernels` does: with the same additions in the same order."""

    def __init__(self) -> None:
        self._slots: Ids = np.empty(0, np.int32)  # each item's position among the candidates

    def find_neighbours(self, arrays: IndexArrays, row: int, hour: int) -> tuple[Ids, Floats]:
        """Return the members most similar to one; see `Kernels`."""
        own = newest(arrays.by_user, row, arrays.numbers.max_own_items)
        return _neighbours(arrays, row, hour, own)

    def rank(
        self,
        arrays: IndexArrays,
        rows: Ids,
        times: tuple[int, int],
        pool: CandidatePool,
        *,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best items for each of some members; see `Kernels`."""
        items = np.unique(pool.items)
        items = items[_may_be_shown(arrays, items, pool)]
        for n, row in enumerate(rows.tolist()):
            self._rank_for(arrays, row, times, pool, items, interest[n], out.part(slice(n, n + 1)))

    def _rank_for(
        self,
        arrays: IndexArrays,
        row: int,
        times: tuple[int, int],
        pool: CandidatePool,
        items: Ids,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best of a pool's items, and of the neighbours' items, for one member."""
        world, numbers, (now, hour) = arrays.world, arrays.numbers, times
        own = newest(arrays.by_user, row, len(world.authors)) if row != MISSING else NOTHING
        rated, ratings = _neighbours_ratings(arrays, row, hour, own)
        if pool.include_neighbour_items:
            further = rated[_may_be_shown(arrays, rated, pool)]
            items = np.union1d(items, further)
        # The taste of each candidate; what can't be one adds to none.
        slots = self._slots_of(items, len(world.authors))
        at = slots[rated]
        taste = summed(at[at != MISSING], ratings[at != MISSING], len(items))
        # Leave out what the member has written or rated.
        hidden = (world.authors[items] == row) & (row != MISSING)
        done = slots[own.ids]
        hidden[done[done != MISSING]] = True
        slots[items] = MISSING
        items, taste = items[~hidden], taste[~hidden]
        channels = world.channels[items]
        habits = _habits(arrays, hour, own)[channels]
        heat = np.maximum(world.popularity[items], 0.0)
        terms = np.empty((len(items), out.terms.shape[-1]))
        terms[:, 0] = np.maximum(taste * _scale(numbers.taste, taste), -numbers.taste)
        terms[:, 1] = np.maximum(habits * _scale(numbers.channel, habits), -numbers.channel)
        terms[:, 2] = heat * _scale(numbers.popular, heat)
        terms[:, 3] = numbers.interest * interest[channels]
        terms[:, 4] = numbers.new
        scores = terms[:, 4] + terms[:, 0] + terms[:, 1] + (terms[:, 2] + terms[:, 3])
        scores = np.where(scores > 0, scores * _recency(world.active[items], now, numbers), scores)
        best = best_of(scores, items, out.scores.shape[-1])
        size = out.sizes[0] = len(best)
        out.items[0, :size], out.scores[0, :size] = items[best], scores[best]
        out.terms[0, :size] = terms[best]

    def _slots_of(self, items: Ids, count: int) -> Ids:
        """Return the position of each of `count` items in `items`, or MISSING."""
        if len(self._slots) != count:
            self._slots = np.full(count, MISSING, np.int32)
        self._slots[items] = np.arange(len(items), dtype=np.int32)
        return self._slots


def best_of(scores: Floats, ids: Ids, most: int) -> Ints:
    """Return the positions of the best few, best first; of equals the larger id first."""
    some = np.arange(len(scores))
    if len(scores) > most:
        some = np.flatnonzero(scores >= np.partition(scores, -most)[-most])
    return some[np.lexsort((-ids[some], -scores[some]))][:most]


def _neighbours(arrays: IndexArrays, row: int, hour: int, own: SparseEntries) -> tuple[Ids, Floats]:
    """Return the members most similar to `row` by its newest entries; see `Kernels`."""
    numbers, world = arrays.numbers, arrays.world
    mine = own.points * _left(numbers.user_decay, hour, own.hours) * world.idf_squared[own.ids]
    met = newest_of(arrays.by_item, own.ids, numbers.max_item_users)
    theirs = met.points * _left(numbers.user_decay, hour, met.hours)
    dots = summed(met.ids, mine[met.rows] * theirs, len(world.squared_norms))
    rows = np.flatnonzero((dots > 0) & (world.squared_norms > 0)).astype(np.int32)
    rows = rows[rows != row]
    sims = dots[rows] / np.sqrt(world.squared_norms[rows])
    best = best_of(sims, rows, numbers.neighbours)
    return rows[best], sims[best]


def _neighbours_ratings(
    arrays: IndexArrays, row: int, hour: int, own: SparseEntries
) -> tuple[Ids, Floats]:
    """Return the neighbours' items and weighted ratings, once for each neighbour."""
    numbers = arrays.numbers
    rows, sims = _neighbours(arrays, row, hour, own.part(slice(numbers.max_own_items)))
    theirs = newest_of(arrays.by_user, rows, numbers.max_neighbour_items)
    ratings = theirs.points * _left(numbers.neighbour_decay, hour, theirs.hours)
    some = ratings != 0
    return theirs.ids[some], sims[theirs.rows[some]] * ratings[some]


def _habits(arrays: IndexArrays, hour: int, own: SparseEntries) -> Floats:
    """Return the member's activity in each channel, relative to its traffic."""
    numbers, busy = arrays.numbers, arrays.world.channel_activity
    acts = np.sign(own.points) * _left(numbers.channel_decay, hour, own.hours)
    habits = summed(arrays.world.channels[own.ids], acts, len(busy))
    traffic = np.maximum(busy / busy.max(initial=1e-300), BUSY_FLOOR) ** numbers.busy
    return np.where(habits > 0, habits / traffic, habits)


def _may_be_shown(arrays: IndexArrays, items: Ids, pool: CandidatePool) -> NDArray[np.bool_]:
    return pool.eligible[items] & pool.rooms[arrays.world.channels[items]]


def _left(table: Floats, hour: int, hours: Hours) -> Floats:
    """Return the share left of entries of these hours at `hour`."""
    return table[np.maximum(hour - hours.astype(np.int32), 0)]


def _scale(weight: float, values: Floats) -> float:
    """Return the factor from the largest value to the weight; 0 if none is positive."""
    largest = float(values.max(initial=0.0))
    return weight / largest if largest > 0 else 0.0


def _recency(active: Ints, now: int, numbers: KernelParams) -> Floats:
    """Return the share of each score that is left, first by minutes, then by hours."""
    idle = np.maximum(now - active, 0) // 60
    minutes = numbers.minutes[np.minimum(idle, len(numbers.minutes) - 1)]
    hours = numbers.hours[np.minimum(idle // 60, len(numbers.hours) - 1)]
    return np.where(idle < len(numbers.minutes), minutes, hours)
