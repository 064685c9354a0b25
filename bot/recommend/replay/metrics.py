"""Metrics of a list's quality, by what its member joined in the next 24 hours."""

from dataclasses import dataclass, field

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ids, Ints
from bot.recommend.replay.segments import ListKind, Segments

AT = 10  # items that NDCG uses
DEEP = 20  # items that recall uses
DISCOUNT = 1 / np.log2(np.arange(2, AT + 2))


@dataclass(slots=True)
class Scores:
    """The scores of one recommender, list by list.

    Attributes:
        members: The member of each list.
        ndcg: NDCG@10 with gain 1 for each joined item (Järvelin and Kekäläinen 2002).
        recall: The share of the joined items among the first twenty.
        surprise: Mean over the first ten of -log2 of the share of members who had joined each.
        shown: All items among the first ten of any list.
        kinds: The kind of each list.
    """

    members: list[int] = field(default_factory=list[int])
    ndcg: list[float] = field(default_factory=list[float])
    recall: list[float] = field(default_factory=list[float])
    surprise: list[float] = field(default_factory=list[float])
    shown: set[int] = field(default_factory=set[int])
    kinds: list[ListKind] = field(default_factory=list[ListKind])

    def add(
        self, member: int, listed: Ids, joined: Ids, popularity: Floats, kind: ListKind
    ) -> None:
        """Score a list; `popularity` is the share of members who joined each item, by row."""
        self.kinds.append(kind)
        hit = np.isin(listed[:DEEP], joined)
        first = hit[:AT]
        best = DISCOUNT[: min(AT, len(joined))].sum()
        self.members.append(member)
        self.ndcg.append(float(DISCOUNT[: len(first)][first].sum() / best))
        self.recall.append(float(hit.sum() / len(joined)))
        known = np.maximum(popularity[listed[:AT]], 1e-9)
        self.surprise.append(float(-np.log2(known).mean()) if len(listed) else 0.0)
        self.shown.update(listed[:AT].tolist())

    def by_segment(self) -> dict[str, dict[int, float]]:
        """Return the mean NDCG@10 of each member with such lists, by segment."""
        members, ndcg = np.array(self.members, np.int64), np.array(self.ndcg)
        return {
            name: _means(members[which], ndcg[which])
            for name, which in Segments.of(self.kinds).by_name().items()
        }

    def by_member(self, values: list[float]) -> dict[int, float]:
        """Return the mean of each member's values, so that each counts once."""
        return _means(np.array(self.members, np.int64), np.array(values))


def _means(members: Ints, values: Floats) -> dict[int, float]:
    different, place = np.unique(members, return_inverse=True)
    means = np.bincount(place, values) / np.maximum(np.bincount(place), 1)
    return dict(zip(different.tolist(), means.tolist(), strict=True))


def mean(by_member: dict[int, float]) -> float:
    """Return the mean over members; 0 without any."""
    return float(np.mean(list(by_member.values()))) if by_member else 0.0


def standard_error(by_member: dict[int, float]) -> float:
    """Return the standard error of that mean."""
    values = list(by_member.values())
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def difference(ours: dict[int, float], theirs: dict[int, float]) -> dict[int, float]:
    """Return the difference `ours` - `theirs` of each member."""
    return {member: value - theirs[member] for member, value in ours.items()}
