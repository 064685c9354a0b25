"""A member for whom a digest asks: many are answered in one go."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

Readable = Callable[[int], bool]  # of a channel's id; asked on the event loop, at the last moment
Interest = Callable[[int], float]  # of a channel's id: what a member stated, 0 to 1


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """One member's question.

    Attributes:
        user_id: who asks.
        readable: which channels they can read.
        exclude: our numbers of items that they were shown lately.
        interest: what they stated, where they did.
    """

    user_id: int
    readable: Readable
    exclude: Collection[int] = ()
    interest: Interest | None = None
