"""Kinds of daily lists whose quality is reported separately."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.index import Index
from bot.recommend.index.sparse_rows import Ids

Flags = NDArray[np.bool_]

DAY = 86_400
NEWCOMER_ITEMS = 5  # a member who joined fewer items is a newcomer


class ListKind(NamedTuple):
    """What kind of list one is.

    Attributes:
        newcomer: Its member had joined fewer than `NEWCOMER_ITEMS` items.
        new_channel: Its member joined an item in a channel where it had joined nothing before.
        quiet: Its member joined an item that had been idle for a day.
    """

    newcomer: bool
    new_channel: bool
    quiet: bool


class Segments(NamedTuple):
    """The kinds of some lists as columns; shape (lists,) each."""

    newcomers: Flags
    new_channels: Flags
    quiet: Flags

    @classmethod
    def of(cls, kinds: list[ListKind]) -> "Segments":
        """Return the kinds as columns."""
        columns = np.array(kinds, np.bool_).reshape(len(kinds), len(ListKind._fields))
        return cls(*columns.T)

    def part(self, which: slice) -> "Segments":
        """Return the kinds of some of the lists."""
        return Segments(self.newcomers[which], self.new_channels[which], self.quiet[which])

    def by_name(self) -> dict[str, Flags]:
        """Return each segment, and its complement, by name."""
        return {
            "newcomers": self.newcomers,
            "regulars": ~self.newcomers,
            "new_channels": self.new_channels,
            "known_channels": ~self.new_channels,
            "quiet": self.quiet,
            "busy": ~self.quiet,
        }


def kind_of(index: Index, own: Ids, joined: Ids, now: int) -> ListKind:
    """Return the kind of a member's list at `now` (seconds since 1970).

    Args:
        index: The index as of that time.
        own: Rows of the items that the member had rated.
        joined: Rows of those that it joined next.
        now: Seconds since 1970.
    """
    channels = index.world.channels
    return ListKind(
        newcomer=len(own) < NEWCOMER_ITEMS,
        new_channel=not bool(np.isin(channels[joined], channels[own]).all()),
        quiet=bool((now - index.active[joined] >= DAY).any()),
    )
