"""Compiled kernel that finds the best items for each of many members.

What is the same for all of them is in the layout of the pool, computed before.
"""

import math

import numpy as np

from bot.recommend.index.jit import jit
from bot.recommend.index.neighbors_kernel import meet
from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.rows_kernel import gather, newest
from bot.recommend.index.sparse_rows import MISSING, Ids, SparseRowsView
from bot.recommend.index.state import (
    NEWCOMER_ITEMS,
    PRIOR_ACTS,
    STEEPNESS,
    WHOLE_BOND,
    WHOLE_LIFT,
    WHOLE_PART,
    Aggregates,
    Presence,
    Row,
    TopK,
    Workspace,
)
from bot.recommend.index.terms import (
    AUTHOR,
    CHANNEL,
    INTEREST,
    PERSONAL,
    POPULAR_NEWCOMER,
    SIMILAR,
    TASTE,
)
from bot.recommend.index.top_k import best_first, offer

DENSE = 8  # from one in so many members met, going through all in order is faster

STEPS = 256  # of a part of the largest, from 0 to 1
# The logarithmic value at the end of each step, and more than rounding could add.
BOUNDS = np.log1p(STEEPNESS * np.arange(1, STEPS + 2) / STEPS) / WHOLE_PART + 1e-9

# The arrays of the workspace, by what indexes them:
#
#   candidate    hidden, and a row of values: one column per term about the member
#   item row     mine: whether the member has rated it
#   channel      habits, the member's activity in it; lifts, the term made of it
#   member row   dots, the products with the member; sims, the cosines; bonds, the activity on
#                that author's items
#   own entry    own
#
# The steps for one member:
#
#   _load_own_ratings   own entries -> own, mine, habits, bonds
#   meet                own -> dots
#   _liken              dots -> sims
#   _compare            sims, members of each candidate -> hidden, values: parts of the largest
#   _describe           habits, bonds, interest -> values: the other terms
#   _tidy               resets mine, sims, habits, bonds
#   _keep_best          values, weights -> values: taste and similar; the best slots
#   _set_terms          the best slots -> their items and terms


