"""Does the recommender do better than "newest first"? From counts by member to one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.recommend.experiment.assignment import Arm
from bot.recommend.experiment.confidence import ConfidenceInterval, Values, mean_of, ratio_of

# Declared before any look. With fewer members the interval was seen to fail; see `interval`.
LEAST_MEMBERS = 20
ARMS: tuple[Arm, Arm] = ("taste", "control")

Ints = NDArray[np.int64]


class Showings(Protocol):
    """What members were shown in a time, as columns of one length, in any order."""

    @property
    def user(self) -> Ints: ...
    @property
    def item(self) -> Ints: ...
    @property
    def arm(self) -> Ints: ...
    @property
    def engaged(self) -> NDArray[np.bool_]: ...


class EngagementCounts(NamedTuple):
    """What came of what each member was shown in a block of time, as columns of one length.

    Attributes:
        user: the members; whose group changed stands here once for each.
        arm: places in `ARMS`, or past them.
        shown: how many different items.
        engaged: how many of them the member then engaged with.
    """

    user: Ints
    arm: Ints
    shown: Ints
    engaged: Ints


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group's figures.

    Attributes:
        members: who was shown anything.
        shown: different items shown, over all members.
        engaged: how many of them their member then engaged with.
        rate: the mean over members of the part that each engaged with, with its interval.
    """

    members: int
    shown: int
    engaged: int
    rate: ConfidenceInterval


@dataclass(frozen=True, slots=True)
class LiftResult:
    """Both groups, and how many times as often taste is engaged with.

    Attributes:
        first: the number of the first block that was counted.
        taste: who got their taste.
        control: who got "newest first".
        ratio: taste's rate as a multiple of the other.
    """

    first: int
    taste: GroupResult
    control: GroupResult
    ratio: ConfidenceInterval

    @property
    def verdict(self) -> str:
        """Say it in a word: better, worse, open, or thin (too little engagement to compare)."""
        if not self.ratio.bounded:
            return "thin"
        if self.ratio.low > 1:
            return "better"
        return "worse" if self.ratio.high < 1 else "open"


@dataclass(frozen=True, slots=True)
class TooFew:
    """The minimum is not reached: how many members of each group were counted."""

    members: Mapping[Arm, int]

    @property
    def missing(self) -> dict[Arm, int]:
        """Return how many members each group lacks."""
        return {arm: max(0, LEAST_MEMBERS - self.members[arm]) for arm in ARMS}


def counted(showings: Showings) -> EngagementCounts:
    """Count a block's showings by member; an item that was shown again counts once."""
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
    """Compare the groups over some blocks, of which the oldest has the number `first`.

    Members whose group changed meanwhile, by the owner's settings, are in neither.
    """
    user, arm, shown, engaged = (np.concatenate(each) for each in zip(*blocks, strict=True))
    _, member = np.unique(user, return_inverse=True)
    shown, engaged = (np.bincount(member, each).astype(np.int64) for each in (shown, engaged))
    changed = np.zeros(len(shown), np.bool_)
    group = np.empty(len(shown), np.int64)
    group[member] = arm  # of several any one
    changed[member[group[member] != arm]] = True
    sums = {
        name: (shown[which], engaged[which])
        for place, name in enumerate(ARMS)
        for which in [np.flatnonzero((group == place) & ~changed)]
    }
    members: dict[Arm, int] = {name: len(sums[name][0]) for name in ARMS}
    if min(members.values()) < LEAST_MEMBERS:
        return TooFew(members)
    taste, control = (_rates(*sums[name]) for name in ARMS)
    return LiftResult(
        first,
        _group(*sums["taste"], taste),
        _group(*sums["control"], control),
        ratio_of(taste, control),
    )


def _added(values: NDArray[np.int64] | NDArray[np.bool_], starts: Ints) -> Ints:
    """Add up runs of values that begin at `starts`."""
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
