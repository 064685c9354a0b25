"""From acts to pairs: what a member's acts on one item come to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.recommend.index.facts import PairParts, Pairs
from bot.recommend.index.finding import distinct, find
from bot.recommend.index.lists import Ints
from bot.recommend.index.tuning import Floats
from bot.recommend.signals import KINDS

AT_A_TIME = 500_000  # acts that are summed up
SAMPLES = 500  # of these, to find members between whom so many lie
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
    acts = _of_known_kinds(acts)
    if named:
        acts = _with_named(acts, np.array(sorted(named), np.int64), len(rule))
    members, items, order, starts = _by_pair(acts.user, acts.item)
    if not len(starts):
        return Pairs(members, items, np.empty(0), np.empty(0, np.int64), acts.at)
    kinds = acts.kind[order]
    return Pairs(
        members,
        items,
        np.add.reduceat(np.append(rule, 0.0)[kinds], starts),
        np.add.reduceat(kinds < len(rule), starts, dtype=np.int64),
        np.maximum.reduceat(acts.at[order], starts) // 1000,
    )


def parts_of(acts: Acts, rule: Rule) -> PairParts:
    """Sum up the acts of each member on each item, some members at a time; `acts` are let go."""
    acts = _of_known_kinds(acts)
    return PairParts(distinct(acts.user), _in_parts(acts, rule))


def _of_known_kinds(acts: Acts) -> Acts:
    return acts.only(acts.kind >= 0) if (acts.kind < 0).any() else acts


def _in_parts(acts: Acts, rule: Rule) -> Iterator[Pairs]:
    step = max(1, AT_A_TIME // SAMPLES)
    sample = np.sort(acts.user[::step])[::SAMPLES]  # members, so that some acts lie between two
    edges = np.unique(np.append(sample, acts.user.max(initial=0)))
    for first, last in pairwise([int(acts.user.min(initial=0)) - 1, *edges.tolist()]):
        yield pairs_of(acts.only((acts.user > first) & (acts.user <= last)), rule)


def _with_named(acts: Acts, named: Ints, kind: int) -> Acts:
    """Add an act for each named pair, shape (m, 2), of a kind past the last: it does not count."""
    return Acts(
        np.concatenate([acts.user, named[:, 1]]),
        np.concatenate([acts.item, named[:, 0]]),
        np.concatenate([acts.kind, np.full(len(named), kind, np.int8)]),
        np.concatenate([acts.at, np.zeros(len(named), np.int64)]),
    )


def _by_pair(users: Ints, items: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return each pair's member and item, the order that brings pairs together, and its steps.

    One key that says both is sorted many times faster than two.
    """
    members = distinct(users)
    width = int(items.max(initial=0)) + 1
    keys = find(members, users).astype(np.int64)
    keys *= width
    keys += items
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    place, item = np.divmod(keys[starts], width)
    return members[place], item, order, starts
