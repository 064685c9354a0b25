"""Does the recommender do better than "newest first"? From counts by member to one answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.insights.interval import Interval, Values, mean_of, ratio_of
from bot.recommend.lift.arms import Arm

# Declared before any look. With fewer members the interval was seen to fail; see `interval`.
LEAST_MEMBERS = 20
ARMS: tuple[Arm, Arm] = ("taste", "control")


class Count(Protocol):
    """What came of what one member was shown in one block of time."""

    @property
    def user_id(self) -> int: ...
    @property
    def arm(self) -> str: ...
    @property
    def block(self) -> int: ...
    @property
    def shown(self) -> int: ...
    @property
    def engaged(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Group:
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
    rate: Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both groups, and how many times as often taste is engaged with.

    Attributes:
        first: the number of the first block that was counted.
        taste: who got their taste.
        control: who got "newest first".
        ratio: taste's rate as a multiple of the other.
    """

    first: int
    taste: Group
    control: Group
    ratio: Interval

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


def compare(counts: Sequence[Count], blocks: int) -> Comparison | TooFew:
    """Compare the groups over as many of the newest of `blocks` blocks as the minimum takes.

    Members whose group changed meanwhile, by the owner's settings, are in neither.
    """
    members: dict[Arm, int] = dict.fromkeys(ARMS, 0)
    for first in range(blocks - 1, -1, -1):
        groups = _groups([count for count in counts if count.block >= first])
        members = {arm: len(groups[arm]) for arm in ARMS}
        if min(members.values()) >= LEAST_MEMBERS:
            rates = {arm: _rates(groups[arm]) for arm in ARMS}
            return Comparison(
                first,
                _group(groups["taste"], rates["taste"]),
                _group(groups["control"], rates["control"]),
                ratio_of(rates["taste"], rates["control"]),
            )
    return TooFew(members)


Sums = list[tuple[int, int]]  # shown and engaged, of one member each


def _groups(counts: Sequence[Count]) -> dict[Arm, Sums]:
    sums: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    arms: dict[int, set[str]] = defaultdict(set)
    for count in counts:
        shown, engaged = sums[count.user_id]
        sums[count.user_id] = (shown + count.shown, engaged + count.engaged)
        arms[count.user_id].add(count.arm)
    return {arm: [sums[user_id] for user_id, seen in arms.items() if seen == {arm}] for arm in ARMS}


def _rates(sums: Sums) -> Values:
    shown, engaged = np.array(sums, np.float64).T
    return engaged / shown


def _group(sums: Sums, rates: Values) -> Group:
    return Group(
        members=len(sums),
        shown=sum(shown for shown, _ in sums),
        engaged=sum(engaged for _, engaged in sums),
        rate=mean_of(rates),
    )
