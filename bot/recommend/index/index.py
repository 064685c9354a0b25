"""The online index: all ratings of one server in memory, always up to date.

A rating sums up a member's signals on an item: r = s · 2^(-age / half-life), where s is
sgn(p)·ln(1 + |p|) of the capped sum p of points, and the age that of the latest signal in whole
hours. Each rating is stored twice, in its item's row and in its member's, eight bytes each.

A change is the new state of pairs, never a difference, so applying it twice, or in another order,
has the same result. So an index can be rebuilt (`compacted`) in the background while changes
arrive; those are applied to the new one afterwards.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.aggregates import sum_up
from bot.recommend.index.id_lookup import distinct, find
from bot.recommend.index.id_map import IdMap
from bot.recommend.index.params import Params
from bot.recommend.index.records import NO_AUTHOR, Handover, ItemFacts, RatingColumns, RatingParts
from bot.recommend.index.row_reader import newest_of
from bot.recommend.index.row_writer import take_in, take_out
from bot.recommend.index.sparse_rows import (
    MISSING,
    Ids,
    Ints,
    SparseEntries,
    SparseRows,
    SparseRowsView,
    enlarged,
    with_spare,
)
from bot.recommend.index.state import OF_NEW, THOUSANDTHS, DecayScales, item_fields_of

HOUR = 3600
AT_A_TIME = 125_000  # entries converted to pairs in one batch
EVERY = 1 << 40  # more entries than any row has
PAST = 50_000  # hours before the index was made that it can represent; older counts as that old
LATEST = 65_535  # so an index knows the times of acts for 21 months before it must be made again
CROWDED = 0.1  # delta entries, as a share of the base, above which compacting is worth its time
SMALL = 10_000  # entries, or items, up to which it never is
FULL = 64  # compact when 1 / FULL of the room for items is left: growing in place would block


class Index:
    """Ratings and facts of one server. Not thread-safe, except for `compacted`.

    Attributes:
        tuning: The constants.
        users, items, channels: The rows of ids; `users` has authors without ratings too.
        by_user, by_item: The ratings.
        created: Shape (room for items,), seconds since 1970.
        plain, alive, content_ids: Shape (room for items,), as in `ItemFacts`.
        world: The sums over ratings, and the items' fields.
        changes: Rows of the items, in order, whose eligibility or time of activity changed.
    """

    def __init__(
        self,
        facts: ItemFacts | Handover[ItemFacts],
        pairs: RatingColumns | RatingParts,
        tuning: Params,
        now: int,
    ) -> None:
        """Build the index from all facts and pairs; `now` in seconds since 1970."""
        self.tuning = tuning
        self.origin = now // HOUR - PAST
        self.scales = DecayScales.at(float(PAST), tuning)
        facts = facts.take() if isinstance(facts, Handover) else facts
        authors = facts.author[facts.author != NO_AUTHOR]
        self.items = IdMap(facts.number)
        parts = pairs if isinstance(pairs, RatingParts) else self._in_one(pairs)
        self.users = IdMap(distinct(np.concatenate([parts.users, authors])))
        self.channels = IdMap(np.unique(facts.channel))
        self.created = with_spare(facts.created)
        self.plain, self.alive = with_spare(facts.plain), with_spare(facts.alive)
        self.content_ids = with_spare(facts.contents)
        traits = item_fields_of(
            self.channels.find(facts.channel), self.users.find(facts.author), facts.active
        )
        del facts, authors  # not in memory together with the pairs
        rows = self.users.find(parts.users)
        self.by_user = SparseRows.of(
            (self._entries(rows[part.user], part.item, part) for part in parts.take()),
            self.users.size,
            parts.most,
        )
        self.by_item = self.by_user.transposed(self.items.size)
        self.world = sum_up(self.by_user, traits, self.users.size, self.channels.size, self.scales)
        self.changes: list[Ids] = []

    @property
    def active(self) -> Ints:
        """When each item was active last: shape (room for items,), seconds since 1970."""
        return self.world.active

    def hour(self, now: int) -> int:
        """Return the index's hour at `now`, in seconds since 1970."""
        return now // HOUR - self.origin

    def take_in_items(self, facts: ItemFacts) -> None:
        """Add new items, and update known ones."""
        places = self.items.number(facts.number)
        authors = np.full(len(places), MISSING, np.int32)
        known = facts.author != NO_AUTHOR
        authors[known] = self.users.number(facts.author[known])
        channels = self.channels.number(facts.channel)
        self._make_room(0)
        moved = (self.world.authors[places] != authors) | (self.world.channels[places] != channels)
        moved = np.flatnonzero(moved | ~facts.alive)
        self._move(places[moved], authors[moved], channels[moved], facts.alive[moved])
        self.created[places], self.active[places] = facts.created, facts.active
        self.plain[places], self.alive[places] = facts.plain, facts.alive
        self.content_ids[places] = facts.contents
        self.changes.append(places)

    def rewritten_by(self, facts: ItemFacts) -> int:
        """Return about how many ratings `take_in_items` would remove or write again."""
        places = self.items.find(facts.number)
        known = places != MISSING
        places, facts = places[known], facts.only(known)
        same = facts.author == self._author_ids(places)
        same &= facts.channel == self.channels.ids[self.world.channels[places]]
        return int(self.world.rater_counts[places[~(same & facts.alive)]].sum())

    def take_in(self, pairs: RatingColumns) -> None:
        """Apply the new state of pairs; skip those on deleted items."""
        places = self.items.find(pairs.item)
        known = places != MISSING
        known[known] = self.alive[places[known]]
        places, pairs = places[known], pairs.only(known)
        before = self.earned(places)
        entries = self._entries(self.users.number(pairs.user), places, pairs)
        self._put(entries, pairs.counts > 0)
        self.changes.append(places[before != self.earned(places)])

    def note_active(self, numbers: Ints, at: Ints) -> None:
        """Update when items got a public signal (seconds since 1970)."""
        places = self.items.find(numbers)
        known = places != MISSING
        np.maximum.at(self.active, places[known], at[known])
        self.changes.append(places[known])

    def earned(self, places: Ids | slice) -> NDArray[np.bool_]:
        """Return whether each of some items is a post, or a message with enough reactions."""
        return ~self.plain[places] | (self.world.rater_counts[places] >= self.tuning.item_reactions)

    @property
    def crowded(self) -> bool:
        """Return whether the delta is large enough, or the room small enough, to compact."""
        many = self.by_user.later > max(CROWDED * len(self.by_user.side.base), SMALL)
        room = len(self.created)
        return many or (room > SMALL and room - self.items.size < room // FULL)

    def compacted(self, now: int) -> "Index":
        """Return a new index of the same content; a thread may run it during `take_in`.

        Changes applied in the meantime must be applied to the new one as well.
        """
        return Index(*self.content(), self.tuning, now)

    def content(self) -> tuple[Handover[ItemFacts], RatingParts]:
        """Return all facts and pairs of the index."""
        count = self.items.size
        facts = ItemFacts(
            self.items.ids[:count].copy(),
            self.channels.ids[self.world.channels[:count]],
            self._author_ids(slice(count)),
            self.created[:count],
            self.active[:count],
            self.plain[:count],
            self.alive[:count],
            self.content_ids[:count],
        )
        users = self.users.ids[: self.users.size]
        order = np.argsort(users).astype(np.int32)
        side, later = self.by_user.side, self.by_user.later
        most = len(side.base) + later
        return Handover(facts), RatingParts(users[order], self._pairs(side, later, order), most)

    def _author_ids(self, places: Ids | slice) -> Ints:
        authors = self.world.authors[places]
        found = np.full(len(authors), NO_AUTHOR, np.int64)
        known = authors != MISSING  # no user may be known: a new server has the bot's cards alone
        found[known] = self.users.ids[authors[known]]
        return found

    def _pairs(self, side: SparseRowsView, later: int, order: Ids) -> Iterator[RatingColumns]:
        """Yield all entries as pairs in batches of members, whose rows are given in order.

        Of a pair that changes meanwhile nothing may be read, but never two states: its entry is
        removed before the new one is added, and those added are read first.
        """
        last = len(side.starts) - 1
        sizes = side.starts[np.minimum(order + 1, last)] - side.starts[np.minimum(order, last)]
        sizes += np.bincount(side.delta_rows[:later], minlength=len(order))[order]
        batches = np.cumsum(sizes) // AT_A_TIME
        for batch in np.unique(batches).tolist():
            first, end = np.searchsorted(batches, [batch, batch + 1])
            entries = newest_of(side, order[first:end], most=EVERY)
            entries = entries.take(np.arange(len(entries.rows))[::-1])  # oldest first
            points = entries.points / THOUSANDTHS
            yield RatingColumns(
                entries.rows.astype(np.int64) + first,
                entries.ids.astype(np.int64),
                np.sign(points) * np.expm1(np.abs(points)),
                np.ones(len(points), np.int64),
                (entries.hours.astype(np.int64) + self.origin) * HOUR,
            )

    @property
    def nbytes(self) -> int:
        """Return the bytes that the arrays take."""
        parts = (self.created, self.plain, self.alive, self.content_ids, *self.world[:-1])
        holders = (self.by_user, self.by_item, self.users, self.items, self.channels)
        return sum(part.nbytes for part in parts) + sum(holder.nbytes for holder in holders)

    def _in_one(self, pairs: RatingColumns) -> RatingParts:
        users = distinct(pairs.user)
        placed = pairs._replace(user=find(users, pairs.user), item=self.items.find(pairs.item))
        return RatingParts(users, iter((placed,)), len(placed.user))

    def _entries(self, rows: Ids, items: Ints | Ids, pairs: RatingColumns) -> SparseEntries:
        """Convert pairs to entries by member, in the same order."""
        points = np.clip(pairs.points, -self.tuning.rating_cap, self.tuning.rating_cap)
        damped = np.sign(points) * np.log1p(np.abs(points)) * THOUSANDTHS
        return SparseEntries(
            rows,
            items.astype(np.int32),
            np.clip(pairs.last // HOUR - self.origin, 0, LATEST).astype(np.uint16),
            np.rint(damped).astype(np.int16),
        )

    def _put(self, entries: SparseEntries, stays: NDArray[np.bool_]) -> None:
        self._make_room(len(stays))
        if not len(stays):
            return
        sides = (self.by_user.side, self.by_item.side)
        later = take_in(sides, self.by_user.later, self.world, self.scales, entries, stays)
        self.by_user.later = self.by_item.later = later

    def _move(self, items: Ids, authors: Ids, channels: Ids, alive: NDArray[np.bool_]) -> None:
        """Change items' authors or channels; remove all ratings of deleted items."""
        theirs = newest_of(self.by_item.side, items, most=self.users.size)
        theirs = theirs.take(np.arange(len(theirs.rows))[::-1])  # written oldest first
        entries = SparseEntries(theirs.ids, items[theirs.rows], theirs.hours, theirs.points)
        if len(entries.rows):
            sides = (self.by_user.side, self.by_item.side)
            take_out(sides, self.by_user.later, self.world, self.scales, entries)
        self.world.authors[items], self.world.channels[items] = authors, channels
        stays = np.flatnonzero(alive[theirs.rows])
        self._put(entries.take(stays), np.ones(len(stays), np.bool_))

    def _make_room(self, entries: int) -> None:
        """Reserve room for all users, items and channels, and `entries` further entries."""
        users, items, channels = self.users.size, self.items.size, self.channels.size
        self.by_user.make_room(users, entries)
        self.by_item.make_room(items, entries)
        world = self.world
        if items > len(self.created):
            self.created = enlarged(self.created, items)
            self.plain, self.alive = enlarged(self.plain, items), enlarged(self.alive, items)
            self.content_ids = enlarged(self.content_ids, items)
            world = world._replace(
                idf_squared=enlarged(world.idf_squared, items, world.idf_squared_of_new),
                item_fields=enlarged(world.item_fields, items, OF_NEW),
                rater_counts=enlarged(world.rater_counts, items),
            )
        if users > len(world.squared_norms):
            world = world._replace(squared_norms=enlarged(world.squared_norms, users))
        if channels > len(world.channel_activity):
            world = world._replace(channel_activity=enlarged(world.channel_activity, channels))
        self.world = world
