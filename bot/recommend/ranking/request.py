"""The request for one member's list; a digest sends many of them in one call."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

Readable = Callable[[int], bool]  # of a channel's id; called on the event loop, as late as possible
Interest = Callable[[int], float]  # of a channel's id: the stated interest, 0 to 1


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """A request for one member's list.

    Attributes:
        user_id: The member's id.
        readable: Returns whether the member can read a channel.
        exclude: Ids of items that the member was shown recently.
        interest: Returns the member's stated interest in a channel; None without any.
    """

    user_id: int
    readable: Readable
    exclude: Collection[int] = ()
    interest: Interest | None = None
