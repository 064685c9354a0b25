"""Sums over all entries of a new index; `row_writer` updates them later."""

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.row_runs import AT_A_TIME, counted
from bot.recommend.index.sparse_rows import Ids, Records, SparseEntries, SparseRows, spare
from bot.recommend.index.state import THOUSANDTHS, Aggregates, DecayScales


def sum_up(
    by_user: SparseRows, traits: Records, members: int, rooms: int, scales: DecayScales
) -> Aggregates:
    """Sum up a base by member, item and channel, and set the `heat` of `traits`."""
    items, base = len(traits), by_user.side.base
    rarity = idf_squared(counted(base["ids"], items), members)
    squares, busy = np.zeros(members + spare(members)), np.zeros(rooms)
    heat, raters = np.zeros(items), np.zeros(items, np.int32)
    for start in range(0, len(base), AT_A_TIME):
        part = base[start : start + AT_A_TIME]
        rows = by_user.base_rows(start, start + len(part))
        some = SparseEntries(rows, part["ids"], part["hours"], part["points"])
        age = np.arange(int(some.hours.max()) + 1) - scales.zero  # a table by hour: there are few
        grown = some.points / THOUSANDTHS * np.exp2(age / scales.slow)[some.hours]
        squares += summed(some.rows, rarity[some.ids] * grown * grown, len(squares))
        liked = some.points > 0
        habit = np.exp2(age / scales.habit)[some.hours[liked]]
        busy += summed(traits["channels"][some.ids[liked]], habit, rooms)
        by_others = liked & (traits["authors"][some.ids] != some.rows)
        ids, values = some.ids[by_others], some.points[by_others] / THOUSANDTHS
        values = np.exp2(age / scales.heat)[some.hours[by_others]] * values / (1 + values)
        heat += summed(ids, values, items)
        raters += np.bincount(ids, minlength=items).astype(np.int32)
    traits["heat"] = heat
    return Aggregates(
        squared_norms=squares,
        idf_squared=rarity,
        item_fields=traits,
        rater_counts=raters,
        channel_activity=busy,
        idf_squared_of_new=float(idf_squared(np.ones(1, np.int64), members)[0]),
    )


def idf_squared(degrees: np.ndarray, members: int) -> Floats:
    """Return ln(1 + members / degree)².

    An item with few raters has a high weight, because it tells more about a taste.
    """
    weights = max(members, 1) / np.maximum(degrees, 1)
    np.log1p(weights, out=weights)
    return np.square(weights, out=weights)


def summed(places: Ids, values: Floats, count: int) -> Floats:
    """Return the sum of the values at each of `count` places."""
    return np.bincount(places, values, minlength=count).astype(np.float64, copy=False)