@jit
def presence(items: Ids, hour: int, by_item: SparseRowsView, numbers: KernelParams) -> Presence:
    """Return the newest members of some items, and what is left of their ratings."""
    left = numbers.neighbour_decay
    most = max(numbers.min_candidate_users, numbers.max_pool_users // max(len(items), 1))
    room = len(items) * most
    row = Row(np.empty(room, np.int32), np.empty(room, np.uint16), np.empty(room, np.int16))
    starts = np.empty(len(items) + 1, np.int32)
    gather(by_item, items, len(items), most, row, starts)
    ids, hours, points = row
    signs, faded = np.empty(room, np.int8), np.empty(room, np.float32)
    for n in range(starts[len(items)]):
        signs[n] = np.sign(points[n])
        faded[n] = signs[n] * left[max(hour - int(hours[n]), 0)]
    return Presence(starts, ids, signs, faded)


@jit
def rank(
    rows: Ids,
    hour: int,
    layout: PoolLayout,
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
        hour: The index's hour.
        layout: The candidates.
        by_user: The ratings by member.
        by_item: The ratings by item.
        world: The sums over ratings, and the items' fields.
        workspace: The workspace; it is reset before the return.
        interest: Shape (n, channels), each member's stated interest in each channel, 0 to 1.
        numbers: The constants.
        out: Receives the best items.
    """
    for n in range(len(rows)):
        relate(rows[n], hour, layout, by_user, by_item, world, workspace, interest[n], numbers)
        slots = out.items[n]
        size = _keep_best(layout, workspace, numbers.weights, out.scores[n], slots)
        _set_terms(layout, workspace, numbers.weights, slots[:size], out.terms[n])
        out.sizes[n] = size


@jit
def measure(
    row: int,
    hour: int,
    layout: PoolLayout,
    by_user: SparseRowsView,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    interest: Floats,
    numbers: KernelParams,
) -> None:
    """Compute a member's terms of all candidates, in `workspace.values` and `hidden`."""
    relate(row, hour, layout, by_user, by_item, world, workspace, interest, numbers)
    values, hidden = workspace.values, workspace.hidden
    for slot in range(len(layout.items)):
        if not hidden[slot]:
            values[slot, TASTE] = _grown(values[slot, TASTE])
            values[slot, SIMILAR] = _grown(values[slot, SIMILAR])


@jit
def relate(
    row: int,
    hour: int,
    layout: PoolLayout,
    by_user: SparseRowsView,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    interest: Floats,
    numbers: KernelParams,
) -> None:
    """Compute a member's terms; `taste` and `similar` as parts of the largest."""
    own, met = 0, 0
    if row != MISSING:
        own = newest(by_user, row, len(workspace.own.ids), workspace.own)
        _load_own_ratings(own, hour, world, workspace, numbers)
        met = meet(hour, min(own, numbers.max_own_items), by_item, world, workspace, numbers)
        _liken(met, world, workspace)
    _compare(row, layout, workspace)
    _describe(own, layout, workspace, interest)
    _tidy(own, met, world, workspace)


@jit
def _load_own_ratings(
    own: int, hour: int, world: Aggregates, workspace: Workspace, numbers: KernelParams
) -> None:
    """Mark rated items; add up the ratings' decayed signs by channel and by author."""
    habit, slow = numbers.channel_decay, numbers.user_decay
    ids, hours, points = workspace.own
    mine, habits, bonds = workspace.mine, workspace.habits, workspace.bonds
    channels, authors = world.item_fields["channels"], world.item_fields["authors"]
    for n in range(own):
        item = ids[n]
        mine[item] = True
        sign, age = np.sign(points[n]), max(hour - int(hours[n]), 0)
        habits[channels[item]] += sign * habit[age]
        if authors[item] != MISSING:
            bonds[authors[item]] += sign * slow[age]


@jit
def _liken(met: int, world: Aggregates, workspace: Workspace) -> None:
    """Turn the dot products above 0 with the members met into similarities."""
    dots, sims, touched = workspace.dots, workspace.sims, workspace.touched
    squares = world.squared_norms
    if met > len(dots) // DENSE:
        for other in range(len(dots)):
            square = max(squares[other], 1e-300)
            sims[other] = max(dots[other], 0.0) / math.sqrt(square)
            dots[other] = 0.0
        return
    for n in range(met):
        other = touched[n]
        if dots[other] > 0.0:
            sims[other] = dots[other] / math.sqrt(max(squares[other], 1e-300))
        dots[other] = 0.0


@jit
def _compare(row: int, layout: PoolLayout, workspace: Workspace) -> None:
    """Compute what each candidate's members have in common with the member.

    In parts of the largest, because `_grown` of each would be a fifth of the time of a list.
    """
    mine, sims, values, hidden = workspace.mine, workspace.sims, workspace.values, workspace.hidden
    items, authors, starts, members = layout.items, layout.authors, layout.starts, layout.members
    signs, faded = layout.signs, layout.faded
    most_taste, most_similar = 0.0, 0.0
    for slot in range(len(items)):
        hidden[slot] = mine[items[slot]] or (row != MISSING and authors[slot] == row)
        if hidden[slot]:
            continue
        taste, similar = 0.0, 0.0
        first, end = starts[slot], starts[slot + 1]
        for n in range(first, end):
            at = np.uint64(n)  # unsigned: no check for negative indexes
            sim = sims[np.uint64(members[at])]
            taste += sim * faded[at]
            similar += sim * signs[at]
        similar /= math.sqrt(max(end - first, 1))
        values[slot, TASTE], values[slot, SIMILAR] = taste, similar
        most_taste, most_similar = max(most_taste, taste), max(most_similar, similar)
    per_taste = 1 / most_taste if most_taste > 0.0 else 0.0
    per_similar = 1 / most_similar if most_similar > 0.0 else 0.0
    for slot in range(len(items)):
        if not hidden[slot]:
            values[slot, TASTE] *= per_taste
            values[slot, SIMILAR] *= per_similar


@jit
def _grown(part: float) -> float:
    """Return the logarithmic value of a part of the largest; 1 for 1, and at least -1."""
    if part == 0.0:
        return 0.0
    grown = math.log(1.0 + STEEPNESS * min(abs(part), 1.0)) / WHOLE_PART
    return grown if part > 0.0 else -grown


@jit
def _at_most(part: float) -> float:
    """Return a number that `_grown` of a part of the largest does not exceed."""
    return BOUNDS[int(part * STEPS)] if part > 0.0 else 0.0


@jit
def _describe(own: int, layout: PoolLayout, workspace: Workspace, interest: Floats) -> None:
    """Fill the terms that follow from the member's own activity and interests."""
    values, hidden, habits, bonds = (
        workspace.values,
        workspace.hidden,
        workspace.habits,
        workspace.bonds,
    )
    lifts, traffic = workspace.lifts, layout.traffic
    total = 0.0
    for channel in range(len(habits)):
        total += max(habits[channel], 0.0)
    for channel in range(len(habits)):
        expected = (total + PRIOR_ACTS) * traffic[channel]
        lift = (max(habits[channel], 0.0) + PRIOR_ACTS * traffic[channel]) / expected
        lifts[channel] = max(min(math.log(lift) / WHOLE_LIFT, 1.0), -1.0)
    newcomer = 2.0 ** (-own / NEWCOMER_ITEMS)
    channels, authors, popular = layout.channels, layout.authors, layout.popular
    for slot in range(len(channels)):
        if hidden[slot]:
            continue
        channel, author = channels[slot], authors[slot]
        values[slot, CHANNEL] = lifts[channel]
        bond = bonds[author] if author != MISSING else 0.0
        values[slot, AUTHOR] = min(math.log1p(bond) / WHOLE_BOND, 1.0) if bond > 0.0 else 0.0
        values[slot, INTEREST] = interest[channel] * (1 + newcomer) / 2
        values[slot, POPULAR_NEWCOMER] = popular[slot] * newcomer


@jit
def _tidy(own: int, met: int, world: Aggregates, workspace: Workspace) -> None:
    """Reset the workspace for the next member."""
    ids, mine, bonds = workspace.own.ids, workspace.mine, workspace.bonds
    sims, touched = workspace.sims, workspace.touched
    authors = world.item_fields["authors"]
    for n in range(own):
        mine[ids[n]] = False
        if authors[ids[n]] != MISSING:
            bonds[authors[ids[n]]] = 0.0
    if met > len(sims) // DENSE:
        sims[:] = 0.0
    else:
        for n in range(met):
            sims[touched[n]] = 0.0
    workspace.habits[:] = 0.0


@jit
def _keep_best(
    layout: PoolLayout, workspace: Workspace, weights: Floats, scores: Floats, slots: Ids
) -> int:
    """Score candidates; keep the best, return how many."""
    values, hidden, shared_scores = workspace.values, workspace.hidden, layout.shared_scores
    size = 0
    for slot in range(len(layout.items)):
        if hidden[slot]:
            continue
        if size == len(scores):  # most are surely worse than all kept: that saves logarithms
            most = shared_scores[slot]
            most += weights[TASTE] * _at_most(values[slot, TASTE])
            most += weights[SIMILAR] * _at_most(values[slot, SIMILAR])
            for term in range(SIMILAR + 1, PERSONAL):
                most += weights[term] * values[slot, term]
            if most < scores[0]:
                continue
        values[slot, TASTE] = _grown(values[slot, TASTE])
        values[slot, SIMILAR] = _grown(values[slot, SIMILAR])
        score = shared_scores[slot]
        for term in range(PERSONAL):
            score += weights[term] * values[slot, term]
        # The root of the heap is the worst kept.
        if size < len(scores) or score >= scores[0]:
            size = offer(scores, slots, size, score, slot)
    best_first(scores, slots, size)
    return size


@jit
def _set_terms(
    layout: PoolLayout, workspace: Workspace, weights: Floats, slots: Ids, terms: Floats
) -> None:
    """Set the terms of the best candidates; replace their slots by their items."""
    values, shared = workspace.values, layout.shared
    for n in range(len(slots)):
        slot = slots[n]
        slots[n] = layout.items[slot]
        for term in range(PERSONAL):
            terms[n, term] = weights[term] * values[slot, term]
        for term in range(shared.shape[1]):
            terms[n, PERSONAL + term] = weights[PERSONAL + term] * shared[slot, term]
