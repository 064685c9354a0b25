"""The arrays that the index's two halves, compiled and readable, work on."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats, KernelParams, Params
from bot.recommend.index.sparse_rows import MISSING, Hours, Ids, Ints, Points, Records, spare

TERMS = ("taste", "channel", "popular", "interest", "new")  # what a score is the sum of
THOUSANDTHS = 1000.0
BUSY_FLOOR = 0.01  # of the busiest channel: a quieter one counts as being so busy

# Side by side in memory, as they are asked for: one wait for each item, not four.
ITEM_FIELDS = np.dtype(
    [("heat", np.float64), ("active", np.int64), ("channels", np.int32), ("authors", np.int32)]
)
OF_NEW: Records = np.array([(0.0, 0, 0, MISSING)], ITEM_FIELDS)  # of an item that is not noted yet


class Aggregates(NamedTuple):
    """What is known beside the ratings. What grows with time is scaled as `DecayScales` says.

    Attributes:
        squares: shape (members,), squared length of each member's ratings; grows.
        rarity: shape (items,), squared weight of an item where tastes are compared.
        traits: shape (items,), of type TRAITS; each of them is a property as well.
        crowd: shape (items,), how many members other than the author liked it.
        busy: shape (channels,), what all members did in each channel; grows.
        rarity_of_new: what `rarity` is for an item that was not there when it was reckoned.
    """

    squared_norms: Floats
    idf_squared: Floats
    item_fields: Records
    rater_counts: Ids
    channel_activity: Floats
    idf_squared_of_new: float

    @property
    def popularity(self) -> Floats:
        """What the crowd's liking of each item comes to; grows.

        Each member's adds less than 1, so that a few loud ones don't decide.
        """
        return self.item_fields["heat"]

    @property
    def active(self) -> Ints:
        """When each item was active last: seconds since 1970."""
        return self.item_fields["active"]

    @property
    def channels(self) -> Ids:
        """The number of each item's channel."""
        return self.item_fields["channels"]

    @property
    def authors(self) -> Ids:
        """The row of each item's author, or GONE."""
        return self.item_fields["authors"]


def item_fields_of(channels: Ids, authors: Ids, active: Ints) -> Records:
    """Lay side by side what is known of items, as yet without heat, and have spare room."""
    count = len(channels)
    traits: Records = np.full(count + spare(count), OF_NEW, ITEM_FIELDS)
    for name, column in (("channels", channels), ("authors", authors), ("active", active)):
        traits[name][:count] = column
    return traits


class DecayScales(NamedTuple):
    """The hour at which growing values count as they are, and the hours in which each doubles.

    What everything decays by alike need not be touched: new values grow instead (forward decay,
    Cormode et al. 2009). Only quotients of such values are ever used.
    """

    zero: float
    slow: float
    heat: float
    habit: float

    @classmethod
    def at(cls, zero: float, tuning: Params) -> "DecayScales":
        """Return the scales of an index whose growing values count as they are at `zero`."""
        return cls(
            zero,
            24.0 * tuning.half_life_days,
            24.0 * tuning.popularity_half_life_days,
            24.0 * tuning.channel_half_life_days,
        )


class CandidatePool(NamedTuple):
    """Which items may be recommended at one time.

    Attributes:
        items: shape (n,), those that are looked at in any case.
        wide: whether those of neighbours are looked at as well.
        open: shape (items,), whether an item may be recommended to anybody at all.
        rooms: shape (channels,), whether what stands in each may be recommended here.
    """

    items: Ids
    include_neighbour_items: bool
    eligible: NDArray[np.bool_]
    rooms: NDArray[np.bool_]


class Row(NamedTuple):
    """Room for entries of one row."""

    ids: Ids
    hours: Hours
    points: Points

    @classmethod
    def of(cls, room: int) -> "Row":
        """Make room for so many."""
        return cls(np.empty(room, np.int32), np.empty(room, np.uint16), np.empty(room, np.int16))


class Workspace(NamedTuple):
    """Room to work in, for one thread.

    What has a place for each candidate has room for all items.

    Attributes:
        own: for the member's own entries.
        theirs: for those of all its neighbours, or of one item.
        starts: where the entries of each of those rows begin in `theirs`.
        touched: the members met.
        dots: shape (members,), the dot product with each; zeros.
        latest: shape (members,), each member's last entry among those compared; GONE.
        slots: shape (items,), each item's place among the candidates; GONE.
        found: the candidates.
        hidden: which of them must not be recommended to the member; False.
        channels, authors, heat: of each candidate, as in `World`.
        recency: of each candidate, what is left of its score.
        taste: what neighbours say of each candidate; zeros.
        habits: shape (channels,), what the member did in each channel; zeros.
        traffic: shape (channels,), what habits in each channel are divided by.
        near_sims, near_rows: shape (neighbours,), the neighbours.
    """

    own: Row
    theirs: Row
    starts: Ids
    touched: Ids
    dots: Floats
    latest: Ids
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
        """Make a desk for an index of this size."""
        met = numbers.max_own_items * numbers.max_item_users
        return cls(
            own=Row.of(max(items, 1)),
            theirs=Row.of(numbers.neighbours * numbers.max_neighbour_items),
            starts=np.empty(numbers.neighbours + 1, np.int32),
            touched=np.empty(met, np.int32),
            dots=np.zeros(members),
            latest=np.full(members, MISSING, np.int32),
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
        sizes: shape (members,), how many were found for each.
        scores: shape (members, n).
        items: shape (members, n).
        terms: shape (members, n, len(TERMS)), what each score is the sum of, before recency.
    """

    sizes: Ids
    scores: Floats
    items: Ids
    terms: Floats

    @classmethod
    def of(cls, members: int, room: int) -> "TopK":
        """Make room for so many items of each of so many members."""
        shape = (members, room)
        return cls(
            np.zeros(members, np.int32),
            np.empty(shape),
            np.empty(shape, np.int32),
            np.empty((*shape, len(TERMS))),
        )
