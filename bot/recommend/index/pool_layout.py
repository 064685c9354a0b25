"""What is the same for all members of one pool, computed once for many answers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.kernels import IndexArrays
from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ids, Ints
from bot.recommend.index.state import QUIET_SHARE, CandidatePool, DecayScales, Presence
from bot.recommend.index.terms import PERSONAL

HOUR = 3600
WHOLE_IDLE_HOURS = 90 * 24.0  # idle time at which the term `active` is 0
WHOLE_AGE_HOURS = 365 * 24.0  # age at which the term `new` is 0
YOUNG_HOURS = 24.0  # age at which the term `new` begins to fall
WHOLE_HEAT, WHOLE_MEMBERS = 7.0, 10.0  # logarithms at which `popular` and `participants` are 1


class GrownUnits(NamedTuple):
    """What one unit of now adds to growing values (`DecayScales`).

    Attributes:
        heat: To the popularity of an item.
        act: To the activity in a channel.
    """

    heat: float
    act: float

    @classmethod
    def at(cls, hour: int, scales: DecayScales) -> "GrownUnits":
        """Return the units at the index's hour."""
        age = hour - scales.zero
        return cls(2.0 ** (age / scales.heat), 2.0 ** (age / scales.habit))


class PoolLayout(NamedTuple):
    """A pool's candidates at one time, in the order of their rows.

    Attributes:
        items, channels, authors: Shape (n,), the rows of each candidate, its channel and author.
        shared: Shape (n, terms about everyone), their values, each less its mean over the pool:
            no item is popular or new by itself, only more so than others.
        shared_scores: Shape (n,), their weighted sum.
        popular: Shape (n,), the first column of `shared`.
        starts, members, signs, faded: As in `Presence`.
        traffic: Shape (channels,), each channel's share of all activity, if
            each had one act more, because no channel is without any forever.
    """

    items: Ids
    channels: Ids
    authors: Ids
    shared: Floats
    shared_scores: Floats
    popular: Floats
    starts: Ids
    members: Ids
    signs: NDArray[np.int8]
    faded: NDArray[np.float32]
    traffic: Floats


def candidates(arrays: IndexArrays, pool: CandidatePool) -> Ids:
    """Return the rows of the items that a pool allows, ascending and each once."""
    items = pool.items
    if (items[1:] <= items[:-1]).any():
        items = np.unique(items)
    return items[pool.eligible[items] & pool.rooms[arrays.world.channels[items]]]


def lay_out(
    arrays: IndexArrays,
    items: Ids,
    presence: Presence,
    created: Ints,
    *,
    now: int,
    grown: GrownUnits,
    lasting: NDArray[np.bool_],
) -> PoolLayout:
    """Compute the layout of some candidates.

    Args:
        arrays: The index.
        items: Shape (n,), the candidates' rows, ascending.
        presence: The newest members of each.
        created: Shape (items,), when each item was created: seconds since 1970.
        now: Seconds since 1970.
        grown: The units of growing values at that time.
        lasting: Shape (n,), which don't fade: time says nothing of them.
    """
    world, traffic = arrays.world, _traffic(arrays, grown)
    columns = _columns(arrays, items, created, now, grown, traffic)
    presence = _kept(presence, columns, lasting, world.rater_counts[items[lasting]])
    shared = _centred(np.column_stack(columns))
    return PoolLayout(
        items,
        channels=world.channels[items],
        authors=world.authors[items],
        shared=shared,
        shared_scores=shared @ arrays.numbers.weights[PERSONAL:],
        popular=shared[:, 0].copy(),
        traffic=traffic,
        **presence._asdict(),
    )


def _columns(
    arrays: IndexArrays,
    items: Ids,
    created: Ints,
    now: int,
    grown: GrownUnits,
    traffic: Floats,
) -> tuple[Floats, ...]:
    """Return the values of the terms about everyone."""
    world = arrays.world
    return (
        _popular(world.popularity[items], grown.heat),
        np.minimum(np.log1p(world.rater_counts[items]) / WHOLE_MEMBERS, 1.0),
        _fresh(now - world.active[items], arrays.numbers.recency_hours, WHOLE_IDLE_HOURS),
        _fresh(now - created[items], YOUNG_HOURS, WHOLE_AGE_HOURS),
        1 - np.log(traffic)[world.channels[items]] / np.log(QUIET_SHARE),
    )


def _traffic(arrays: IndexArrays, grown: GrownUnits) -> Floats:
    busy = np.maximum(arrays.world.channel_activity, 0.0)
    return np.maximum((busy + grown.act) / (busy.sum() + grown.act), QUIET_SHARE)


def _kept(
    presence: Presence, columns: tuple[Floats, ...], lasting: NDArray[np.bool_], members: Ids
) -> Presence:
    """Count lasting items' members without decay, and let time say nothing of them."""
    if not lasting.any():
        return presence
    popular, _, active, new, _ = columns
    popular[lasting] = np.minimum(np.log1p(members) / WHOLE_HEAT, 1.0)
    for column in (active, new):
        rest = column[~lasting]
        column[lasting] = rest.mean() if len(rest) else 0.0
    stays = np.repeat(lasting, np.diff(presence.starts))
    return presence._replace(
        faded=np.where(stays, presence.signs.astype(np.float32), presence.faded)
    )


def _centred(values: Floats) -> Floats:
    """Return values less the mean of their column."""
    return values - values.sum(axis=0) / max(len(values), 1)


def _popular(grown: Floats, heat: float) -> Floats:
    """Return the logarithm of the popularity of now; `heat` is its grown unit."""
    return np.minimum(np.log1p(np.maximum(grown, 0.0) / heat) / WHOLE_HEAT, 1.0)


def _fresh(seconds: Ints, young: float, whole: float) -> Floats:
    """Return 1 for no time, falling with its logarithm to 0; both times in hours."""
    hours = np.maximum(seconds, 0) / HOUR
    return np.maximum(1 - np.log1p(hours / young) / np.log1p(whole / young), 0.0)
