"""Compute how many times more answers an item had than expected.

Raw counts would only rank the busiest channel first. The expected count follows from the channel's
other items and the item's age; how surprising the difference is, from how much such counts vary by
themselves (negative binomial: more than Poisson, because answers lead to answers).
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Measured on a public chat community: half of all answers come within three hours, three quarters
# within a day, and the rates vary like a gamma distribution of this shape.
ANSWER_HOURS = 1.0
ANSWER_POWER = 0.5
SHAPE = 3.0
# The server's mean weighs as much as this many answers in a channel: channels differ so much that a
# few of its own items predict more than all others do.
PRIOR_ANSWERS = 1.0
MIN_EXPECTED = 0.05  # the fewest answers expected of any item


def response_ratio(answers: Ints, channel: Ints, age_hours: Floats) -> Floats:
    """Return how many times the expected answers each item had; 1 is as expected.

    Where few were expected, a few answers count less than their ratio, because that could be
    chance. The more answers, the closer the result is to the plain ratio.

    Args:
        answers: Distinct members who answered each item, shape (n,).
        channel: Each item's channel as an index from 0, shape (n,).
        age_hours: How long each could be answered [h], shape (n,).

    Returns:
        Positive numbers, shape (n,), comparable with each other only.
    """
    counts, ripe = answers.astype(np.float64), _ripe(age_hours)
    expected = np.maximum(_rates(counts, channel, ripe) * ripe, MIN_EXPECTED)
    return np.exp((_even(counts) - _even(expected)) / np.sqrt(SHAPE))


def _ripe(age_hours: Floats) -> Floats:
    """Return the share of an item's answers that has arrived by its age, in (0, 1)."""
    return 1 - (1 + np.maximum(age_hours, 0) / ANSWER_HOURS) ** -ANSWER_POWER


def _rates(counts: Floats, channel: Ints, ripe: Floats) -> Floats:
    """Return each item's expected final number of answers, estimated from the others."""
    size = int(channel.max(initial=-1)) + 1
    total, whole = counts.sum() - counts, ripe.sum() - ripe
    community = np.divide(total, whole, out=np.zeros_like(counts), where=whole > 0)
    prior = np.divide(PRIOR_ANSWERS, community, out=np.ones_like(counts), where=community > 0)
    near = np.bincount(channel, counts, size)[channel] - counts
    items = np.bincount(channel, ripe, size)[channel] - ripe
    return (near + prior * community) / (items + prior)


def _even(counts: Floats) -> Floats:
    """Transform counts so that a negative binomial's variance becomes constant."""
    return 2 * np.sqrt(SHAPE) * np.arcsinh(np.sqrt((counts + 3 / 8) / SHAPE))
