"""The compiled half of the index: taking in entries, and scoring for one member."""

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.compiling import compiled
from bot.recommend.index.heap import best_first, offer
from bot.recommend.index.lists import END, GONE, Hours, Ids, Points, Side
from bot.recommend.index.tuning import Floats, Numbers
from bot.recommend.index.world import BUSY_FLOOR, THOUSANDTHS, Best, Desk, Pool, Row, Scales, World

SEEN = -2  # in `Desk.slots`: not to be recommended


@compiled
def put(  # noqa: C901 one look through the base, one through the chain
    side: Side, later: int, row: int, other: int, hour: int, points: int, stays: bool  # noqa: FBT001
) -> tuple[int, int, int]:
    """Set, move or remove the entry (row, other).

    An entry touched in another hour moves to the end of its row: what is newest stands last.

    Returns:
        Its hour and points before (hour -1 where there was none), and the new count of `later`.
    """
    old_hour, old_points = -1, 0
    if row < len(side.starts) - 1:
        for place in range(side.starts[row], side.starts[row + 1]):
            if side.ids[place] == other:
                old_hour, old_points = int(side.hours[place]), int(side.points[place])
                if stays and old_hour == hour:
                    side.points[place] = points
                    return old_hour, old_points, later
                side.ids[place] = GONE
                break
    place = side.heads[row] if old_hour < 0 else END
    while place != END:
        if side.later_ids[place] == other:
            old_hour, old_points = int(side.later_hours[place]), int(side.later_points[place])
            if stays and old_hour == hour:
                side.later_points[place] = points
                return old_hour, old_points, later
            side.later_ids[place] = GONE
            break
        place = side.links[place]
    if stays:
        side.later_rows[later] = row
        side.later_ids[later] = other
        side.later_hours[later] = hour
        side.later_points[later] = points
        side.links[later] = side.heads[row]
        side.heads[row] = later
        later += 1
    return old_hour, old_points, later


@compiled
def count(
    world: World, scales: Scales, row: int, item: int, hour: int, points: int, sign: int
) -> None:
    """Count one entry in or out (`sign` 1 or -1) of the sums over ratings."""
    age = hour - scales.zero
    value = points / THOUSANDTHS
    grown = value * np.exp2(age / scales.slow)
    world.squares[row] += sign * world.rarity[item] * grown * grown
    if points > 0:
        world.busy[world.channels[item]] += sign * np.exp2(age / scales.habit)
        if world.authors[item] != row:
            world.crowd[item] += sign
            world.heat[item] += sign * value * np.exp2(age / scales.heat)


@compiled
def take_in(
    by_user: Side,
    by_item: Side,
    later: int,
    world: World,
    scales: Scales,
    users: Ids,
    items: Ids,
    hours: Hours,
    points: Points,
    stays: NDArray[np.bool_],
) -> int:
    """Bring both sides and the sums up to date with the named entries.

    Both sides always have the same number of later entries: `later`. Returns the new one.
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


@compiled
def newest(side: Side, row: int, most: int, out: Row) -> int:
    """Copy a row's newest entries, at most `most`, newest first; return how many."""
    size = 0
    place = side.heads[row]
    while place != END and size < most:
        if side.later_ids[place] != GONE:
            out.ids[size] = side.later_ids[place]
            out.hours[size] = side.later_hours[place]
            out.points[size] = side.later_points[place]
            size += 1
        place = side.links[place]
    if row < len(side.starts) - 1:
        first = side.starts[row]
        place = side.starts[row + 1] - 1
        while place >= first and size < most:
            if side.ids[place] != GONE:
                out.ids[size] = side.ids[place]
                out.hours[size] = side.hours[place]
                out.points[size] = side.points[place]
                size += 1
            place -= 1
    return size


@compiled
def find_neighbours(
    row: int, hour: int, own: int, by_item: Side, world: World, desk: Desk, numbers: Numbers
) -> int:
    """Find the members most similar to `row`, whose newest `own` entries are on the desk.

    Returns:
        How many were found; the desk holds them, the most similar first. Their similarities are
        cosines but for a factor that is the same for all.
    """
    touched = 0
    for n in range(own):
        item = desk.own.ids[n]
        age = max(hour - int(desk.own.hours[n]), 0)
        mine = desk.own.points[n] * numbers.slow[age] * world.rarity[item]
        if mine == 0.0:
            continue
        for m in range(newest(by_item, item, numbers.cap, desk.theirs)):
            other = desk.theirs.ids[m]
            age = max(hour - int(desk.theirs.hours[m]), 0)
            if desk.dots[other] == 0.0 and touched < len(desk.touched):
                desk.touched[touched] = other
                touched += 1
            desk.dots[other] += mine * (desk.theirs.points[m] * numbers.slow[age])
    size = 0
    for n in range(touched):
        other = desk.touched[n]
        dot = desk.dots[other]
        desk.dots[other] = 0.0
        if dot > 0.0 and other != row and world.squares[other] > 0.0:
            sim = dot / np.sqrt(world.squares[other])
            size = offer(desk.near_sims, desk.near_rows, size, sim, other)
    best_first(desk.near_sims, desk.near_rows, size)
    return size


@compiled
def _admit(row: int, item: int, candidates: int, pool: Pool, world: World, desk: Desk) -> int:
    """Make an item a candidate unless it can't be one; return how many there are now."""
    if desk.slots[item] == GONE and pool.open[item] and (row == GONE or world.authors[item] != row):
        desk.slots[item] = candidates
        desk.found[candidates] = item
        return candidates + 1
    return candidates


