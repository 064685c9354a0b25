"""How long to wait before the next attempt."""

from datetime import timedelta


def backoff_delay(
    attempts: int, *, longest: timedelta, first: timedelta = timedelta(seconds=2)
) -> timedelta:
    """Return the pause after so many failed attempts: doubled each time, up to `longest`."""
    return min(first * 2 ** min(max(attempts - 1, 0), 20), longest)
