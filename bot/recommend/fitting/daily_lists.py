"""Past daily lists: what a member could see, how it scored, what they joined."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.replay.metrics import AT, DISCOUNT
from bot.recommend.replay.segments import Flags, Segments

Values = NDArray[np.float32]


@dataclass(frozen=True)
class DailyLists:
    """Lists with all their candidates, in the order of time.

    Attributes:
        values: Shape (candidates, terms), the terms of each candidate, unweighted.
        joined: Shape (candidates,), whether the list's member joined it in the next 24 hours.
        starts: Shape (lists + 1,), list n has the candidates starts[n]:starts[n + 1].
        member: Shape (lists,), user ids.
        day: Shape (lists,), seconds since 1970.
        joins: Shape (lists,), how many items the member joined, candidates or not.
        segments: What kind of list each is.
    """

    values: Values
    joined: Flags
    starts: Ints
    member: Ints
    day: Ints
    joins: Ints
    segments: Segments

    def __len__(self) -> int:
        return len(self.member)

    @cached_property
    def list_of(self) -> Ints:
        """The list of each candidate: shape (candidates,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def members(self) -> int:
        """How many members the lists are of."""
        return len(np.unique(self.member))

    def between(self, first: int, end: int) -> "DailyLists":
        """Return the lists of the days from `first` to before `end` (seconds since 1970)."""
        low, high = np.searchsorted(self.day, [first, end])
        rows = slice(int(self.starts[low]), int(self.starts[high]))
        return DailyLists(
            self.values[rows],
            self.joined[rows],
            self.starts[low : high + 1] - self.starts[low],
            self.member[low:high],
            self.day[low:high],
            self.joins[low:high],
            self.segments.part(slice(low, high)),
        )

    def ndcg(self, weights: Floats) -> Floats:
        """Return the NDCG@10 of each list as these weights rank it: shape (lists,).

        Only candidates that were joined are ranked against the others, because few were. Of equal
        scores the later candidate comes first, as in the index.
        """
        scores = self.values @ weights.astype(np.float32)
        gained = np.zeros(len(self))
        for place in np.flatnonzero(self.joined):
            which = int(self.list_of[place])
            first, end = self.starts[which], self.starts[which + 1]
            others, own = scores[first:end], scores[place]
            rank = int((others > own).sum() + (scores[place + 1 : end] == own).sum())
            if rank < AT:
                gained[which] += DISCOUNT[rank]
        best = np.cumsum(DISCOUNT)[np.minimum(self.joins, AT) - 1]
        return gained / best