@compiled
def _ask_neighbours(
    row: int,
    hour: int,
    near: int,
    candidates: int,
    pool: Pool,
    by_user: Side,
    world: World,
    desk: Desk,
    numbers: Numbers,
) -> int:
    """Add up what neighbours say of the candidates; return how many candidates there are now."""
    for n in range(near):
        sim = desk.near_sims[n]
        for m in range(newest(by_user, desk.near_rows[n], numbers.reach, desk.theirs)):
            item = desk.theirs.ids[m]
            said = desk.theirs.points[m] * numbers.fast[max(hour - int(desk.theirs.hours[m]), 0)]
            if said == 0.0:
                continue
            if pool.wide:
                candidates = _admit(row, item, candidates, pool, world, desk)
            if desk.slots[item] >= 0:
                desk.taste[desk.slots[item]] += sim * said
    return candidates


@compiled
def _look_at_own(row: int, hour: int, by_user: Side, world: World, desk: Desk, slow: Floats) -> int:
    """Lay out the member's own entries and habits; return how many entries there are."""
    own = newest(by_user, row, len(desk.own.ids), desk.own)
    for n in range(own):
        item = desk.own.ids[n]
        desk.slots[item] = SEEN
        left = slow[max(hour - int(desk.own.hours[n]), 0)]
        if desk.own.points[n] > 0:
            desk.habits[world.channels[item]] += left
        elif desk.own.points[n] < 0:
            desk.habits[world.channels[item]] -= left
    return own


@compiled
def _weigh_habits(world: World, desk: Desk, busyness: float) -> None:
    """Turn what a member did in each channel into their part of what everybody does there."""
    most = max(world.busy.max(), 1e-300)
    for channel in range(len(desk.habits)):
        if desk.habits[channel] > 0.0:
            traffic = max(world.busy[channel] / most, BUSY_FLOOR)
            desk.habits[channel] /= traffic**busyness


@compiled
def _score(
    candidates: int,
    now: float,
    pool: Pool,
    world: World,
    desk: Desk,
    interest: Floats,
    numbers: Numbers,
    out: Best,
) -> int:
    """Score the candidates and keep the best; return how many were kept."""
    most_taste, most_habit, most_heat = 0.0, 0.0, 0.0
    for slot in range(candidates):
        item = desk.found[slot]
        most_taste = max(most_taste, desk.taste[slot])
        most_habit = max(most_habit, desk.habits[world.channels[item]])
        most_heat = max(most_heat, world.heat[item])
    per_taste = numbers.taste / most_taste if most_taste > 0.0 else 0.0
    per_habit = 1.0 / most_habit if most_habit > 0.0 else 0.0
    per_heat = numbers.popular / most_heat if most_heat > 0.0 else 0.0
    size = 0
    for slot in range(candidates):
        item = desk.found[slot]
        channel = world.channels[item]
        score = numbers.new + max(desk.taste[slot] * per_taste, -numbers.taste)
        score += max(desk.habits[channel] * per_habit, -1.0)
        score += max(world.heat[item], 0.0) * per_heat
        score += numbers.interest * interest[channel]
        idle = max(now - pool.last[item], 0.0) / 3600.0
        if score > 0.0:
            score *= (1.0 + idle / numbers.recency_hours) ** -numbers.recency_power
        size = offer(out.scores, out.items, size, score, item)
    best_first(out.scores, out.items, size)
    for n in range(size):
        item = out.items[n]
        channel, slot = world.channels[item], desk.slots[item]
        out.terms[n, 0] = max(desk.taste[slot] * per_taste, -numbers.taste)
        out.terms[n, 1] = max(desk.habits[channel] * per_habit, -1.0)
        out.terms[n, 2] = max(world.heat[item], 0.0) * per_heat
        out.terms[n, 3] = numbers.interest * interest[channel]
        out.terms[n, 4] = numbers.new
    return size


@compiled
def rank(
    row: int,
    now: float,
    hour: int,
    pool: Pool,
    by_user: Side,
    by_item: Side,
    world: World,
    desk: Desk,
    interest: Floats,
    numbers: Numbers,
    out: Best,
) -> tuple[int, int]:
    """Find the best items for one member.

    Args:
        row: the member, or GONE for one without ratings.
        now: seconds since 1970.
        hour: the index's hour at that time.
        pool: what may be recommended.
        by_user, by_item, world: the index.
        desk: room to work in.
        interest: shape (channels,), the member's stated interest in each channel, 0 to 1.
        numbers: the constants.
        out: takes the best.

    Returns:
        How many stand in `out`, and how many neighbours on the desk.
    """
    own, near, candidates = 0, 0, 0
    if row != GONE:
        own = _look_at_own(row, hour, by_user, world, desk, numbers.habit)
    for item in pool.items:
        candidates = _admit(row, item, candidates, pool, world, desk)
    if own > 0:
        compared = min(own, numbers.own)
        near = find_neighbours(row, hour, compared, by_item, world, desk, numbers)
        candidates = _ask_neighbours(
            row, hour, near, candidates, pool, by_user, world, desk, numbers
        )
        _weigh_habits(world, desk, numbers.busy)
    size = _score(candidates, now, pool, world, desk, interest, numbers, out)
    for slot in range(candidates):
        desk.taste[slot] = 0.0
        desk.slots[desk.found[slot]] = GONE
    for n in range(own):
        desk.slots[desk.own.ids[n]] = GONE
    desk.habits[:] = 0.0
    return size, near
