"""Compiled kernels that write entries to the sparse rows and read rows of them."""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.jit import jit
from bot.recommend.index.sparse_rows import (
    END,
    MISSING,
    Hours,
    Ids,
    Ints,
    Points,
    Records,
    SparseRowsView,
)
from bot.recommend.index.state import THOUSANDTHS, Aggregates, DecayScales, Row


@jit
def put(
    side: SparseRowsView,
    later: int,
    row: int,
    other: int,
    hour: int,
    points: int,
    stays: bool,  # noqa: FBT001
) -> tuple[int, int, int]:
    """Set, move or remove the entry (row, other).

    An entry whose hour changes moves to the end of its row, because rows are sorted by hour.

    Returns:
        Its hour and points before (hour -1 where there was none), and the new count of `later`.
    """
    # Overwrite the entry where its hour stays, else mark it as removed, in the base or the delta.
    base = side.base
    place = _in_base(side, row, other)
    if place != END:
        old_hour, old_points = int(base["hours"][place]), int(base["points"][place])
        if stays and old_hour == hour:
            base["points"][place] = points
            return old_hour, old_points, later
        base["ids"][place] = MISSING
    else:
        old_hour, old_points = -1, 0
        place = _among_later(side, row, other)
        if place != END:
            old_hour, old_points = int(side.delta_hours[place]), int(side.delta_points[place])
            if stays and old_hour == hour:
                side.delta_points[place] = points
                return old_hour, old_points, later
            side.delta_ids[place] = MISSING
    if stays:
        later = _append(side, later, row, other, hour, points)
    return old_hour, old_points, later


@jit
def _in_base(side: SparseRowsView, row: int, other: int) -> int:
    """Return the position of the entry (row, other) in the base, or END."""
    ids, starts = side.base["ids"], side.starts
    if row < len(starts) - 1:
        for place in range(starts[row], starts[row + 1]):
            if ids[place] == other:
                return place
    return END


@jit
def _among_later(side: SparseRowsView, row: int, other: int) -> int:
    """Return the position of the entry (row, other) in the delta, or END."""
    ids, links = side.delta_ids, side.delta_links
    place = int(side.delta_heads[row])
    while place != END and ids[place] != other:
        place = int(links[place])
    return place


@jit
def _append(side: SparseRowsView, later: int, row: int, other: int, hour: int, points: int) -> int:
    """Append an entry to the delta, as the newest of its row; return the new count."""
    side.delta_rows[later], side.delta_ids[later] = row, other
    side.delta_hours[later], side.delta_points[later] = hour, points
    side.delta_links[later] = side.delta_heads[row]
    side.delta_heads[row] = later
    return later + 1


@jit
def count(
    world: Aggregates, scales: DecayScales, row: int, item: int, hour: int, points: int, sign: int
) -> None:
    """Add one entry to the sums over ratings (`sign` 1), or subtract it (-1)."""
    age = hour - scales.zero
    value = points / THOUSANDTHS
    grown = value * np.exp2(age / scales.slow)
    world.squared_norms[row] += sign * world.idf_squared[item] * grown * grown
    if points > 0:
        traits = world.item_fields
        world.channel_activity[traits["channels"][item]] += sign * np.exp2(age / scales.habit)
        if traits["authors"][item] != row:
            world.rater_counts[item] += sign
            traits["heat"][item] += sign * value / (1 + value) * np.exp2(age / scales.heat)


@jit
def take_in(
    by_user: SparseRowsView,
    by_item: SparseRowsView,
    later: int,
    world: Aggregates,
    scales: DecayScales,
    users: Ids,
    items: Ids,
    hours: Hours,
    points: Points,
    stays: NDArray[np.bool_],
) -> int:
    """Set or remove (`stays` False) entries on both sides, and update the sums.

    Both sides always have the same number of delta entries: `later`. Returns the new one.
    """
    for n in range(len(users)):
        user, item, hour, point = users[n], items[n], int(hours[n]), int(points[n])
        put(by_item, later, item, user, hour, point, stays[n])
        old_hour, old_points, later = put(by_user, later, user, item, hour, point, stays[n])
        if old_hour >= 0:
            count(world, scales, user, item, old_hour, old_points, -1)
        if stays[n]:
            count(world, scales, user, item, hour, point, 1)
    return later


@jit
def newest(side: SparseRowsView, row: int, most: int, out: Row) -> int:
    """Copy a row's newest entries, at most `most`, newest first; return how many."""
    starts = np.empty(2, np.int32)
    gather(side, np.full(1, row, np.int32), 1, most, out, starts)
    return int(starts[1])


@jit
def gather(side: SparseRowsView, rows: Ids, count: int, most: int, out: Row, starts: Ids) -> None:
    """Copy the newest entries of the first `count` rows, at most `most` of each.

    Those of the n-th row are at starts[n]:starts[n + 1], newest first. One call reads many rows
    because each call counts references to every array, in counters that all threads share.
    """
    ids, hours, points = out
    later_ids, later_hours, later_points = side.delta_ids, side.delta_hours, side.delta_points
    base = side.base
    base_ids, base_hours, base_points = base["ids"], base["hours"], base["points"]
    heads, links, firsts = side.delta_heads, side.delta_links, side.starts
    size = 0
    for n in range(count):
        row = rows[n]
        starts[n], full = size, size + most
        # Along the chain of delta entries, the newest first.
        place = heads[row]
        while place != END and size < full:
            if later_ids[place] != MISSING:
                ids[size] = later_ids[place]
                hours[size] = later_hours[place]
                points[size] = later_points[place]
                size += 1
            place = links[place]
        # Then backwards through the base; a removed entry is overwritten by the next.
        if row < len(firsts) - 1:
            place, first = firsts[row + 1] - 1, firsts[row]
            while place >= first and size < full:
                ids[size] = base_ids[place]
                hours[size] = base_hours[place]
                points[size] = base_points[place]
                size += base_ids[place] != MISSING
                place -= 1
    starts[count] = size


@jit
def grouped(rows: Ids, starts: Ints) -> Ids:
    """Return the stable order that collects the entries of each row at its start.

    A counting sort, because it takes a tenth of the time of a comparison sort.
    """
    order, heads = np.empty(len(rows), np.int32), starts.copy()
    for place in range(len(rows)):
        row = rows[place]
        order[heads[row]] = place
        heads[row] += 1
    return order


@jit
def transposed(base: Records, rows: Ids, order: Ids, starts: Ints) -> Records:
    """Return the entries of one side, taken in `order`, in the rows of the other side."""
    ids, hours, points = base["ids"], base["hours"], base["points"]
    other, heads = np.empty_like(base), starts.copy()
    other_ids, other_hours, other_points = other["ids"], other["hours"], other["points"]
    for n in range(len(order)):
        place = order[n]
        at = heads[ids[place]]
        heads[ids[place]] += 1
        other_ids[at], other_hours[at], other_points[at] = rows[place], hours[place], points[place]
    return other
