"""A pool's layout for numpy, which is slow with what is sparse or long.

Members and authors have places among those of the pool's candidates, which are far fewer than all
members of a large server.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.aggregates import summed
from bot.recommend.index.params import Floats
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.sparse_rows import MISSING, Ids, Ints
from bot.recommend.index.state import WHOLE_BOND


@dataclass(frozen=True, slots=True)
class CompactLayout:
    """What follows from a layout; made once for many answers.

    Attributes:
        layout: The layout.
        slots: Shape (entries,), the candidate of each entry of the presence.
        members: Shape (n,), the rows of those who are present on any candidate.
        present: Shape (entries,), the position in `members` of each entry's member.
        signs, faded: Shape (entries,), as in the layout.
        author_places: Shape (members,), the position of each member among the authors, or MISSING.
        authors: Shape (candidates,), the position of each one's author; those without any are last.
        author_count: How many authors there are.
    """

    layout: PoolLayout
    slots: Ids
    members: Ints
    present: Ids
    signs: Floats
    faded: Floats
    author_places: Ids
    authors: Ids
    author_count: int

    @classmethod
    def of(cls, layout: PoolLayout, count: int) -> "CompactLayout":
        """Return it for a server of `count` members."""
        members, places = _compacted(layout.members, count)
        authors, author_places = _compacted(layout.authors[layout.authors != MISSING], count)
        return cls(
            layout=layout,
            slots=np.repeat(np.arange(len(layout.items), dtype=np.int32), np.diff(layout.starts)),
            members=members,
            present=places[layout.members],
            signs=layout.signs.astype(np.float64),
            faded=layout.faded.astype(np.float64),
            author_places=author_places,
            authors=np.where(
                layout.authors == MISSING, len(authors), author_places[layout.authors]
            ).astype(np.int32),
            author_count=len(authors),
        )

    def hidden(self, own: Ids, row: int) -> Ints:
        """Return the slots of the items that a member has rated or written."""
        hidden: NDArray[np.bool_] = self.layout.authors == row
        items = self.layout.items
        if len(items):
            slots = np.minimum(np.searchsorted(items, own), len(items) - 1)
            hidden[slots[items[slots] == own]] = True
        return np.flatnonzero(hidden)

    def common(self, dots: Floats, squared_norms: Floats) -> tuple[Floats, Floats]:
        """Return what each candidate's members have in common with a member.

        Args:
            dots: Shape (members,), each one's dot product with the member.
            squared_norms: Shape (members,).

        Returns:
            The sums of similarities, decayed, and not decayed but over the root of how many
            members the candidate has; shape (candidates,).
        """
        found, squares = dots[self.members], squared_norms[self.members]
        alike = (found > 0) & (squares > 0)
        sims = np.zeros(len(found))
        sims[alike] = found[alike] / np.sqrt(squares[alike])
        entries = np.flatnonzero(alike[self.present])  # adding the zeros of others changes nothing
        slots, sims = self.slots[entries], sims[self.present[entries]]
        count, starts = len(self.layout.items), self.layout.starts
        taste = summed(slots, sims * self.faded[entries], count)
        similar = summed(slots, sims * self.signs[entries], count)
        return taste, similar / np.sqrt(np.maximum(np.diff(starts), 1))

    def bonds(self, authors: Ids, acts: Floats) -> Floats:
        """Return the term `author` of each candidate, from acts on authors' items."""
        places = self.author_places[authors]
        known = places != MISSING
        bonds = summed(places[known], acts[known], self.author_count + 1)
        return np.minimum(np.log1p(np.maximum(bonds, 0.0)) / WHOLE_BOND, 1.0)[self.authors]


def _compacted(rows: Ids, count: int) -> tuple[Ints, Ids]:
    """Return the distinct rows, and the position of each of `count` among them."""
    there = np.zeros(count, np.bool_)
    there[rows] = True
    distinct = np.flatnonzero(there)
    places = np.full(count + 1, MISSING, np.int32)  # the last is that of MISSING itself
    places[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, places
