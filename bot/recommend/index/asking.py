"""Asking an index: what is best for one member, or for many."""

import numpy as np

from bot.recommend.index import kernel
from bot.recommend.index.facts import Suggestions
from bot.recommend.index.index import Index
from bot.recommend.index.lists import GONE, Ids, Ints
from bot.recommend.index.tuning import Floats
from bot.recommend.index.world import THOUSANDTHS, Best, Desk, Pool

DAY = 86_400
POOL_SECONDS = 60  # so often it is looked up again what went stale


class Asker:
    """One thread's way to ask an index; keeps what is the same for all members."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._desk: Desk | None = None
        self._sizes = (0, 0, 0)
        self._pool: Pool | None = None
        self._pool_version = -1
        self._pool_until = 0

    def suggest(
        self,
        user_id: int,
        now: int,
        count: int,
        *,
        interest: Floats | None = None,
        pool: Pool | None = None,
    ) -> Suggestions:
        """Return the `count` best items for a member.

        Args:
            user_id: Who asks.
            now: seconds since 1970.
            count: how many at most.
            interest: shape (channels,), what the member stated, 0 to 1.
            pool: what may be recommended; else all that `open_items` finds.
        """
        index, desk, best = self.index, self._at_desk(), Best.of(count)
        row = index.users.one(user_id)
        size, _ = kernel.rank(
            row,
            now,
            index.hour(now),
            pool or self.pool(now),
            index.by_user.side,
            index.by_item.side,
            index.world,
            desk,
            self._interest(interest),
            index.tuning.numbers,
            best,
        )
        return Suggestions(index.items.ids[best.items[:size]], best.scores[:size], best.terms[:size])

    def suggest_many(
        self, user_ids: Ints, now: int, count: int, *, pool: Pool | None = None
    ) -> list[Suggestions]:
        """Return the best items for each of many members."""
        pool = pool or self.pool(now)
        return [self.suggest(int(user), now, count, pool=pool) for user in user_ids]

    def pool(self, now: int) -> Pool:
        """Return what may be recommended now: the items active last, and those of neighbours."""
        index = self.index
        if self._pool is None or now >= self._pool_until or self._pool_version != index.version:
            allowed = open_items(index, now)
            chosen = np.flatnonzero(allowed)
            if len(chosen) > index.tuning.candidates:
                first = len(chosen) - index.tuning.candidates
                chosen = chosen[np.argpartition(index.active[chosen], first)[first:]]
            self._pool = Pool(np.sort(chosen).astype(np.int32), True, allowed, index.active)  # noqa: FBT003
            self._pool_until = now + POOL_SECONDS
            self._pool_version = index.version
        return self._pool

    def neighbours(self, user_id: int, now: int) -> tuple[Ids, Floats]:
        """Return the rows of the members most similar to one, and their cosines."""
        index, desk = self.index, self._at_desk()
        row = index.users.one(user_id)
        if row == GONE:
            return np.empty(0, np.int32), np.empty(0)
        numbers, hour, by_user = index.tuning.numbers, index.hour(now), index.by_user.side
        own = kernel.newest(by_user, row, numbers.own, desk.own)
        near = kernel.find_neighbours(
            row, hour, own, index.by_item.side, index.world, desk, numbers
        )
        # The dots are of now, the lengths of the hour at which growing values count as they are.
        fade = np.exp2(-2 * (hour - index.scales.zero) / index.scales.slow)
        lengths = THOUSANDTHS**2 * np.sqrt(index.world.squares[row]) * fade
        return desk.near_rows[:near].copy(), np.minimum(desk.near_sims[:near] / lengths, 1.0)

    def _interest(self, interest: Floats | None) -> Floats:
        if interest is not None:
            return interest
        return np.zeros(len(self.index.world.busy))

    def _at_desk(self) -> Desk:
        index = self.index
        sizes = (len(index.world.squares), len(index.created), len(index.world.busy))
        if self._desk is None or sizes != self._sizes:
            self._desk, self._sizes = Desk.of(*sizes, index.tuning.numbers), sizes
        return self._desk


def open_items(index: Index, now: int) -> np.ndarray:
    """Return whether each item may be recommended to anybody at all."""
    tuning = index.tuning
    earned = ~index.plain | (index.world.crowd >= tuning.item_reactions)
    return index.alive & earned & (now - index.created <= tuning.max_age_days * DAY)
