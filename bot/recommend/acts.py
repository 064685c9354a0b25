"""From acts to pairs: what a member's acts on one item come to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.facts import Pairs
from bot.recommend.index.lists import Ints
from bot.recommend.index.tuning import Floats
from bot.recommend.signals import KINDS

Rule = Floats  # points of an act by its kind, shape (len(KINDS),)


@dataclass(frozen=True, slots=True)
class Acts:
    """Signals as columns of one length `n`, in any order.

    Attributes:
        user: shape (n,), the members' ids.
        item: shape (n,), our numbers of the items.
        kind: shape (n,), positions in `KINDS`; -1 for a kind that is none of them.
        at: shape (n,), milliseconds since 1970.
    """

    user: Ints
    item: Ints
    kind: NDArray[np.int8]
    at: Ints

    def only(self, mask: NDArray[np.bool_]) -> "Acts":
        """Return the acts where `mask`, of shape (n,), is true."""
        return Acts(self.user[mask], self.item[mask], self.kind[mask], self.at[mask])


def rule_of(weights: Mapping[str, float]) -> Rule:
    """Return points by kind from those by name; a kind without a name has none."""
    return np.array([weights.get(kind, 0.0) for kind in KINDS])


def pairs_of(acts: Acts, rule: Rule, named: Collection[tuple[int, int]] = ()) -> Pairs:
    """Sum up the acts of each member on each item; pairs that are `named` come in any case."""
    acts = acts.only(acts.kind >= 0)
    asked = np.array(sorted(named), np.int64).reshape(-1, 2)
    none = np.zeros(len(asked), np.int64)
    users = np.concatenate([acts.user, asked[:, 1]])
    items = np.concatenate([acts.item, asked[:, 0]])
    points = np.concatenate([rule[acts.kind], np.zeros(len(asked))])
    counts = np.concatenate([np.ones(len(acts.user), np.int64), none])
    at = np.concatenate([acts.at, none])
    order = np.lexsort((users, items))
    users, items = users[order], items[order]
    new = np.ones(len(users), np.bool_)
    new[1:] = (users[1:] != users[:-1]) | (items[1:] != items[:-1])
    starts = np.flatnonzero(new)
    if not len(starts):
        return Pairs(users, items, points, counts, at)
    return Pairs(
        users[starts],
        items[starts],
        np.add.reduceat(points[order], starts),
        np.add.reduceat(counts[order], starts),
        np.maximum.reduceat(at[order], starts) // 1000,
    )
