"""Aggregate signals to pairs: the sum of a member's signals on one item."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.id_lookup import distinct, find
from bot.recommend.index.params import Floats
from bot.recommend.index.records import RatingColumns
from bot.recommend.index.sparse_rows import Ids, Ints
from bot.recommend.signals.model import KINDS

KindWeights = Floats  # points of a signal by its kind, shape (len(KINDS),)


@dataclass(frozen=True, slots=True)
class SignalColumns:
    """Signals as columns of one length `n`, in any order.

    Attributes:
        user: Shape (n,), the members' ids.
        item: Shape (n,), the item ids.
        kind: Shape (n,), positions in `KINDS`; -1 for an unknown kind.
        at: Shape (n,), milliseconds since 1970.
    """

    user: Ints
    item: Ints
    kind: NDArray[np.int8]
    at: Ints

    def only(self, mask: NDArray[np.bool_]) -> "SignalColumns":
        """Return the signals where `mask`, of shape (n,), is true."""
        return SignalColumns(self.user[mask], self.item[mask], self.kind[mask], self.at[mask])


def kind_weights(weights: Mapping[str, float]) -> KindWeights:
    """Return the weights in the order of `KINDS`."""
    return np.array([weights[kind] for kind in KINDS])


def aggregate(
    columns: SignalColumns, rule: KindWeights, named: Collection[tuple[int, int]] = ()
) -> RatingColumns:
    """Sum up signals by member and item; include `named` pairs even without signals."""
    columns = _of_known_kinds(columns)
    if named:
        columns = _with_named(columns, np.array(sorted(named), np.int64), len(rule))
    members = distinct(columns.user)
    places, seconds = find(members, columns.user), columns.at // 1000
    pairs = summed(places, columns.item, columns.kind, seconds, np.append(rule, 0.0))
    return pairs._replace(user=members[pairs.user])


def summed(
    members: Ids, items: Ints | Ids, kinds: NDArray[np.int8], at: NDArray[Any], rule: KindWeights
) -> RatingColumns:
    """Sum up signals by member numbers; `at` in seconds. The last kind doesn't count.

    Member and item form one key, because that is sorted many times faster than two.
    """
    width = int(items.max(initial=0)) + 1
    keys = members.astype(np.int64)
    keys *= width
    keys += items
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    member, item = np.divmod(keys[starts], width)
    if not len(starts):
        return RatingColumns(member, item, np.empty(0), np.empty(0, np.int64), member)
    kinds = kinds[order]
    return RatingColumns(
        member,
        item,
        np.add.reduceat(rule[kinds], starts),
        np.add.reduceat(kinds < len(rule) - 1, starts, dtype=np.int64),
        np.maximum.reduceat(at[order], starts).astype(np.int64),
    )


def _of_known_kinds(columns: SignalColumns) -> SignalColumns:
    return columns.only(columns.kind >= 0) if (columns.kind < 0).any() else columns


def _with_named(columns: SignalColumns, named: Ints, kind: int) -> SignalColumns:
    """Add a weightless signal (of a kind past the last) for each pair, shape (m, 2)."""
    return SignalColumns(
        np.concatenate([columns.user, named[:, 1]]),
        np.concatenate([columns.item, named[:, 0]]),
        np.concatenate([columns.kind, np.full(len(named), kind, np.int8)]),
        np.concatenate([columns.at, np.zeros(len(named), np.int64)]),
    )
