"""What is best for each of many members, compiled.

What is the same for all of them (the pool's items, the channels' traffic) is laid out once.
"""

import numpy as np

from bot.recommend.index.jit import jit
from bot.recommend.index.neighbors_kernel import find_neighbours
from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.rows_kernel import gather, newest
from bot.recommend.index.sparse_rows import MISSING, Ids, SparseRowsView
from bot.recommend.index.state import BUSY_FLOOR, Aggregates, CandidatePool, TopK, Workspace
from bot.recommend.index.top_k import best_first, offer

SEEN = -2  # in `Workspace.slots`: not to be recommended


@jit
def rank(
    rows: Ids,
    now: int,
    hour: int,
    pool: CandidatePool,
    by_user: SparseRowsView,
    by_item: SparseRowsView,
    world: Aggregates,
    desk: Workspace,
    interest: Floats,
    numbers: KernelParams,
    out: TopK,
) -> None:
    """Find the best items for each of some members.

    Args:
        rows: shape (n,), the members, or GONE for one without ratings.
        now: seconds since 1970.
        hour: the index's hour at that time.
        pool: what may be recommended.
        by_user: the ratings by member.
        by_item: the ratings by item.
        world: what is known besides.
        desk: room to work in.
        interest: shape (n, channels), each member's stated interest in each channel, 0 to 1.
        numbers: the constants.
        out: takes the best.
    """
    laid = _lay_out(now, pool, world, desk, numbers)
    for n in range(len(rows)):
        own, candidates = 0, laid
        if rows[n] != MISSING:
            own = _look_at_own(rows[n], hour, laid, by_user, world, desk, numbers.channel_decay)
        if own:
            near = find_neighbours(
                rows[n], hour, min(own, numbers.max_own_items), by_item, world, desk, numbers
            )
            candidates = _ask_neighbours(
                rows[n], now, hour, near, laid, pool, by_user, world, desk, numbers
            )
        out.sizes[n] = _score(
            candidates, desk, interest[n], numbers, out.scores[n], out.items[n], out.terms[n]
        )
        _tidy(laid, candidates, own, desk)
    for slot in range(laid):
        desk.slots[desk.found[slot]] = MISSING


@jit
def _lay_out(
    now: int, pool: CandidatePool, world: Aggregates, desk: Workspace, numbers: KernelParams
) -> int:
    """Make candidates of the items that are looked at in any case; return how many.

    Also reckons each channel's part in what everybody does, as habits are divided by it.
    """
    slots, allowed, rooms = desk.slots, pool.eligible, pool.rooms
    found, stand = desk.found, world.item_fields["channels"]
    laid = 0
    for item in pool.items:
        if slots[item] == MISSING and allowed[item] and rooms[stand[item]]:
            slots[item], found[laid] = laid, item
            laid += 1
    _describe(0, laid, now, world, desk, numbers)
    busy, traffic, most = world.channel_activity, desk.traffic, 1e-300
    for channel in range(len(busy)):
        most = max(most, busy[channel])
    for channel in range(len(busy)):
        traffic[channel] = max(busy[channel] / most, BUSY_FLOOR) ** numbers.busy
    return laid


