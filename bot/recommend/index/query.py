"""Queries on an index: best items, similarities of items, similar members."""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.candidate_pools import DAY, Pools, readable
from bot.recommend.index.index import Index
from bot.recommend.index.item_similarity import ItemSimilarity
from bot.recommend.index.kernels import IndexArrays, Kernels
from bot.recommend.index.numpy_kernels import NumpyKernels
from bot.recommend.index.params import Floats, Params
from bot.recommend.index.pool_layout import GrownUnits, PoolLayout, candidates, lay_out
from bot.recommend.index.records import Suggestions, TermMatrix
from bot.recommend.index.row_reader import newest, newest_of
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import THOUSANDTHS, CandidatePool, TopK
from bot.recommend.index.terms import TERMS

MINUTE = 60
LAYOUTS = 4  # layouts kept, of a megabyte each
NEWEST = 4_096  # items checked in one batch
MEMBERS_PER_ITEM = 256  # newest members by which two items are compared


class IndexQuery:
    """Queries one index from one thread; caches pools between answers.

    Attributes:
        index: The index.
        tuning: The constants.
        kernels: Computes the answers; may be exchanged between two queries.
    """

    def __init__(
        self, index: Index, tuning: Params | None = None, kernels: Kernels | None = None
    ) -> None:
        """Use the index's own constants, or others with the same half-lives."""
        self.index = index
        self.tuning = tuning or index.tuning
        self.kernels = kernels or NumpyKernels()
        self._pools = Pools(index, self.tuning.candidates)
        self._layouts: list[tuple[CandidatePool, PoolLayout]] = []
        self._moment = (0, 0)  # the index's number of changes, and the minute, of the layouts

    def top_items(
        self,
        user_id: int,
        now: int,
        count: int,
        *,
        interest: Floats | None = None,
        pool: CandidatePool | None = None,
    ) -> Suggestions:
        """Return the `count` best items for a member, the best first.

        Args:
            user_id: The member's id.
            now: Seconds since 1970.
            count: How many at most.
            interest: Shape (channels,), the member's stated interests, 0 to 1.
            pool: The items that may be recommended; by default those of all channels.
        """
        rows = np.full(1, self.index.users.one(user_id), np.int32)
        stated = None if interest is None else interest[np.newaxis]
        (best,) = self._ranked(rows, now, count, stated, pool or self.pool(now))
        return best

    def top_items_of_many(
        self,
        user_ids: Ints,
        now: int,
        count: int,
        *,
        interest: Floats | None = None,
        pool: CandidatePool | None = None,
    ) -> list[Suggestions]:
        """Return what `top_items` returns for each member, but faster than one by one.

        Args:
            user_ids: The members' ids, shape (members,).
            now: Seconds since 1970.
            count: How many at most for each.
            interest: Shape (members, channels), the stated interests of each, 0 to 1.
            pool: As in `top_items`.
        """
        rows = self.index.users.find(user_ids)
        return self._ranked(rows, now, count, interest, pool or self.pool(now))

    def term_matrix(
        self,
        user_id: int,
        now: int,
        *,
        interest: Floats | None = None,
        pool: CandidatePool | None = None,
    ) -> TermMatrix:
        """Return the terms of a member's candidates, by the code that `top_items` runs.

        Their sum, each times its weight, is the score. The arguments are those of `top_items`.
        """
        index = self.index
        if interest is None:
            interest = np.zeros(len(index.world.channel_activity))
        layout = self._layout(pool or self.pool(now), now)
        slots, values = self.kernels.measure(
            self.arrays(), index.users.one(user_id), index.hour(now), layout, interest
        )
        return TermMatrix(layout.items[slots], np.hstack([values, layout.shared[slots]]))

    def newest_items(
        self, user_id: int, now: int, count: int, *, pool: CandidatePool | None = None
    ) -> Suggestions:
        """Return the newest items that the member neither wrote nor rated, newest first."""
        index, pool = self.index, pool or self.pool(now)
        row = index.users.one(user_id)
        mine, world = self.rated_items(row), index.world
        newest = self._pools.newest_first(now)
        parts, found = [np.empty(0, np.int64)], 0
        for start in range(0, len(newest), NEWEST):  # the first batch is mostly enough
            items = newest[start : start + NEWEST]
            items = items[pool.eligible[items] & pool.rooms[world.channels[items]]]
            if row != MISSING:
                items = items[(world.authors[items] != row) & ~np.isin(items, mine)]
            parts.append(items)
            found += len(items)
            if found >= count:
                break
        order = np.concatenate(parts)[:count]
        scores = 1 / (1 + np.maximum(now - index.created[order], 0) / DAY)
        return Suggestions(order.astype(np.int32), scores, np.zeros((len(order), len(TERMS))))

    def pool(self, now: int) -> CandidatePool:
        """Return the pool of all channels: the items active last."""
        return self.pool_in(np.ones(len(self.index.world.channel_activity), np.bool_), now)

    def pool_in(self, channels: NDArray[np.bool_], now: int) -> CandidatePool:
        """Return the pool of the items in some channels: shape (room for channels,)."""
        return self._pools.of(channels, now)

    def restrict(self, pool: CandidatePool, allowed: NDArray[np.bool_]) -> CandidatePool:
        """Return the part of a pool that is also allowed: shape (room for items,)."""
        return self._pools.narrowed(pool, allowed)

    def readable(self, pool: CandidatePool) -> Ints:
        """Return the rows of all items that a pool allows, not only of those active last."""
        return readable(self.index, pool)

    def rated_items(self, row: int) -> Ids:
        """Return the rows of the items that a member has rated."""
        if row == MISSING:
            return np.empty(0, np.int32)
        return newest(self.index.by_user.side, row, len(self.index.created)).ids

    def ratings(self, row: int, now: int) -> tuple[Ids, Floats]:
        """Return a member's items and their decayed ratings, the newest first."""
        index = self.index
        if row == MISSING:
            return np.empty(0, np.int32), np.empty(0)
        own = newest(index.by_user.side, row, len(index.created))
        ages = np.maximum(index.hour(now) - own.hours.astype(np.int64), 0)
        return own.ids, own.points / THOUSANDTHS * self.tuning.numbers.user_decay[ages]

    def members(self, item: int) -> tuple[Ids, Floats]:
        """Return the members who rated an item last, and their ratings before decay."""
        theirs = newest(self.index.by_item.side, item, MEMBERS_PER_ITEM)
        return theirs.ids, theirs.points / THOUSANDTHS

    def ratings_of_many(self, rows: Ids, now: int) -> tuple[Ids, Ids, Floats]:
        """Return what `ratings` returns for each of some members, in one.

        The first array holds the positions in `rows`.
        """
        index = self.index
        theirs = newest_of(index.by_user.side, rows, len(index.created))
        ages = np.maximum(index.hour(now) - theirs.hours.astype(np.int64), 0)
        left = self.tuning.numbers.user_decay[ages]
        return theirs.rows, theirs.ids, theirs.points / THOUSANDTHS * left

    def item_similarity(self, items: Ids, others: Ids) -> Floats:
        """Return the cosines of items by the members who rated them: (items, others)."""
        count, similarity = len(items), self.similarity(np.concatenate([items, others]))
        columns = [similarity.to(count + place)[:count] for place in range(len(others))]
        return np.column_stack(columns) if columns else np.empty((count, 0))

    def similarity(self, items: Ids) -> ItemSimilarity:
        """Return what compares some items with each other."""
        return ItemSimilarity.of(self.index.by_item.side, items, MEMBERS_PER_ITEM)

    def neighbours(self, row: int, now: int) -> tuple[Ids, Floats]:
        """Return the rows of the members most similar to one, and their cosines."""
        index = self.index
        if row == MISSING or index.world.squared_norms[row] <= 0:
            return np.empty(0, np.int32), np.empty(0)
        hour = index.hour(now)
        rows, sims = self.kernels.find_neighbours(self.arrays(), row, hour)
        # The dot products are of now, the lengths of the hour `scales.zero`.
        fade = np.exp2(-2 * (hour - index.scales.zero) / index.scales.slow)
        lengths = THOUSANDTHS**2 * np.sqrt(index.world.squared_norms[row]) * fade
        return rows, np.minimum(sims / lengths, 1.0)

    def _ranked(
        self,
        rows: Ids,
        now: int,
        count: int,
        interest: Floats | None,
        pool: CandidatePool,
    ) -> list[Suggestions]:
        index, best = self.index, TopK.of(len(rows), count)
        if interest is None:
            interest = np.zeros((len(rows), len(index.world.channel_activity)))
        layout, hour = self._layout(pool, now), index.hour(now)
        self.kernels.rank(self.arrays(), rows, hour, layout, interest=interest, out=best)
        return [
            Suggestions(items[:size], scores[:size], terms[:size])
            for size, scores, items, terms in zip(*best, strict=True)
        ]

    def _layout(self, pool: CandidatePool, now: int) -> PoolLayout:
        """Return the layout of a pool; kept until the index changes or the minute is over."""
        index, arrays = self.index, self.arrays()
        moment = (len(index.changes), now // MINUTE)
        if moment != self._moment:
            self._layouts, self._moment = [], moment
        for known, layout in self._layouts:
            if known.items is pool.items and known.eligible is pool.eligible:
                return layout
        items = candidates(arrays, pool)
        hour = index.hour(now)
        layout = lay_out(
            arrays,
            items,
            self.kernels.presence(arrays, items, hour),
            index.created,
            now=now // MINUTE * MINUTE,
            grown=GrownUnits.at(hour, index.scales),
            lasting=index.content_ids[items] > 0,
        )
        self._layouts = [*self._layouts[-LAYOUTS + 1 :], (pool, layout)]
        return layout

    def arrays(self) -> IndexArrays:
        """Return what the kernels compute answers from, as it is now."""
        index = self.index
        return IndexArrays(index.by_user.side, index.by_item.side, index.world, self.tuning.numbers)
