"""The rating matrix: r(u, i) = the capped sum of weight(kind) * 2^(-age / half-life).

Members without any signal have no row; an item everybody ignored has an empty column. An entry
whose weights cancel out stays, with value 0: the member has dealt with the item.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.signals import KINDS
from bot.recommend.sparse import Floats, Ints, Sparse, compress, sum_at

DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Acts:
    """Signals as columns of one length `n`, in any order.

    Attributes:
        user: shape (n,), the members' ids.
        item: shape (n,), positions in the list of items.
        kind: shape (n,), positions in `KINDS`.
        at: shape (n,), milliseconds since 1970.
    """

    user: Ints
    item: Ints
    kind: NDArray[np.int8]
    at: Ints

    def only(self, mask: NDArray[np.bool_]) -> "Acts":
        """Return the acts where `mask`, of shape (n,), is true."""
        return Acts(self.user[mask], self.item[mask], self.kind[mask], self.at[mask])


@dataclass(frozen=True, slots=True)
class Rule:
    """How acts become points.

    Attributes:
        weights: points by kind, in the order of `KINDS`, shape (len(KINDS),).
        half_life: days after which an act counts half.
        cap: ratings stay within -cap and cap.
    """

    weights: Floats
    half_life: float
    cap: float

    @classmethod
    def of(cls, weights: Mapping[str, float], half_life: float, cap: float) -> "Rule":
        """Make a rule from weights by name."""
        return cls(np.array([weights[kind] for kind in KINDS]), half_life, cap)

    def points(self, acts: Acts, now: int) -> Floats:
        """Return what each act is worth at `now` (milliseconds since 1970), shape (n,)."""
        age = np.maximum(now - acts.at, 0) / DAY
        return self.weights[acts.kind] * np.exp2(-age / self.half_life)


@dataclass(frozen=True, slots=True)
class Ratings:
    """The matrix of `m` members and `n` items, by rows and by columns.

    Attributes:
        users: shape (m,), the members' ids, ascending; a member's position is its row.
        by_user: the rows.
        by_item: the columns: the same entries transposed.
        norms: shape (m,), Euclidean lengths of the rows.
    """

    users: Ints
    by_user: Sparse
    by_item: Sparse
    norms: Floats

    def position(self, user_id: int) -> int | None:
        """Return a member's row, or None for one who never did anything."""
        row = int(np.searchsorted(self.users, user_id))
        return row if row < len(self.users) and self.users[row] == user_id else None


def rate(acts: Acts, item_count: int, rule: Rule, now: int) -> Ratings:
    """Sum the acts of each member on each of `item_count` items."""
    users, rows = np.unique(acts.user, return_inverse=True)
    places, place = np.unique(rows.astype(np.int64) * item_count + acts.item, return_inverse=True)
    sums = sum_at(place, rule.points(acts, now), len(places))
    values = np.clip(sums, -rule.cap, rule.cap)
    row, column = np.divmod(places, max(item_count, 1))
    return Ratings(
        users=users,
        by_user=compress(row, column, values, len(users)),
        by_item=compress(column, row, values, item_count),
        norms=np.sqrt(sum_at(row, values**2, len(users))),
    )
