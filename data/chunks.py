"""Long lists of ids, in parts that one statement takes."""

from collections.abc import Collection, Iterator
from typing import TypeVar

AT_A_TIME = 5_000  # both databases take 32,000 parameters a statement

T = TypeVar("T", int, tuple[int, int])


def chunked(ids: Collection[T]) -> Iterator[list[T]]:
    """Yield the ids in ascending order, at most `AT_A_TIME` at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_A_TIME):
        yield ordered[start : start + AT_A_TIME]
