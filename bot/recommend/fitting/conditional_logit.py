"""A conditional logit with a prior: the weights that make the joined items likely.

Of the candidates of one list, the chance that the next item joined is c is
exp(score of c) / Σ exp(scores), with score = terms · weights (McFadden 1974). What a list's
candidates have in common cancels out. The weights maximise the log-likelihood minus
strength / 2 · Σ (spread · (weight - prior))², where `spread` is a term's standard deviation within
lists: the prior counts for as much as a fixed number of lists, so it decides while there are few.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.index.params import Floats

ROUNDS = 30  # of Newton's method; five to eight are usual
PRECISE = 1e-8  # relative gain of a round at which it ends
MIN_SPREAD = 0.05  # of a term that hardly differs: it can't be known well, so it stays
CHUNK = 1 << 16  # candidates at a time, because temporaries are as large as the values


class Bounds(NamedTuple):
    """The least and the largest weight of each term; shape (terms,)."""

    low: Floats
    high: Floats


class _Step(NamedTuple):
    """The penalised loss at some weights, with its gradient and Hessian."""

    loss: float
    gradient: Floats
    curvature: Floats


def fit(lists: DailyLists, prior: Floats, strength: float, bounds: Bounds) -> Floats:
    """Return the most likely weights: shape (terms,).

    Args:
        lists: The lists.
        prior: Shape (terms,), the weights that are right while nothing is known.
        strength: How much the prior counts, about in lists.
        bounds: The bounds of the weights; `prior` is within them.
    """
    penalty = strength * spread(lists) ** 2
    weights = prior.copy()
    free = np.ones(len(weights), np.bool_)
    while True:
        weights = _maximise(lists, weights, prior, penalty, free)
        beyond = free & ((weights < bounds.low) | (weights > bounds.high))
        if not beyond.any():
            return weights
        # What leaves its bounds stays there, and the others are fitted again.
        weights = np.clip(weights, bounds.low, bounds.high)
        free &= ~beyond


def spread(lists: DailyLists) -> Floats:
    """Return each term's standard deviation within lists, but at least `MIN_SPREAD`."""
    terms = lists.values.shape[1]
    total, sizes = np.zeros(terms), np.diff(lists.starts)
    for first, end in _chunks(lists):
        values = _values(lists, first, end)
        starts = lists.starts[first:end] - lists.starts[first]
        means = np.add.reduceat(values, starts, axis=0) / sizes[first:end, np.newaxis]
        total += ((values - np.repeat(means, sizes[first:end], axis=0)) ** 2).sum(axis=0)
    return np.maximum(np.sqrt(total / max(len(lists.values), 1)), MIN_SPREAD)


def _maximise(
    lists: DailyLists, weights: Floats, prior: Floats, penalty: Floats, free: np.ndarray
) -> Floats:
    """Return the best weights where only the free ones may change (Newton's method)."""
    now = _step(lists, weights, prior, penalty)
    for _ in range(ROUNDS):
        move = np.zeros(len(weights))
        move[free] = np.linalg.solve(now.curvature[np.ix_(free, free)], now.gradient[free])
        after = _step(lists, weights - move, prior, penalty)
        while after.loss > now.loss and np.abs(move).max() > PRECISE:
            move /= 2
            after = _step(lists, weights - move, prior, penalty)
        if after.loss >= now.loss:
            break
        gain, weights, now = now.loss - after.loss, weights - move, after
        if gain < PRECISE * abs(now.loss):
            break
    return weights


def _step(lists: DailyLists, weights: Floats, prior: Floats, penalty: Floats) -> _Step:
    away = weights - prior
    loss = float((penalty * away**2).sum() / 2)
    gradient, curvature = penalty * away, np.diag(penalty)
    counts = _importance(lists)
    for first, end in _chunks(lists):
        values, starts = _values(lists, first, end), lists.starts[first:end] - lists.starts[first]
        rows = slice(lists.starts[first], lists.starts[end])
        sizes = np.diff(lists.starts[first : end + 1])
        scores = values @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        chances = np.exp(scores)
        sums = np.add.reduceat(chances, starts)
        chances /= np.repeat(sums, sizes)
        joined = lists.joined[rows].astype(np.float64)
        found = np.add.reduceat(joined, starts)
        each = counts[first:end] / np.sqrt(np.maximum(found, 1))  # more joins tell more, but less
        wanted = np.repeat(each, sizes) * joined
        loss -= float((wanted * (scores - np.repeat(np.log(sums), sizes))).sum())
        expected = np.repeat(each * found, sizes) * chances
        gradient += values.T @ (expected - wanted)
        means = np.add.reduceat(values * chances[:, np.newaxis], starts, axis=0)
        curvature += (values * expected[:, np.newaxis]).T @ values
        curvature -= (means * (each * found)[:, np.newaxis]).T @ means
    return _Step(loss, gradient, curvature)


def _importance(lists: DailyLists) -> Floats:
    """Return each list's importance; a member's n lists together count as √n."""
    _, place, count = np.unique(lists.member, return_inverse=True, return_counts=True)
    return 1 / np.sqrt(count[place])


def _values(lists: DailyLists, first: int, end: int) -> Floats:
    return lists.values[lists.starts[first] : lists.starts[end]].astype(np.float64)


def _chunks(lists: DailyLists) -> list[tuple[int, int]]:
    """Divide the lists into runs of about `CHUNK` candidates; none of them is empty."""
    if not len(lists):
        return []
    marks = range(0, int(lists.starts[-1]), CHUNK)
    cuts = {int(np.searchsorted(lists.starts, mark)) for mark in marks}
    return list(pairwise(sorted(cuts | {0, len(lists)})))
