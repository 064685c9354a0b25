"""The arrays that the kernels and the numpy code of the index share."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats, KernelParams, Params
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, Points, Records, spare
from bot.recommend.index.terms import PERSONAL, TERMS

THOUSANDTHS = 1000.0
PRIOR_ACTS = 3.0  # acts, spread as everybody's are, that are added to a member's own
WHOLE_LIFT = 6.0  # logarithm of the lift at which the term `channel` is 1
WHOLE_BOND = 3.0  # logarithm of the activity at which the term `author` is 1
STEEPNESS = 20.0  # of the logarithm by which the terms `taste` and `similar` grow
WHOLE_PART = math.log(1 + STEEPNESS)  # the logarithm at which they are 1
NEWCOMER_ITEMS = 3.0  # rated items that halve what counts for newcomers only
QUIET_SHARE = 1e-4  # of all activity; a quieter channel counts as this

# The fields of an item are adjacent, because reading it then costs one cache miss, not four.
ITEM_FIELDS = np.dtype(
    [("heat", np.float64), ("active", np.int64), ("channels", np.int32), ("authors", np.int32)]
)
OF_NEW: Records = np.array([(0.0, 0, 0, MISSING)], ITEM_FIELDS)  # of an item without facts yet


class Aggregates(NamedTuple):
    """Sums over ratings, and item fields. What "grows" is scaled by `DecayScales`.

    Attributes:
        squared_norms: Shape (members,), squared length of each member's ratings; grows.
        idf_squared: Shape (items,), squared weight of an item where members are compared.
        item_fields: Shape (items,), of type ITEM_FIELDS; each field is a property as well.
        rater_counts: Shape (items,), how many members other than the author liked it.
        channel_activity: Shape (channels,), all members' activity in each channel; grows.
        idf_squared_of_new: The `idf_squared` of items that are added later.
    """

    squared_norms: Floats
    idf_squared: Floats
    item_fields: Records
    rater_counts: Ids
    channel_activity: Floats
    idf_squared_of_new: float

    @property
    def popularity(self) -> Floats:
        """The popularity of each item; grows.

        Each member adds less than 1, so that a few very active members don't decide.
        """
        return self.item_fields["heat"]

    @property
    def active(self) -> Ints:
        """When each item was active last: seconds since 1970."""
        return self.item_fields["active"]

    @property
    def channels(self) -> Ids:
        """The row of each item's channel."""
        return self.item_fields["channels"]

    @property
    def authors(self) -> Ids:
        """The row of each item's author, or MISSING."""
        return self.item_fields["authors"]


def item_fields_of(channels: Ids, authors: Ids, active: Ints) -> Records:
    """Combine the items' columns to records, without heat yet and with spare room."""
    count = len(channels)
    traits: Records = np.full(count + spare(count), OF_NEW, ITEM_FIELDS)
    for name, column in (("channels", channels), ("authors", authors), ("active", active)):
        traits[name][:count] = column
    return traits


class DecayScales(NamedTuple):
    """The hour at which growing values have weight 1, and the hours to double.

    New values grow instead of old ones decaying, because then old ones needn't be updated (forward
    decay, Cormode et al. 2009). Only quotients of such values are ever used.
    """

    zero: float
    slow: float
    heat: float
    habit: float

    @classmethod
    def at(cls, zero: float, tuning: Params) -> "DecayScales":
        """Return the scales of an index whose growing values have weight 1 at hour `zero`."""
        return cls(
            zero,
            24.0 * tuning.half_life_days,
            24.0 * tuning.popularity_half_life_days,
            24.0 * tuning.channel_half_life_days,
        )


class CandidatePool(NamedTuple):
    """Which items may be recommended at one time.

    Attributes:
        items: Shape (n,), rows of the items that are scored.
        eligible: Shape (items,), whether an item may be recommended to any member.
        rooms: Shape (channels,), whether the items of each may be recommended here.
    """

    items: Ids
    eligible: NDArray[np.bool_]
    rooms: NDArray[np.bool_]


class Row(NamedTuple):
    """Buffers for the entries of one row."""

    ids: Ids
    hours: Hours
    points: Points

    @classmethod
    def of(cls, room: int) -> "Row":
        """Allocate buffers for `room` entries."""
        return cls(np.empty(room, np.int32), np.empty(room, np.uint16), np.empty(room, np.int16))


class Presence(NamedTuple):
    """The newest members of some items.

    Attributes:
        starts: Shape (items + 1,), where each item's members begin.
        members: Their rows.
        signs: Whether each liked the item (1), disliked it (-1), or neither.
        faded: The signs times what is left of the rating.
    """

    starts: Ids
    members: Ids
    signs: NDArray[np.int8]
    faded: NDArray[np.float32]


class Workspace(NamedTuple):
    """The kernels' temporary arrays, for one thread; pictured in `scoring_kernel`.

    The value between two answers follows ";".

    Attributes:
        own: The member's own entries.
        touched: Rows of the members met.
        dots: Shape (members,), the dot product with each; zeros.
        sims: Shape (members,), the similarity of each times one factor, at least 0; zeros.
        bonds: Shape (members,), the member's activity on each author's items; zeros.
        mine: Shape (items,), whether the member has rated each; False.
        hidden: Shape (candidates,), whether each must not be recommended to the member.
        values: Shape (candidates, PERSONAL), the terms about the member.
        habits: Shape (channels,), the member's activity in each channel; zeros.
        lifts: Shape (channels,), the term `channel`.
        near_sims, near_rows: Shape (neighbours,), the neighbours.
    """

    own: Row
    touched: Ids
    dots: Floats
    sims: Floats
    bonds: Floats
    mine: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    values: Floats
    habits: Floats
    lifts: Floats
    near_sims: Floats
    near_rows: Ids

    @classmethod
    def of(cls, members: int, items: int, channels: int, numbers: KernelParams) -> "Workspace":
        """Allocate a workspace for an index of this size."""
        return cls(
            own=Row.of(max(items, 1)),
            touched=np.empty(numbers.max_own_items * numbers.max_item_users, np.int32),
            dots=np.zeros(members),
            sims=np.zeros(members),
            bonds=np.zeros(members),
            mine=np.zeros(items, np.bool_),
            hidden=np.empty(items, np.bool_),
            values=np.empty((items, PERSONAL)),
            habits=np.zeros(channels),
            lifts=np.empty(channels),
            near_sims=np.empty(numbers.neighbours),
            near_rows=np.empty(numbers.neighbours, np.int32),
        )


class TopK(NamedTuple):
    """The best items of each of some members, the best first.

    Attributes:
        sizes: Shape (members,), how many were found for each.
        scores: Shape (members, n).
        items: Shape (members, n), item rows.
        terms: Shape (members, n, len(TERMS)), the weighted terms of each score.
    """

    sizes: Ids
    scores: Floats
    items: Ids
    terms: Floats

    @classmethod
    def of(cls, members: int, room: int) -> "TopK":
        """Allocate arrays for `room` items of each of `members` members."""
        shape = (members, room)
        return cls(
            np.zeros(members, np.int32),
            np.empty(shape),
            np.empty(shape, np.int32),
            np.empty((*shape, len(TERMS))),
        )

    def part(self, which: slice) -> "TopK":
        """Return the arrays of some of the members, without copying them."""
        return TopK(self.sizes[which], self.scores[which], self.items[which], self.terms[which])
