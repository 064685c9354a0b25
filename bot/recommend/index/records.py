"""The columns that the index is built from, and the lists that it returns."""

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ids, Ints

T = TypeVar("T")

NO_AUTHOR = 0  # the author of an item without a known one; no member has this id


class ItemFacts(NamedTuple):
    """The facts about items, as columns of one length.

    Attributes:
        number: The item ids.
        channel: Ids of their channels.
        author: Ids of their authors, NO_AUTHOR where unknown.
        created: Seconds since 1970.
        active: When each last got a public signal, or was created: seconds since 1970.
        plain: Whether it is just a message, which needs reactions before it is recommended.
        alive: Whether it still exists.
        content: The contents whose cards they are, 0 for others; None: there are no cards.
    """

    number: Ints
    channel: Ints
    author: Ints
    created: Ints
    active: Ints
    plain: NDArray[np.bool_]
    alive: NDArray[np.bool_]
    content: Ints | None = None

    def only(self, mask: NDArray[np.bool_]) -> "ItemFacts":
        """Return the items where `mask`, of the same length, is true."""
        number, channel, author, created, active, plain, alive, content = self
        return ItemFacts(
            number[mask],
            channel[mask],
            author[mask],
            created[mask],
            active[mask],
            plain[mask],
            alive[mask],
            None if content is None else content[mask],
        )

    @property
    def contents(self) -> Ints:
        """The contents of all items, 0 where it is no card."""
        return np.zeros(len(self.number), np.int64) if self.content is None else self.content


class Handover(Generic[T]):
    """A value for one receiver, freed as soon as that one is done with it."""

    def __init__(self, value: T) -> None:
        self._left = [value]

    def take(self) -> T:
        """Return the value, once."""
        return self._left.pop()


class RatingColumns(NamedTuple):
    """The state of pairs of a member and an item, as columns of one length.

    Attributes:
        user: The members' ids.
        item: The item ids.
        points: The sum of the signals' weights.
        counts: The number of signals; a pair with 0 is removed.
        last: When the latest signal was: seconds since 1970.
    """

    user: Ints
    item: Ints
    points: Floats
    counts: Ints
    last: Ints

    def only(self, mask: NDArray[np.bool_]) -> "RatingColumns":
        """Return the pairs where `mask`, of the same length, is true."""
        user, item, points, counts, last = self
        return RatingColumns(user[mask], item[mask], points[mask], counts[mask], last[mask])

    def part(self, which: slice) -> "RatingColumns":
        """Return a slice of the pairs, without copying them."""
        user, item, points, counts, last = self
        return RatingColumns(user[which], item[which], points[which], counts[which], last[which])


class RatingParts:
    """The pairs of a whole server, in parts, so that never all are in memory.

    In the parts members and items are positions: in `users`, and in the columns of `ItemFacts`.
    Parts are ordered by ascending members, all pairs of a member in one part.

    Attributes:
        users: The members' ids, ascending.
        most: How many pairs there are at most.
    """

    def __init__(self, users: Ints, parts: Iterator[RatingColumns], most: int) -> None:
        self.users = users
        self.most = most
        self._parts = parts

    def take(self) -> Iterator[RatingColumns]:
        """Return the parts, once, so that their source can be freed."""
        parts, self._parts = self._parts, iter(())
        return parts


class Suggestions(NamedTuple):
    """The best items for one member, the best first.

    Attributes:
        items: Rows of the items in the index, shape (n,).
        scores: Shape (n,), comparable within one list only.
        terms: Shape (n, len(TERMS)), the terms of each score, times their weights.
    """

    items: Ids
    scores: Floats
    terms: Floats


class TermMatrix(NamedTuple):
    """The terms of all candidates of one member, in the order of their rows.

    Attributes:
        items: Rows of the items in the index, shape (n,).
        values: Shape (n, len(TERMS)), between -1 and 1, without the weights.
    """

    items: Ids
    values: Floats
