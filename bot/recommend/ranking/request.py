"""The request for one member's list; a digest sends many of them in one call."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from bot.recommend.index.sparse_rows import Ints

Readable = Callable[[int], bool]  # of a channel's id; called on the event loop, as late as possible
Interest = Callable[[int], float]  # of a channel's id: the stated interest, 0 to 1


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """The contents that may come up for one member, by id; there may be thousands.

    Attributes:
        open: Those that the member may open: as contents to open.
        offers: Those that are locked and on sale: as offers.
    """

    open: Ints = field(default_factory=_none)
    offers: Ints = field(default_factory=_none)


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
