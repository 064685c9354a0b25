"""What a new index reckons from all of its entries at once; afterwards the kernel keeps it up."""

import numpy as np

from bot.recommend.index.lists import Entries, Ids, Records
from bot.recommend.index.tuning import Floats
from bot.recommend.index.world import THOUSANDTHS, Scales, World


def sum_up(entries: Entries, traits: Records, sizes: tuple[int, int, int], scales: Scales) -> World:
    """Sum up entries by member, and the heat of `traits`.

    `sizes` counts members, items and channels.
    """
    members, items, rooms = sizes
    channels, authors = traits["channels"], traits["authors"]
    degrees = np.bincount(entries.ids, minlength=items)
    rarity = rarity_of(degrees, members)
    hours = np.arange(int(entries.hours.max(initial=0)) + 1)
    age = hours - scales.zero  # of each hour: there are far fewer than entries
    grown = entries.points / THOUSANDTHS * np.exp2(age / scales.slow)[entries.hours]
    liked = entries.points > 0
    by_crowd = liked & (authors[entries.ids] != entries.rows)
    crowd, values = entries.ids[by_crowd], entries.points[by_crowd] / THOUSANDTHS
    heat = np.exp2(age / scales.heat)[entries.hours[by_crowd]] * values / (1 + values)
    habit = np.exp2(age / scales.habit)[entries.hours[liked]]
    traits["heat"] = _sum(crowd, heat, items)
    return World(
        squares=_sum(entries.rows, rarity[entries.ids] * grown * grown, members),
        rarity=rarity,
        traits=traits,
        crowd=np.bincount(crowd, minlength=items).astype(np.int32),
        busy=_sum(channels[entries.ids[liked]], habit, rooms),
        rarity_of_new=float(rarity_of(np.ones(1, np.int64), members)[0]),
    )


def rarity_of(degrees: np.ndarray, members: int) -> Floats:
    """Return ln(1 + members / degree)²: an item that few deal with says more of a taste."""
    return np.log1p(max(members, 1) / np.maximum(degrees, 1)) ** 2


def _sum(places: Ids, values: Floats, count: int) -> Floats:
    return np.bincount(places, values, minlength=count).astype(np.float64, copy=False)
