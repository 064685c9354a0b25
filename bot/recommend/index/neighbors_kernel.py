"""Compiled kernel that finds the members most similar to one."""

import math

import numpy as np

from bot.recommend.index.jit import jit
from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.sparse_rows import END, MISSING, Ids, SparseRowsView
from bot.recommend.index.state import Aggregates, Workspace
from bot.recommend.index.top_k import best_first, offer

SURELY = 1 - 1e-9  # margin below the worst kept, so that rounding can't exclude a better one


@jit
def find_neighbours(
    row: int,
    hour: int,
    own: int,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    numbers: KernelParams,
) -> int:
    """Find the members most similar to `row`, by its newest `workspace.own` entries.

    Returns:
        How many were found, in `workspace.near_rows` and `workspace.near_sims`, the most similar
        first. The similarities are cosines times one factor that is the same for all.
    """
    met = meet(hour, own, by_item, world, workspace, numbers)
    squares, dots, touched = world.squared_norms, workspace.dots, workspace.touched
    sims, rows = workspace.near_sims, workspace.near_rows
    size, worst = 0, 0.0
    for n in range(met):
        other = touched[n]
        dot = float(dots[other])
        dots[other] = 0.0
        # Compare squares first, because most are worse than all kept: that saves the root.
        if dot > 0.0 and dot * dot >= worst * squares[other] and other != row:
            if squares[other] > 0.0:
                size = offer(sims, rows, size, dot / math.sqrt(float(squares[other])), other)
            if size == len(sims):
                worst = sims[0] * sims[0] * SURELY
    best_first(sims, rows, size)
    return size


@jit
def meet(
    hour: int,
    own: int,
    by_item: SparseRowsView,
    world: Aggregates,
    workspace: Workspace,
    numbers: KernelParams,
) -> int:
    """Add up the dot products with all who rated the own items; return how many.

    A member whose dot product is 0 when met again counts twice. Entries are read in place, because
    there are ten thousand and more, and copying them first takes half as long again. Unsigned
    indexes make the loop a third faster, because numba checks others for being negative.
    """
    slow, rarity, cap = numbers.user_decay, world.idf_squared, numbers.max_item_users
    own_ids, own_hours, own_points = workspace.own
    later_ids, later_hours = by_item.delta_ids, by_item.delta_hours
    later_points, links, heads = by_item.delta_points, by_item.delta_links, by_item.delta_heads
    base_ids, base_hours = by_item.base["ids"], by_item.base["hours"]
    base_points, starts = by_item.base["points"], by_item.starts
    dots, touched = workspace.dots, workspace.touched
    met = 0
    for n in range(own):
        item, left = own_ids[n], cap
        mine = own_points[n] * slow[max(hour - int(own_hours[n]), 0)] * rarity[item]
        # The item's newest members: along the chain of delta entries, ...
        place = heads[item]
        while place != END and left > 0:
            other = int(later_ids[place])
            if other != MISSING:
                theirs = later_points[place] * slow[max(hour - int(later_hours[place]), 0)]
                met = _add(dots, touched, met, other, mine * theirs)
                left -= 1
            place = links[place]
        # ... then backwards through the base.
        first, place = 0, -1
        if item < len(starts) - 1:
            first, place = starts[item], starts[item + 1] - 1
        while place >= first and left > 0:
            at = np.uint64(place)
            other = int(base_ids[at])
            if other != MISSING:
                theirs = base_points[at] * slow[np.uint64(max(hour - int(base_hours[at]), 0))]
                met = _add(dots, touched, met, other, mine * theirs)
                left -= 1
            place -= 1
    return met


@jit
def _add(dots: Floats, touched: Ids, met: int, other: int, product: float) -> int:
    """Add to the dot product with `other`; return how many members were met.

    Written without a branch, because the processor couldn't predict it.
    """
    row = np.uint64(other)
    dot = dots[row]
    touched[np.uint64(met)] = other
    dots[row] = dot + product
    return met + int(dot == 0.0)
