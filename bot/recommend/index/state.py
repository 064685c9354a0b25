"""The arrays that the kernels and the numpy code of the index share."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats, KernelParams, Params
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, Points, Records, spare

TERMS = ("taste", "channel", "popular", "interest", "new")  # a score is their sum
THOUSANDTHS = 1000.0
BUSY_FLOOR = 0.01  # of the busiest channel's activity; a quieter channel counts as this

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
        items: Shape (n,), rows of the items that are scored in any case.
        include_neighbour_items: Whether the neighbours' items are scored as well.
        eligible: Shape (items,), whether an item may be recommended to any member.
        rooms: Shape (channels,), whether the items of each may be recommended here.
    """

    items: Ids
    include_neighbour_items: bool
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


class Workspace(NamedTuple):
    """The kernels' temporary arrays, for one thread; pictured in `scoring_kernel`.

    Arrays by candidate have room for all items. The value between two answers follows ";".

    Attributes:
        own: The member's own entries.
        theirs: Those of all its neighbours.
        starts: Where the entries of each of those rows begin in `theirs`.
        touched: Rows of the members met.
        dots: Shape (members,), the dot product with each; zeros.
        slots: Shape (items,), each item's position among the candidates; MISSING.
        found: The candidates' item rows.
        hidden: Whether each candidate must not be recommended to the member; False.
        channels, authors, heat: Of each candidate, as in `Aggregates`.
        recency: The share of each candidate's score that is left.
        taste: The neighbours' weighted sum on each candidate; zeros.
        habits: Shape (channels,), the member's activity in each channel; zeros.
        traffic: Shape (channels,), the divisor of the habits in each channel.
        near_sims, near_rows: Shape (neighbours,), the neighbours.
    """

    own: Row
    theirs: Row
    starts: Ids
    touched: Ids
    dots: Floats
    slots: Ids
    found: Ids
    hidden: NDArray[np.bool_]
    channels: Ids
    authors: Ids
    heat: Floats
    recency: Floats
    taste: Floats
    habits: Floats
    traffic: Floats
    near_sims: Floats
    near_rows: Ids

    @classmethod
    def of(cls, members: int, items: int, channels: int, numbers: KernelParams) -> "Workspace":
        """Allocate a workspace for an index of this size."""
        met = numbers.max_own_items * numbers.max_item_users
        return cls(
            own=Row.of(max(items, 1)),
            theirs=Row.of(numbers.neighbours * numbers.max_neighbour_items),
            starts=np.empty(numbers.neighbours + 1, np.int32),
            touched=np.empty(met, np.int32),
            dots=np.zeros(members),
            slots=np.full(items, MISSING, np.int32),
            found=np.empty(items, np.int32),
            hidden=np.zeros(items, np.bool_),
            channels=np.empty(items, np.int32),
            authors=np.empty(items, np.int32),
            heat=np.empty(items),
            recency=np.empty(items),
            taste=np.zeros(items),
            habits=np.zeros(channels),
            traffic=np.empty(channels),
            near_sims=np.empty(numbers.neighbours),
            near_rows=np.empty(numbers.neighbours, np.int32),
        )


class TopK(NamedTuple):
    """The best items of each of some members, the best first.

    Attributes:
        sizes: Shape (members,), how many were found for each.
        scores: Shape (members, n).
        items: Shape (members, n), item rows.
        terms: Shape (members, n, len(TERMS)), the terms of each score, before recency.
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
