"""Compiled kernel that finds the best items for each of many members.

What is the same for all of them (the pool's items, the channels' traffic) is computed once.
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

# The arrays of the workspace (`workspace`), by what indexes them:
#
#   item row     slots       -1   0  -1   2  SEEN  1     MISSING, SEEN or the candidate's slot
#   slot         found        1   5   3                  the candidate's item row
#                hidden, channels, authors, heat, recency, taste: one value per candidate
#                0 ........ laid ............ candidates
#                the pool's      the neighbours' items,
#                items, shared   for one member
#   channel      habits, traffic
#   member row   dots; `touched` lists the rows met
#   neighbour    near_rows, near_sims; theirs[starts[n]:starts[n + 1]], the entries of the n-th
#   own entry    own
#
# The steps of one answer:
#
#   once         _lay_out           pool items -> found[:laid], slots; activity -> traffic
#   per member   _look_at_own       own entries -> own, habits, hidden, SEEN
#                find_neighbours    own -> dots -> near_rows, near_sims
#                _ask_neighbours    theirs -> taste, found[laid:candidates]
#                _score             terms of each candidate -> the best ones in `out`
#                _tidy              resets all but the shared candidates
#   once         rank               resets slots of the shared candidates


@jit
def rank(
    rows: Ids,
    now: int,
    hour: int,
    pool: CandidatePool,
    by_user: SparseRowsView,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    interest: Floats,
    numbers: KernelParams,
    out: TopK,
) -> None:
    """Find the best items for each of some members.

    Args:
        rows: Shape (n,), the members' rows, or MISSING for one without ratings.
        now: Seconds since 1970.
        hour: The index's hour at that time.
        pool: The items that may be recommended.
        by_user: The ratings by member.
        by_item: The ratings by item.
        world: The sums over ratings, and the items' fields.
        workspace: The workspace; it is reset before the return.
        interest: Shape (n, channels), each member's stated interest in each channel, 0 to 1.
        numbers: The constants.
        out: Receives the best items.
    """
    laid = _lay_out(now, pool, world, workspace, numbers)
    for n in range(len(rows)):
        own, candidates = 0, laid
        if rows[n] != MISSING:
            own = _look_at_own(
                rows[n], hour, laid, by_user, world, workspace, numbers.channel_decay
            )
        if own:
            near = find_neighbours(
                rows[n], hour, min(own, numbers.max_own_items), by_item, world, workspace, numbers
            )
            candidates = _ask_neighbours(
                rows[n], now, hour, near, laid, pool, by_user, world, workspace, numbers
            )
        out.sizes[n] = _score(
            candidates, workspace, interest[n], numbers, out.scores[n], out.items[n], out.terms[n]
        )
        _tidy(laid, candidates, own, workspace)
    for slot in range(laid):
        workspace.slots[workspace.found[slot]] = MISSING


@jit
def _lay_out(
    now: int, pool: CandidatePool, world: Aggregates, workspace: Workspace, numbers: KernelParams
) -> int:
    """Make the pool's items candidates for all members; return how many.

    Also computes each channel's share of all activity, because habits are divided by it.
    """
    slots, allowed, rooms = workspace.slots, pool.eligible, pool.rooms
    found, stand = workspace.found, world.item_fields["channels"]
    laid = 0
    # An item gets one slot, even where the pool names it twice.
    for item in pool.items:
        if slots[item] == MISSING and allowed[item] and rooms[stand[item]]:
            slots[item], found[laid] = laid, item
            laid += 1
    _describe(0, laid, now, world, workspace, numbers)
    # Traffic: a channel's activity relative to the busiest one, damped by `busy`.
    busy, traffic, most = world.channel_activity, workspace.traffic, 1e-300
    for channel in range(len(busy)):
        most = max(most, busy[channel])
    for channel in range(len(busy)):
        traffic[channel] = max(busy[channel] / most, BUSY_FLOOR) ** numbers.busy
    return laid


@jit
def _describe(
    first: int, end: int, now: int, world: Aggregates, workspace: Workspace, numbers: KernelParams
) -> None:
    """Fill the member-independent fields of the candidates first:end."""
    found, channels, authors, heat = (
        workspace.found,
        workspace.channels,
        workspace.authors,
        workspace.heat,
    )
    stand, made = world.item_fields["channels"], world.item_fields["authors"]
    hot, last = world.item_fields["heat"], world.item_fields["active"]
    recency, minutes, hours = workspace.recency, numbers.minutes, numbers.hours
    for slot in range(first, end):
        item = found[slot]
        channels[slot], authors[slot], heat[slot] = stand[item], made[item], max(hot[item], 0.0)
        # Recency by the minute at first, by the hour for longer idle times.
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
    workspace: Workspace,
    habit: Floats,
) -> int:
    """Load the member's entries and habits, hide rated items; return the entries."""
    ids, hours, points = workspace.own
    slots, habits, channels, hidden = (
        workspace.slots,
        workspace.habits,
        world.item_fields["channels"],
        workspace.hidden,
    )
    authors, traffic = workspace.authors, workspace.traffic
    # Hide what the member wrote.
    for slot in range(laid):
        hidden[slot] = authors[slot] == row
    # Hide what the member has rated, and add up the decayed signs of the ratings by channel.
    own = newest(by_user, row, len(ids), workspace.own)
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
    # Relate habits to the traffic, because much happens in a busy channel anyway.
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
    workspace: Workspace,
    numbers: KernelParams,
) -> int:
    """Add up the neighbours' ratings of candidates; return the candidates' new count."""
    slots, allowed, wide = workspace.slots, pool.eligible, pool.include_neighbour_items
    rooms, stand = pool.rooms, world.item_fields["channels"]
    sims, taste, starts, fast = (
        workspace.near_sims,
        workspace.taste,
        workspace.starts,
        numbers.neighbour_decay,
    )
    found, hidden, authors = workspace.found, workspace.hidden, workspace.authors
    ids, hours, points = workspace.theirs
    gather(
        by_user, workspace.near_rows, near, numbers.max_neighbour_items, workspace.theirs, starts
    )
    laid = candidates
    for n in range(near):
        sim = sims[n]
        for m in range(starts[n], starts[n + 1]):
            rating = points[m] * fast[max(hour - int(hours[m]), 0)]
            if rating == 0.0:
                continue
            item = ids[m]
            slot = slots[item]
            # An item outside the pool's own list becomes a candidate of this member.
            if slot == MISSING and wide and allowed[item] and rooms[stand[item]]:
                slot = candidates
                slots[item], found[slot] = slot, item
                candidates += 1
            if slot >= 0:
                taste[slot] += sim * rating
    _describe(laid, candidates, now, world, workspace, numbers)
    for slot in range(laid, candidates):
        hidden[slot] = authors[slot] == row
    return candidates