@jit
def _describe(
    first: int, end: int, now: int, world: Aggregates, desk: Workspace, numbers: KernelParams
) -> None:
    """Note of the candidates first:end what is true of them whoever asks."""
    found, channels, authors, heat = desk.found, desk.channels, desk.authors, desk.heat
    stand, made = world.item_fields["channels"], world.item_fields["authors"]
    hot, last = world.item_fields["heat"], world.item_fields["active"]
    recency, minutes, hours = desk.recency, numbers.minutes, numbers.hours
    for slot in range(first, end):
        item = found[slot]
        channels[slot], authors[slot], heat[slot] = stand[item], made[item], max(hot[item], 0.0)
        idle = max(now - last[item], 0) // 60
        if idle < len(minutes):
            recency[slot] = minutes[idle]
        else:
            recency[slot] = hours[min(idle // 60, len(hours) - 1)]


@jit
def _look_at_own(
    row: int,
    hour: int,
    laid: int,
    by_user: SparseRowsView,
    world: Aggregates,
    desk: Workspace,
    habit: Floats,
) -> int:
    """Lay out the member's own entries and habits, and hide what is theirs; return how many."""
    ids, hours, points = desk.own
    slots, habits, channels, hidden = (
        desk.slots,
        desk.habits,
        world.item_fields["channels"],
        desk.hidden,
    )
    authors, traffic = desk.authors, desk.traffic
    for slot in range(laid):
        hidden[slot] = authors[slot] == row
    own = newest(by_user, row, len(ids), desk.own)
    for n in range(own):
        slot = slots[ids[n]]
        if slot >= 0:
            hidden[slot] = True
        else:
            slots[ids[n]] = SEEN
        left = habit[max(hour - int(hours[n]), 0)]
        if points[n] > 0:
            habits[channels[ids[n]]] += left
        elif points[n] < 0:
            habits[channels[ids[n]]] -= left
    for channel in range(len(habits)):
        if habits[channel] > 0.0:
            habits[channel] /= traffic[channel]
    return own


@jit
def _ask_neighbours(
    row: int,
    now: int,
    hour: int,
    near: int,
    candidates: int,
    pool: CandidatePool,
    by_user: SparseRowsView,
    world: Aggregates,
    desk: Workspace,
    numbers: KernelParams,
) -> int:
    """Add up what neighbours say of the candidates; return how many candidates there are now."""
    slots, allowed, wide = desk.slots, pool.eligible, pool.include_neighbour_items
    rooms, stand = pool.rooms, world.item_fields["channels"]
    sims, taste, starts, fast = desk.near_sims, desk.taste, desk.starts, numbers.neighbour_decay
    found, hidden, authors = desk.found, desk.hidden, desk.authors
    ids, hours, points = desk.theirs
    gather(by_user, desk.near_rows, near, numbers.max_neighbour_items, desk.theirs, starts)
    laid = candidates
    for n in range(near):
        sim = sims[n]
        for m in range(starts[n], starts[n + 1]):
            said = points[m] * fast[max(hour - int(hours[m]), 0)]
            if said == 0.0:
                continue
            item = ids[m]
            slot = slots[item]
            if slot == MISSING and wide and allowed[item] and rooms[stand[item]]:
                slot = candidates
                slots[item], found[slot] = slot, item
                candidates += 1
            if slot >= 0:
                taste[slot] += sim * said
    _describe(laid, candidates, now, world, desk, numbers)
    for slot in range(laid, candidates):
        hidden[slot] = authors[slot] == row
    return candidates


@jit
def _score(
    candidates: int,
    desk: Workspace,
    interest: Floats,
    numbers: KernelParams,
    scores: Floats,
    items: Ids,
    terms: Floats,
) -> int:
    """Score the candidates and keep the best; return how many were kept."""
    found, channels, hidden = desk.found, desk.channels, desk.hidden
    taste, habits, heat, recency = desk.taste, desk.habits, desk.heat, desk.recency
    most_taste, most_habit, most_heat = 0.0, 0.0, 0.0
    for slot in range(candidates):
        if not hidden[slot]:
            most_taste = max(most_taste, taste[slot])
            most_habit = max(most_habit, habits[channels[slot]])
            most_heat = max(most_heat, heat[slot])
    per_taste = numbers.taste / most_taste if most_taste > 0.0 else 0.0
    per_habit = numbers.channel / most_habit if most_habit > 0.0 else 0.0
    per_heat = numbers.popular / most_heat if most_heat > 0.0 else 0.0
    size = 0
    for slot in range(candidates):
        if hidden[slot]:
            continue
        channel = channels[slot]
        score = numbers.new + max(taste[slot] * per_taste, -numbers.taste)
        score += max(habits[channel] * per_habit, -numbers.channel)
        score += heat[slot] * per_heat + numbers.interest * interest[channel]
        if score > 0.0:
            score *= recency[slot]
        if size < len(scores) or score >= scores[0]:
            size = offer(scores, items, size, score, found[slot])
    best_first(scores, items, size)
    per = np.array([per_taste, per_habit, per_heat])
    _part(items[:size], desk, interest, numbers, per, terms)
    return size


@jit
def _part(
    items: Ids,
    desk: Workspace,
    interest: Floats,
    numbers: KernelParams,
    per: Floats,
    terms: Floats,
) -> None:
    """Tell the terms of some candidates' scores apart; `per` is what each of three counts by."""
    slots, channels, taste = desk.slots, desk.channels, desk.taste
    habits, heat = desk.habits, desk.heat
    for n in range(len(items)):
        slot = slots[items[n]]
        channel = channels[slot]
        terms[n, 0] = max(taste[slot] * per[0], -numbers.taste)
        terms[n, 1] = max(habits[channel] * per[1], -numbers.channel)
        terms[n, 2] = heat[slot] * per[2]
        terms[n, 3] = numbers.interest * interest[channel]
        terms[n, 4] = numbers.new


@jit
def _tidy(laid: int, candidates: int, own: int, desk: Workspace) -> None:
    """Leave the desk as it was before the member, but for what is laid out for all."""
    slots, found, ids = desk.slots, desk.found, desk.own.ids
    for slot in range(laid, candidates):
        slots[found[slot]] = MISSING
    for n in range(own):
        if slots[ids[n]] == SEEN:
            slots[ids[n]] = MISSING
    desk.taste[:candidates] = 0.0
    desk.hidden[:candidates] = False
    desk.habits[:] = 0.0
