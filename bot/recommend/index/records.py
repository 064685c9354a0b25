"""What goes into the index, as columns, and what comes out."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.params import Floats
from bot.recommend.index.sparse_rows import Ids, Ints

NO_AUTHOR = 0  # the author of what has none; no member has this id


class ItemFacts(NamedTuple):
    """What is known of items, as columns of one length.

    Attributes:
        number: our numbers of the items.
        channel: ids of the channels they stand in.
        author: ids of their authors, NOBODY where unknown.
        created: seconds since 1970.
        active: when each last saw an act in public, or was made: seconds since 1970.
        plain: whether it must earn its place, being just a message.
        alive: whether it still exists.
    """

    number: Ints
    channel: Ints
    author: Ints
    created: Ints
    active: Ints
    plain: NDArray[np.bool_]
    alive: NDArray[np.bool_]


class RatingColumns(NamedTuple):
    """The state of pairs of a member and an item, as columns of one length.

    Attributes:
        user: the members' ids.
        item: our numbers of the items.
        points: the sum of what their acts are worth.
        acts: how many there are; a pair without acts is no more.
        last: when the latest was: seconds since 1970.
    """

    user: Ints
    item: Ints
    points: Floats
    acts: Ints
    last: Ints

    def only(self, mask: NDArray[np.bool_]) -> "RatingColumns":
        """Return the pairs where `mask`, of the same length, is true."""
        user, item, points, acts, last = self
        return RatingColumns(user[mask], item[mask], points[mask], acts[mask], last[mask])


class RatingParts:
    """The pairs of a whole server, made in parts: at no time do all of them stand side by side.

    In the parts members and items are places: in `users`, and in the columns of `ItemFacts`. They
    come by ascending members, all pairs of a member in one part.

    Attributes:
        users: the members' ids, ascending.
    """

    def __init__(self, users: Ints, parts: Iterator[RatingColumns]) -> None:
        self.users = users
        self._parts = parts

    def take(self) -> Iterator[RatingColumns]:
        """Return the parts, once: what they were made of is let go."""
        parts, self._parts = self._parts, iter(())
        return parts


class Suggestions(NamedTuple):
    """The best items for one member, the best first.

    Attributes:
        items: places of the items in the index, shape (n,).
        scores: shape (n,), comparable within one list only.
        terms: shape (n, len(TERMS)), what each score is the sum of, before recency.
    """

    items: Ids
    scores: Floats
    terms: Floats
