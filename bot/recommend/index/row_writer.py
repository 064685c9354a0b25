"""Write a batch of entries to both sides of the ratings in a few numpy operations."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.sparse_rows import END, MISSING, Ids, Ints, SparseEntries, SparseRowsView
from bot.recommend.index.state import THOUSANDTHS, Aggregates, DecayScales

FEW = 8  # entries up to which following their chains is faster than reading the whole delta

Sides = tuple[SparseRowsView, SparseRowsView]  # by member, by item


class _Before(NamedTuple):
    """Where entries are now, and what they are.

    Attributes:
        base, delta: Their positions in the base by member and in the delta; one of them is END, or
            both where there is none.
        hours, points: As in `SparseRowsView.base`; of an entry that isn't there, without meaning.
    """

    base: Ints
    delta: Ints
    hours: Ints
    points: Ints


def take_in(
    sides: Sides,
    later: int,
    world: Aggregates,
    scales: DecayScales,
    entries: SparseEntries,
    stays: NDArray[np.bool_],
) -> int:
    """Set or remove (`stays` False) entries by member, and update the sums.

    An entry whose hour changes moves to the end of its rows, because rows are sorted by hour. Each
    pair of a member and an item occurs once in a batch.

    Args:
        sides: Both sides, with room for the entries.
        later: The number of delta entries, which both sides always have in the same places.
        world: The sums.
        scales: How what grows is scaled.
        entries: The entries.
        stays: Whether each is set.

    Returns:
        The new number of delta entries.
    """
    before = _find(sides, later, entries)
    there = (before.base != END) | (before.delta != END)
    kept = there & stays & (before.hours == entries.hours)
    if there.any():
        _overwrite(sides, before, entries, kept, there & ~kept)
        removed = entries._replace(
            hours=before.hours.astype(np.uint16), points=before.points.astype(np.int16)
        )
        _count(world, scales, removed.take(np.flatnonzero(there)), -1)
    added = entries.take(np.flatnonzero(stays & ~kept))
    _append(sides[0], later, added)
    _append(sides[1], later, added.transposed())
    _count(world, scales, entries.take(np.flatnonzero(stays)), 1)
    return later + len(added.rows)


def take_out(
    sides: Sides, later: int, world: Aggregates, scales: DecayScales, entries: SparseEntries
) -> None:
    """Remove entries by member that are there, and update the sums.

    Their hours are known, so each is found by bisection, not by reading its member's whole row:
    those of a few popular items are the rows of most members.
    """
    delta = _find_in_delta(sides[0], later, entries)
    base, in_base = np.full_like(delta, END), delta == END
    hours, points = entries.hours.astype(np.int64), entries.points.astype(np.int64)
    found = entries.take(np.flatnonzero(in_base))
    base[in_base] = _in_base(sides[0], found, hours[in_base])
    gone = np.ones(len(delta), np.bool_)
    _overwrite(sides, _Before(base, delta, hours, points), entries, ~gone, gone)
    _count(world, scales, entries, -1)


def _find(sides: Sides, later: int, entries: SparseEntries) -> _Before:
    """Find entries in their members' or items' rows, whichever are shorter."""
    by_user, by_item = sides
    at_delta = _find_in_delta(by_user, later, entries)
    at_base = np.full_like(at_delta, END)
    shorter = _sizes(by_item, entries.ids) < _sizes(by_user, entries.rows)
    by_members, by_items = np.flatnonzero(~shorter), np.flatnonzero(shorter)
    if len(by_members):
        at_base[by_members] = _find_in_base(by_user, entries.take(by_members))
    if len(by_items):
        at = _find_in_base(by_item, entries.take(by_items).transposed())
        by_items, at = by_items[at != END], at[at != END]
        hours = by_item.base["hours"][at].astype(np.int64)
        at_base[by_items] = _in_base(by_user, entries.take(by_items), hours)
    before = _Before(at_base, at_delta, np.zeros_like(at_base), np.zeros_like(at_base))
    for places, hours, points in (
        (at_base, by_user.base["hours"], by_user.base["points"]),
        (at_delta, by_user.delta_hours, by_user.delta_points),
    ):
        there = places != END
        before.hours[there], before.points[there] = hours[places[there]], points[places[there]]
    return before


def _sizes(side: SparseRowsView, rows: Ids) -> Ints:
    """Return how many entries of the base each row has."""
    last = len(side.starts) - 1
    return side.starts[np.minimum(rows + 1, last)] - side.starts[np.minimum(rows, last)]


def _find_in_base(side: SparseRowsView, entries: SparseEntries) -> Ints:
    """Return the position of each entry in the base, or END: read its whole row."""
    rows = np.unique(entries.rows)
    sizes, first = _sizes(side, rows), side.starts[np.minimum(rows, len(side.starts) - 1)]
    base = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    base += np.arange(len(base))
    return _matched(entries, np.repeat(rows, sizes), side.base["ids"][base], base)


def _find_in_delta(by_user: SparseRowsView, later: int, entries: SparseEntries) -> Ints:
    """Return the position of each entry in the delta, or END."""
    if len(entries.rows) <= FEW:
        pairs = zip(entries.rows.tolist(), entries.ids.tolist(), strict=True)
        return np.array([_along_chain(by_user, *pair) for pair in pairs], np.int64)
    theirs = np.zeros(len(by_user.delta_heads), np.bool_)
    theirs[entries.rows] = True
    delta = np.flatnonzero(theirs[by_user.delta_rows[:later]])
    return _matched(entries, by_user.delta_rows[delta], by_user.delta_ids[delta], delta)


def _along_chain(side: SparseRowsView, row: int, id_: int) -> int:
    """Return the position of an entry in the delta, or END: read its row alone."""
    place = side.delta_heads[row]
    while place != END and side.delta_ids[place] != id_:
        place = side.delta_links[place]
    return int(place)


def _matched(entries: SparseEntries, rows: Ids, ids: Ids, places: Ints) -> Ints:
    """Return which place holds each entry, or END; removed entries match none."""
    keys, found = _key(entries.rows, entries.ids), np.full(len(entries.rows), END)
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys[order], _key(rows, ids)), len(keys) - 1)]
    same = (entries.rows[at] == rows) & (entries.ids[at] == ids)
    found[at[same]] = places[same]
    return found


def _key(rows: Ids, ids: Ids) -> Ints:
    return (rows.astype(np.int64) << 32) + ids


def _overwrite(
    sides: Sides,
    before: _Before,
    entries: SparseEntries,
    kept: NDArray[np.bool_],
    gone: NDArray[np.bool_],
) -> None:
    """Set the points of what is kept, and mark as removed what is gone, on both sides."""
    in_base, in_delta = before.base != END, before.delta != END
    by_item = np.full(len(before.base), END)
    found = entries.transposed().take(np.flatnonzero(in_base))
    by_item[in_base] = _in_base(sides[1], found, before.hours[in_base])
    for side, places in zip(sides, (before.base, by_item), strict=True):
        side.base["points"][places[kept & in_base]] = entries.points[kept & in_base]
        side.base["ids"][places[gone & in_base]] = MISSING
        side.delta_points[before.delta[kept & in_delta]] = entries.points[kept & in_delta]
        side.delta_ids[before.delta[gone & in_delta]] = MISSING


def _in_base(side: SparseRowsView, entries: SparseEntries, hours: Ints) -> Ints:
    """Return the positions of entries in the base, by bisection of each row's hours."""
    base = side.base
    place, end = side.starts[entries.rows], side.starts[entries.rows + 1]
    while (open_ := place < end).any():
        middle = (place + end) >> 1
        earlier = open_ & (base["hours"][np.where(open_, middle, 0)] < hours)
        place, end = np.where(earlier, middle + 1, place), np.where(earlier, end, middle)
    left = np.arange(len(place))
    # Past others of the same hour: hundreds where all react to one post at once.
    while len(left := left[base["ids"][place[left]] != entries.ids[left]]):
        place[left] += 1
    return place


