"""The members most like one, compiled."""

import math

from bot.recommend.index.compiling import compiled
from bot.recommend.index.heap import best_first, offer
from bot.recommend.index.kernel import gather
from bot.recommend.index.lists import Side
from bot.recommend.index.tuning import Numbers
from bot.recommend.index.world import Desk, World

SURELY = 1 - 1e-9  # so far below the worst kept that no rounding could make it better


@compiled
def find_neighbours(
    row: int, hour: int, own: int, by_item: Side, world: World, desk: Desk, numbers: Numbers
) -> int:
    """Find the members most similar to `row`, whose newest `own` entries are on the desk.

    Returns:
        How many were found; the desk holds them, the most similar first. Their similarities are
        cosines but for a factor that is the same for all.
    """
    met = _meet(hour, own, by_item, world, desk, numbers)
    squares, dots, touched = world.squares, desk.dots, desk.touched
    sims, rows = desk.near_sims, desk.near_rows
    size, worst = 0, 0.0
    for n in range(met):
        other = touched[n]
        dot = float(dots[other])
        dots[other] = 0.0
        # Most are worse than all that are kept, and that is seen without a root.
        if dot > 0.0 and dot * dot >= worst * squares[other] and other != row:
            if squares[other] > 0.0:
                size = offer(sims, rows, size, dot / math.sqrt(float(squares[other])), other)
            if size == len(sims):
                worst = sims[0] * sims[0] * SURELY
    best_first(sims, rows, size)
    return size


@compiled
def _meet(hour: int, own: int, by_item: Side, world: World, desk: Desk, numbers: Numbers) -> int:
    """Add up the dot products with all who dealt with the own items; return how many were met.

    Who is met twice because the first product was 0 counts twice.
    """
    slow, rarity = numbers.slow, world.rarity
    own_ids, own_hours, own_points = desk.own
    ids, hours, points = desk.theirs
    dots, touched, starts = desk.dots, desk.touched, desk.starts
    gather(by_item, own_ids, own, numbers.cap, desk.theirs, starts)
    met = 0
    for n in range(own):
        mine = own_points[n] * slow[max(hour - int(own_hours[n]), 0)] * rarity[own_ids[n]]
        for m in range(starts[n], starts[n + 1]):
            other = ids[m]
            dot = dots[other]
            touched[met] = other  # without a branch, that could not be foretold
            met += dot == 0.0
            dots[other] = dot + mine * (points[m] * slow[max(hour - int(hours[m]), 0)])
    return met
