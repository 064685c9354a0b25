"""The compiled half of the index: taking in entries, and scoring for one member."""

import math

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.compiling import compiled
from bot.recommend.index.heap import best_first, offer
from bot.recommend.index.lists import END, GONE, Hours, Ids, Ints, Points, Side
from bot.recommend.index.tuning import Floats, Numbers
from bot.recommend.index.world import BUSY_FLOOR, THOUSANDTHS, Best, Desk, Pool, Row, Scales, World

SEEN = -2  # in `Desk.slots`: not to be recommended


@compiled
def put(
    side: Side,
    later: int,
    row: int,
    other: int,
    hour: int,
    points: int,
    stays: bool,  # noqa: FBT001
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
            world.heat[item] += sign * value / (1 + value) * np.exp2(age / scales.heat)


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
    ids, hours, points = out
    later_ids, later_hours, later_points = side.later_ids, side.later_hours, side.later_points
    links = side.links
    size = 0
    place = side.heads[row]
    while place != END and size < most:
        if later_ids[place] != GONE:
            ids[size] = later_ids[place]
            hours[size] = later_hours[place]
            points[size] = later_points[place]
            size += 1
        place = links[place]
    if row < len(side.starts) - 1:
        base_ids, base_hours, base_points = side.ids, side.hours, side.points
        first = side.starts[row]
        place = side.starts[row + 1] - 1
        while place >= first and size < most:
            if base_ids[place] != GONE:
                ids[size] = base_ids[place]
                hours[size] = base_hours[place]
                points[size] = base_points[place]
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
    slow, rarity, squares = numbers.slow, world.rarity, world.squares
    own_ids, own_hours, own_points = desk.own
    ids, hours, points = desk.theirs
    dots, touched = desk.dots, desk.touched
    met = 0
    for n in range(own):
        item = own_ids[n]
        mine = own_points[n] * slow[max(hour - int(own_hours[n]), 0)] * rarity[item]
        if mine == 0.0:
            continue
        for m in range(newest(by_item, item, numbers.cap, desk.theirs)):
            other = ids[m]
            if dots[other] == 0.0 and met < len(touched):
                touched[met] = other
                met += 1
            dots[other] += mine * (points[m] * slow[max(hour - int(hours[m]), 0)])
    sims, rows = desk.near_sims, desk.near_rows
    size = 0
    for n in range(met):
        other = touched[n]
        dot = float(dots[other])
        dots[other] = 0.0
        if dot > 0.0 and other != row and squares[other] > 0.0:
            size = offer(sims, rows, size, dot / math.sqrt(float(squares[other])), other)
    best_first(sims, rows, size)
    return size


@compiled
def _admit(row: int, pool: Pool, world: World, desk: Desk) -> int:
    """Make candidates of the items that are looked at in any case; return how many."""
    slots, found, allowed, authors = desk.slots, desk.found, pool.open, world.authors
    candidates = 0
    for item in pool.items:
        if slots[item] == GONE and allowed[item] and (row == GONE or authors[item] != row):
            slots[item] = candidates
            found[candidates] = item
            candidates += 1
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
    slots, found, allowed, authors = desk.slots, desk.found, pool.open, world.authors
    sims, rows, taste, fast = desk.near_sims, desk.near_rows, desk.taste, numbers.fast
    ids, hours, points = desk.theirs
    wide = pool.wide
    for n in range(near):
        sim = sims[n]
        for m in range(newest(by_user, rows[n], numbers.reach, desk.theirs)):
            item = ids[m]
            said = points[m] * fast[max(hour - int(hours[m]), 0)]
            slot = slots[item]
            if slot == GONE and wide and said != 0.0 and allowed[item] and authors[item] != row:
                slot = candidates
                slots[item] = candidates
                found[candidates] = item
                candidates += 1
            if slot >= 0:
                taste[slot] += sim * said
    return candidates


@compiled
def _look_at_own(
    row: int, hour: int, by_user: Side, world: World, desk: Desk, habit: Floats
) -> int:
    """Lay out the member's own entries and habits; return how many entries there are."""
    ids, hours, points = desk.own
    slots, habits, channels = desk.slots, desk.habits, world.channels
    own = newest(by_user, row, len(ids), desk.own)
    for n in range(own):
        slots[ids[n]] = SEEN
        left = habit[max(hour - int(hours[n]), 0)]
        if points[n] > 0:
            habits[channels[ids[n]]] += left
        elif points[n] < 0:
            habits[channels[ids[n]]] -= left
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
    now: int,
    pool: Pool,
    world: World,
    desk: Desk,
    interest: Floats,
    numbers: Numbers,
    out: Best,
) -> int:
    """Score the candidates and keep the best; return how many were kept."""
    found, channels, hot = desk.found, world.channels, world.heat
    taste, habits, heat, last = desk.taste, desk.habits, desk.heat, pool.last
    minutes, hours = numbers.minutes, numbers.hours
    most_taste, most_habit, most_heat = 0.0, 0.0, 0.0
    for slot in range(candidates):
        heat[slot] = max(hot[found[slot]], 0.0)
        most_taste = max(most_taste, taste[slot])
        most_habit = max(most_habit, habits[channels[found[slot]]])
        most_heat = max(most_heat, heat[slot])
    per_taste = numbers.taste / most_taste if most_taste > 0.0 else 0.0
    per_habit = numbers.channel / most_habit if most_habit > 0.0 else 0.0
    per_heat = numbers.popular / most_heat if most_heat > 0.0 else 0.0
    scores, items, terms = out
    size = 0
    for slot in range(candidates):
        item = found[slot]
        channel = channels[item]
        score = numbers.new + max(taste[slot] * per_taste, -numbers.taste)
        score += max(habits[channel] * per_habit, -numbers.channel)
        score += heat[slot] * per_heat + numbers.interest * interest[channel]
        idle = max(now - last[item], 0) // 60
        if score > 0.0 and idle < len(minutes):
            score *= minutes[idle]
        elif score > 0.0:
            score *= hours[min(idle // 60, len(hours) - 1)]
        size = offer(scores, items, size, score, item)
    best_first(scores, items, size)
    for n in range(size):
        slot = desk.slots[items[n]]
        channel = channels[items[n]]
        terms[n, 0] = max(taste[slot] * per_taste, -numbers.taste)
        terms[n, 1] = max(habits[channel] * per_habit, -numbers.channel)
        terms[n, 2] = heat[slot] * per_heat
        terms[n, 3] = numbers.interest * interest[channel]
        terms[n, 4] = numbers.new
    return size


@compiled
def _tidy(candidates: int, own: int, desk: Desk) -> None:
    slots, found, taste, ids = desk.slots, desk.found, desk.taste, desk.own.ids
    for slot in range(candidates):
        taste[slot] = 0.0
        slots[found[slot]] = GONE
    for n in range(own):
        slots[ids[n]] = GONE
    desk.habits[:] = 0.0


@compiled
def rank(
    row: int,
    now: int,
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
        by_user: the ratings by member.
        by_item: the ratings by item.
        world: what is known besides.
        desk: room to work in.
        interest: shape (channels,), the member's stated interest in each channel, 0 to 1.
        numbers: the constants.
        out: takes the best.

    Returns:
        How many stand in `out`, and how many neighbours on the desk.
    """
    own, near = 0, 0
    if row != GONE:
        own = _look_at_own(row, hour, by_user, world, desk, numbers.habit)
    candidates = _admit(row, pool, world, desk)
    if own > 0:
        compared = min(own, numbers.own)
        near = find_neighbours(row, hour, compared, by_item, world, desk, numbers)
        candidates = _ask_neighbours(
            row, hour, near, candidates, pool, by_user, world, desk, numbers
        )
        _weigh_habits(world, desk, numbers.busy)
    size = _score(candidates, now, pool, world, desk, interest, numbers, out)
    _tidy(candidates, own, desk)
    return size, near


@compiled
def grouped(rows: Ids, starts: Ints) -> Ids:
    """Return the order that brings rows together and keeps their own, each at its start.

    Counting where each goes takes a tenth of the time of a sort.
    """
    order, heads = np.empty(len(rows), np.int32), starts.copy()
    for place in range(len(rows)):
        row = rows[place]
        order[heads[row]] = place
        heads[row] += 1
    return order
