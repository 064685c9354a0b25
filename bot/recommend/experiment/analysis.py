"""Compare the recommender with "newest first", from engagement counts by member."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.recommend.experiment.assignment import Arm
from bot.recommend.experiment.confidence import ConfidenceInterval, Values, mean_of, ratio_of

# Fixed before any analysis. With fewer members the interval proved unreliable; see `confidence`.
MIN_MEMBERS = 20
ARMS: tuple[Arm, Arm] = ("taste", "control")

Ints = NDArray[np.int64]


class Showings(Protocol):
    """Impressions of a period, as columns of one length, in any order."""

    @property
    def user(self) -> Ints: ...
    @property
    def item(self) -> Ints: ...
    @property
    def arm(self) -> Ints: ...
    @property
    def engaged(self) -> NDArray[np.bool_]: ...


class EngagementCounts(NamedTuple):
    """Impressions and engagement by member in a block, as columns of one length.

    Attributes:
        user: The members; one whose group changed appears once for each.
        arm: Positions in `ARMS`, or past them.
        shown: How many different items the member was shown.
        engaged: How many of them the member then engaged with.
    """

    user: Ints
    arm: Ints
    shown: Ints
    engaged: Ints


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group's figures.

    Attributes:
        members: The number of members who were shown anything.
        shown: Different items shown, summed over members.
        engaged: How many of them their member then engaged with.
        rate: The mean over members of the share that each engaged with, with its interval.
    """

    members: int
    shown: int
    engaged: int
    rate: ConfidenceInterval


@dataclass(frozen=True, slots=True)
class LiftResult:
    """Both groups, and the ratio of their engagement rates.

    Attributes:
        first: The number of the first block that was counted.
        taste: The group with recommendations.
        control: The group with "newest first".
        ratio: The rate of `taste` as a multiple of that of `control`.
    """

    first: int
    taste: GroupResult
    control: GroupResult
    ratio: ConfidenceInterval

    @property
    def conclusion(self) -> str:
        """Return "better", "worse", "open", or "thin" (too little engagement to compare)."""
        if not self.ratio.bounded:
            return "thin"
        if self.ratio.low > 1:
            return "better"
        return "worse" if self.ratio.high < 1 else "open"


@dataclass(frozen=True, slots=True)
class TooFew:
    """The result where a group is below the minimum: the members counted by group."""

    members: Mapping[Arm, int]

    @property
    def missing(self) -> dict[Arm, int]:
        """Return how many members each group lacks."""
        return {arm: max(0, MIN_MEMBERS - self.members[arm]) for arm in ARMS}


def counted(showings: Showings) -> EngagementCounts:
    """Count a block's impressions by member; an item shown repeatedly counts once."""
    order = np.lexsort((showings.item, showings.arm, showings.user))
    user, arm, item = (each[order] for each in (showings.user, showings.arm, showings.item))
    group = np.ones(len(order), np.bool_)
    group[1:] = (user[1:] != user[:-1]) | (arm[1:] != arm[:-1])
    first = group.copy()
    first[1:] |= item[1:] != item[:-1]
    starts = np.flatnonzero(first)
    engaged = _added(showings.engaged[order], starts) > 0
    members = np.flatnonzero(group[starts])
    return EngagementCounts(
        user[group],
        arm[group],
        _added(np.ones(len(starts), np.int64), members),
        _added(engaged, members),
    )


def compare(blocks: Sequence[EngagementCounts], first: int) -> LiftResult | TooFew:
    """Compare the groups over some blocks; the oldest has the number `first`.

    Members whose group changed in that time, by new settings, are excluded.
    """
    user, arm, shown, engaged = (np.concatenate(each) for each in zip(*blocks, strict=True))
    _, member = np.unique(user, return_inverse=True)
    shown, engaged = (np.bincount(member, each).astype(np.int64) for each in (shown, engaged))
    changed = np.zeros(len(shown), np.bool_)
    group = np.empty(len(shown), np.int64)
    group[member] = arm  # any one of several
    changed[member[group[member] != arm]] = True
    sums = {
        name: (shown[which], engaged[which])
        for place, name in enumerate(ARMS)
        for which in [np.flatnonzero((group == place) & ~changed)]
    }
    members: dict[Arm, int] = {name: len(sums[name][0]) for name in ARMS}
    if min(members.values()) < MIN_MEMBERS:
        return TooFew(members)
    taste, control = (_rates(*sums[name]) for name in ARMS)
    return LiftResult(
        first,
        _group(*sums["taste"], taste),
        _group(*sums["control"], control),
        ratio_of(taste, control),
    )


def _added(values: NDArray[np.int64] | NDArray[np.bool_], starts: Ints) -> Ints:
    """Sum up runs of values that begin at `starts`."""
    return np.add.reduceat(values, starts, dtype=np.int64) if len(starts) else starts


def _rates(shown: Ints, engaged: Ints) -> Values:
    return engaged / shown


def _group(shown: Ints, engaged: Ints, rates: Values) -> GroupResult:
    return GroupResult(
        members=len(shown),
        shown=int(shown.sum()),
        engaged=int(engaged.sum()),
        rate=mean_of(rates),
    )