def _append(side: SparseRowsView, later: int, entries: SparseEntries) -> None:
    """Append entries to the delta, each as the newest of its row."""
    rows, count = entries.rows, len(entries.rows)
    new, places = slice(later, later + count), np.arange(later, later + count, dtype=np.int32)
    side.delta_rows[new], side.delta_ids[new] = rows, entries.ids
    side.delta_hours[new], side.delta_points[new] = entries.hours, entries.points
    # Each is linked to the newest before it: of the batch, or else of before the batch.
    links, order = side.delta_heads[rows], np.argsort(rows, kind="stable")
    again = np.flatnonzero(rows[order][1:] == rows[order][:-1])
    links[order[again + 1]] = places[order[again]]
    side.delta_links[new] = links
    side.delta_heads[rows] = places  # of several in one row the last stays


def _count(world: Aggregates, scales: DecayScales, entries: SparseEntries, sign: int) -> None:
    """Add entries to the sums over ratings (`sign` 1), or subtract them (-1)."""
    rows, items, values = entries.rows, entries.ids, entries.points / THOUSANDTHS
    age = entries.hours - scales.zero
    grown = values * np.exp2(age / scales.slow)
    np.add.at(world.squared_norms, rows, sign * world.idf_squared[items] * grown * grown)
    liked = values > 0
    habit = np.exp2(age / scales.habit)[liked]
    np.add.at(world.channel_activity, world.channels[items[liked]], sign * habit)
    liked &= world.authors[items] != rows
    np.add.at(world.rater_counts, items[liked], sign)
    heat = values / (1 + values) * np.exp2(age / scales.heat)
    np.add.at(world.popularity, items[liked], sign * heat[liked])
