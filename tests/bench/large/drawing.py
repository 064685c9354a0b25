"""Draw what is popular, and when it happened."""

import numpy as np
from numpy.typing import NDArray

DAY = 86_400_000  # milliseconds
YEAR = 365 * DAY
_DISCORD = 1_420_070_400_000  # the first millisecond of Discord's ids

Array = NDArray[np.int64]


def drawn(rng: np.random.Generator, count: int, times: int) -> Array:
    """Return places below `count`, the first ones likelier by a power law: shape (times,)."""
    share = np.cumsum(np.arange(1, count + 1) ** -0.8)
    return np.searchsorted(share / share[-1], rng.random(times))


def snowflakes(at: Array) -> Array:
    """Return ids as Discord makes them, one for each time; `at` milliseconds since 1970."""
    return ((at - _DISCORD) << 22) | (np.arange(len(at)) & ((1 << 22) - 1))
