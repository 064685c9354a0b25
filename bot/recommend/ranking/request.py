"""The request for one member's list; a digest sends many of them in one call."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

Readable = Callable[[int], bool]  # of a channel's id; called on the event loop, as late as possible
Interest = Callable[[int], float]  # of a channel's id: the stated interest, 0 to 1


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """The contents that may come up for one member, by id.

    Attributes:
        open: Those that the member may open: as contents to open.
        offers: Those that are locked and on sale: as offers.
    """

    open: Collection[int] = ()
    offers: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """A request for one member's list.

    Attributes:
        user_id: The member's id.
        readable: Returns whether the member can read a channel.
        exclude: Ids of items that the member was shown recently.
        interest: Returns the member's stated interest in a channel; None without any.
        contents: The contents that may come up; None: none.
    """

    user_id: int
    readable: Readable
    exclude: Collection[int] = ()
    interest: Interest | None = None
    contents: ContentOptions | None = None
