"""Computes monthly recurring revenue (MRR) and what moved it, exactly. Pure.

MRR is what the running subscriptions bring in a month: the amount of a period divided by its
months. Trials don't count, nor what is paused or has not been paid once; failed renewals do, until
they end. A month is a twelfth of a year of 52 weeks or 365 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np
from numpy.typing import NDArray

from data.revenue import INTERVALS, NEVER, STATES, StoredHistory

A_MONTH = {
    "day": Fraction(365, 12),
    "week": Fraction(52, 12),
    "month": Fraction(1),
    "year": Fraction(1, 12),
}
TRIAL, PAYING, CANCELLING, PAST_DUE = range(len(STATES))
NONE = len(STATES)
_COUNTS = 1_000_000  # more than any interval_count

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HeldPrice:
    """What members pay for now: a plan at a price; how many do, and their MRR."""

    plan_id: int
    unit_amount: int
    interval: str
    interval_count: int
    members: int
    mrr: Fraction


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed between two instants: members, and MRR of those and of the others."""

    new: int = 0
    lost: int = 0
    new_mrr: Fraction = Fraction(0)
    lost_mrr: Fraction = Fraction(0)
    more_mrr: Fraction = Fraction(0)
    less_mrr: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Trials:
    """Trials of one month: begun, turned into paying ones, and ended without payment."""

    started: int = 0
    converted: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the subscriptions: how many, what they renew for, and their MRR."""

    count: int = 0
    amount: int = 0
    mrr: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class SubscriptionFigures:
    """The subscriptions in one currency.

    Attributes:
        mrr: At each edge.
        members: Members who pay, at each edge.
        held_prices: What they pay for now, the largest MRR first.
        movements: Of the latest times between two edges, as many as were asked for.
        trials: Of each time between two edges.
        running_trials: How many there are now.
        past_due: Renewals that failed and are not paid or ended.
        cancelling: Subscriptions that won't renew.
    """

    mrr: Sequence[Fraction]
    members: Sequence[int]
    held_prices: Sequence[HeldPrice] = ()
    movements: Sequence[Movement] = ()
    trials: Sequence[Trials] = ()
    running_trials: int = 0
    past_due: Part = field(default_factory=Part)
    cancelling: Part = field(default_factory=Part)


def rounded(amount: Fraction) -> int:
    """Return an exact amount as whole smallest units, half up (away from zero)."""
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return whole if amount >= 0 else -whole


def a_month(interval: str, count: int) -> Fraction:
    """Return the share of a period's amount that falls on a month."""
    return A_MONTH[interval] / count


def subscription_figures(
    stored: StoredHistory, currency: int, edges: Sequence[int], movements: int = 2
) -> SubscriptionFigures:
    """Return the figures of one currency, by its index, and its latest movements.

    `edges` are milliseconds, in order; the last is now. What begins at an edge is after it.
    """
    of = _Rows(stored, stored.currency == currency)
    earning = [of.earning & of.at(edge) for edge in edges]
    worth = [of.by_member(each) for each in earning[-movements - 1 :]]
    now = of.at(edges[-1])
    spans = list(pairwise(edges))
    return SubscriptionFigures(
        mrr=[of.mrr(each) for each in earning],
        members=[len(np.unique(of.user[each])) for each in earning],
        held_prices=_held_prices(of, of.earning & now),
        movements=[_moved(of, before, after) for before, after in pairwise(worth)],
        trials=[_trials(of, *span) for span in spans],
        running_trials=int(np.count_nonzero(now & of.first & (of.state == TRIAL))),
        past_due=_part(of, now & of.earning & (of.state == PAST_DUE)),
        cancelling=_part(of, now & of.earning & (of.state == CANCELLING)),
    )