@jit
def _score(
    candidates: int,
    workspace: Workspace,
    interest: Floats,
    numbers: KernelParams,
    scores: Floats,
    items: Ids,
    terms: Floats,
) -> int:
    """Score the candidates and keep the best; return how many were kept.

    The taste, channel and popular terms are scaled so that the best candidate's is their weight.
    """
    found, channels, hidden = workspace.found, workspace.channels, workspace.hidden
    taste, habits, heat, recency = (
        workspace.taste,
        workspace.habits,
        workspace.heat,
        workspace.recency,
    )
    # Find the maxima to scale by.
    most_taste, most_habit, most_heat = 0.0, 0.0, 0.0
    for slot in range(candidates):
        if not hidden[slot]:
            most_taste = max(most_taste, taste[slot])
            most_habit = max(most_habit, habits[channels[slot]])
            most_heat = max(most_heat, heat[slot])
    per_taste = numbers.taste / most_taste if most_taste > 0.0 else 0.0
    per_habit = numbers.channel / most_habit if most_habit > 0.0 else 0.0
    per_heat = numbers.popular / most_heat if most_heat > 0.0 else 0.0
    # Score each candidate, and keep the best in a heap whose root is the worst kept.
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
    # Only for the best, store the terms of the sum.
    per = np.array([per_taste, per_habit, per_heat])
    _part(items[:size], workspace, interest, numbers, per, terms)
    return size


@jit
def _part(
    items: Ids,
    workspace: Workspace,
    interest: Floats,
    numbers: KernelParams,
    per: Floats,
    terms: Floats,
) -> None:
    """Store the terms of candidates' scores; `per` has the first three's factors."""
    slots, channels, taste = workspace.slots, workspace.channels, workspace.taste
    habits, heat = workspace.habits, workspace.heat
    for n in range(len(items)):
        slot = slots[items[n]]
        channel = channels[slot]
        terms[n, 0] = max(taste[slot] * per[0], -numbers.taste)
        terms[n, 1] = max(habits[channel] * per[1], -numbers.channel)
        terms[n, 2] = heat[slot] * per[2]
        terms[n, 3] = numbers.interest * interest[channel]
        terms[n, 4] = numbers.new


@jit
def _tidy(laid: int, candidates: int, own: int, workspace: Workspace) -> None:
    """Reset the workspace for the next member; keep the shared candidates."""
    slots, found, ids = workspace.slots, workspace.found, workspace.own.ids
    for slot in range(laid, candidates):
        slots[found[slot]] = MISSING
    for n in range(own):
        if slots[ids[n]] == SEEN:
            slots[ids[n]] = MISSING
    workspace.taste[:candidates] = 0.0
    workspace.hidden[:candidates] = False
    workspace.habits[:] = 0.0
