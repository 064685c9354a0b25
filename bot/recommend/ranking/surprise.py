"""Lift over expectation: how many times more response an item had than was to be expected of it.

Raw counts only find the busiest channel again. What was to be expected of an item follows from its
channel's other items and its age; how surprising the difference is, from how much such counts vary
by themselves (negative binomial: more than Poisson, as talk draws talk).
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Measured on a public chat community: half of those who ever answer do so within three hours,
# three quarters within a day, and counts vary as those of a Gamma of this shape do.
ANSWER_HOURS = 1.0
ANSWER_POWER = 0.5
SHAPE = 3.0
# What the community as a whole says of a channel weighs as much as so many answers in it: channels
# differ so much that a few items tell more of theirs than all others do.
PRIOR_ANSWERS = 1.0
LEAST = 0.05  # answers that are to be expected of anything


def response_ratio(answers: Ints, channel: Ints, age_hours: Floats) -> Floats:
    """Return how many times the expected response each item had; 1 is as expected.

    Where little was to be expected, a few answers lift less than their ratio says: that could be
    chance. The more answers, the nearer it comes to the plain ratio.

    Args:
        answers: distinct members who answered each item, shape (n,).
        channel: each item's channel as an index from 0, shape (n,).
        age_hours: for how long each could be answered, shape (n,).

    Returns:
        Positive numbers, shape (n,), comparable with each other only.
    """
    counts, ripe = answers.astype(np.float64), _ripe(age_hours)
    expected = np.maximum(_rates(counts, channel, ripe) * ripe, LEAST)
    return np.exp((_even(counts) - _even(expected)) / np.sqrt(SHAPE))


def _ripe(age_hours: Floats) -> Floats:
    """Return which part of an item's answers has come by its age, in (0, 1)."""
    return 1 - (1 + np.maximum(age_hours, 0) / ANSWER_HOURS) ** -ANSWER_POWER


def _rates(counts: Floats, channel: Ints, ripe: Floats) -> Floats:
    """Return how many answers an item as each would get in all, going by the others."""
    size = int(channel.max(initial=-1)) + 1
    total, whole = counts.sum() - counts, ripe.sum() - ripe
    community = np.divide(total, whole, out=np.zeros_like(counts), where=whole > 0)
    prior = np.divide(PRIOR_ANSWERS, community, out=np.ones_like(counts), where=community > 0)
    near = np.bincount(channel, counts, size)[channel] - counts
    items = np.bincount(channel, ripe, size)[channel] - ripe
    return (near + prior * community) / (items + prior)


def _even(counts: Floats) -> Floats:
    """Stretch counts so that all vary alike: the variance of a negative binomial made constant."""
    return 2 * np.sqrt(SHAPE) * np.arcsinh(np.sqrt((counts + 3 / 8) / SHAPE))