class _Rows:
    """The rows of one currency. MRR is counted in whole parts of the smallest unit."""

    def __init__(self, stored: StoredHistory, which: Mask) -> None:
        self.user, self.plan = stored.user[which], stored.plan[which]
        self.state, self.amount = stored.state[which], stored.amount[which]
        self.previous_state = stored.previous_state[which]
        self.next_state = stored.next_state[which]
        self.interval, self.unit_amount = stored.interval[which], stored.unit_amount[which]
        self.interval_count = stored.interval_count[which]
        self.since, self.until = stored.since[which], stored.until[which]
        self.first: Mask = stored.part[which] == 0
        self.earning: Mask = (self.state != TRIAL) & (self.amount > 0)
        periods, self._period = np.unique(
            self.interval * _COUNTS + self.interval_count, return_inverse=True
        )
        known: list[int] = periods.tolist()
        shares = [a_month(INTERVALS[each // _COUNTS], each % _COUNTS) for each in known]
        self._parts = lcm(*(share.denominator for share in shares))
        self._weights = [int(share * self._parts) for share in shares]

    def at(self, edge: int) -> Mask:
        """Return which rows held just before an edge."""
        return (self.since < edge) & ((self.until == NEVER) | (self.until >= edge))

    def by_member(self, which: Mask) -> dict[int, int]:
        """Return each member's MRR in parts, as integers of any size."""
        found: dict[int, int] = {}
        rows = (self.user[which], self.amount[which], self._period[which])
        for user, amount, period in zip(*(column.tolist() for column in rows), strict=True):
            found[user] = found.get(user, 0) + amount * self._weights[period]
        return found

    def exact(self, parts: int) -> Fraction:
        """Return parts as an amount."""
        return Fraction(parts, self._parts)

    def mrr(self, which: Mask | Numbers) -> Fraction:
        """Return the MRR of some rows, by a mask or by their places."""
        sums = np.zeros(len(self._weights), np.int64)
        np.add.at(sums, self._period[which], self.amount[which])
        whole: list[int] = sums.tolist()
        pairs = zip(whole, self._weights, strict=True)
        return self.exact(sum(amount * weight for amount, weight in pairs))


def _moved(of: _Rows, before: dict[int, int], after: dict[int, int]) -> Movement:
    new, lost = after.keys() - before.keys(), before.keys() - after.keys()
    changes = [after[user] - was for user, was in before.items() if user in after]
    return Movement(
        new=len(new),
        lost=len(lost),
        new_mrr=of.exact(sum(after[user] for user in new)),
        lost_mrr=of.exact(sum(before[user] for user in lost)),
        more_mrr=of.exact(sum(change for change in changes if change > 0)),
        less_mrr=of.exact(-sum(change for change in changes if change < 0)),
    )


def _held_prices(of: _Rows, which: Mask) -> list[HeldPrice]:
    rows = np.flatnonzero(which)
    if not len(rows):
        return []
    columns = (of.plan, of.unit_amount, of.interval, of.interval_count)
    terms = np.stack([column[rows] for column in columns], axis=1)
    prices, place = np.unique(terms, axis=0, return_inverse=True)
    place = place.ravel()
    ends = np.cumsum(np.bincount(place))
    keys: list[list[int]] = prices.tolist()
    each_rows = np.split(rows[np.argsort(place, kind="stable")], ends[:-1])
    found = [
        HeldPrice(
            plan_id=plan_id,
            unit_amount=unit_amount,
            interval=INTERVALS[interval],
            interval_count=count,
            members=len(np.unique(of.user[own])),
            mrr=of.mrr(own),
        )
        for (plan_id, unit_amount, interval, count), own in zip(keys, each_rows, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.mrr, each.plan_id, each.unit_amount))


def _trials(of: _Rows, start: int, end: int) -> Trials:
    began = of.first & (of.since >= start) & (of.since < end)
    stopped = of.first & (of.until != NEVER) & (of.until >= start) & (of.until < end)
    trial = of.state == TRIAL
    return Trials(
        started=int(np.count_nonzero(began & trial & (of.previous_state != TRIAL))),
        converted=int(np.count_nonzero(began & ~trial & (of.previous_state == TRIAL))),
        ended=int(np.count_nonzero(stopped & trial & (of.next_state == NONE))),
    )


def _part(of: _Rows, which: Mask) -> Part:
    return Part(
        count=int(np.count_nonzero(which & of.first)),
        amount=sum(of.amount[which].tolist()),
        mrr=of.mrr(which),
    )
