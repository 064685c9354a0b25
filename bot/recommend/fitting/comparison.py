"""Compare two sets of weights on the same lists, member by member."""

from dataclasses import dataclass

import numpy as np

from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.replay.segments import Flags

SURE = 1.96  # standard errors: an interval of 95 %
ALL = "all"
MIN_SEGMENT_MEMBERS = 10  # with fewer, a figure would tell about single members


@dataclass(frozen=True, slots=True)
class QualityChange:
    """The mean quality (NDCG@10) of members' lists with the old and the new weights.

    Attributes:
        before, after: The means over members.
        gain: The mean of the members' differences, after - before.
        low, high: Its interval at 95 % confidence.
        members: How many members these are.
    """

    before: float
    after: float
    gain: float
    low: float
    high: float
    members: int

    @property
    def error(self) -> float:
        """The standard error of the gain."""
        return (self.high - self.low) / (2 * SURE)


def compare(lists: DailyLists, old: Floats, new: Floats) -> dict[str, QualityChange]:
    """Return the change on all lists, and on each segment with enough members.

    Args:
        lists: Lists that neither of the weights was fitted to.
        old: Shape (terms,), the weights before.
        new: Those after.
    """
    before, after = lists.ndcg(old), lists.ndcg(new)
    everything = np.ones(len(lists), np.bool_)
    changes = {ALL: _change(lists.member, before, after, everything)}
    for name, which in lists.segments.by_name().items():
        if len(np.unique(lists.member[which])) >= MIN_SEGMENT_MEMBERS:
            changes[name] = _change(lists.member, before, after, which)
    return changes


def _change(member: Ints, before: Floats, after: Floats, which: Flags) -> QualityChange:
    """Return the change over some lists; each member counts once."""
    _, place, count = np.unique(member[which], return_inverse=True, return_counts=True)
    old = np.bincount(place, before[which]) / count
    new = np.bincount(place, after[which]) / count
    gains = new - old
    error = float(gains.std(ddof=1) / np.sqrt(len(gains))) if len(gains) > 1 else float("inf")
    gain = float(gains.mean())
    return QualityChange(
        before=float(old.mean()),
        after=float(new.mean()),
        gain=gain,
        low=gain - SURE * error,
        high=gain + SURE * error,
        members=len(gains),
    )
