"""Compute the delay before the next attempt."""

from datetime import timedelta


def backoff_delay(
    attempts: int, *, longest: timedelta, first: timedelta = timedelta(seconds=2)
) -> timedelta:
    """Return the delay after `attempts` failures: doubled each time, up to `longest`."""
    return min(first * 2 ** min(max(attempts - 1, 0), 20), longest)
