"""Split long lists of ids into parts that fit into one statement."""

from collections.abc import Collection, Iterator
from typing import TypeVar

AT_A_TIME = 5_000  # both databases accept 32,000 parameters per statement

T = TypeVar("T", int, tuple[int, int])


def chunked(ids: Collection[T]) -> Iterator[list[T]]:
    """Yield the ids in ascending order, at most `AT_A_TIME` at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_A_TIME):
        yield ordered[start : start + AT_A_TIME]
