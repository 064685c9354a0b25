"""What learning needs from other parts: who owns what, and members' taste."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol, TypeAlias
from zoneinfo import ZoneInfo

# Returns the recommender's scores, 0 to 1, of items for a member; those unknown to it miss.
Taste: TypeAlias = Callable[[int, int, Collection[int]], Awaitable[Mapping[int, float]]]
ZoneOf: TypeAlias = Callable[[int], ZoneInfo]


class OwnedContents(Protocol):
    """Knows what members may open."""

    async def is_open(self, guild_id: int, user_id: int, content_id: int) -> bool:
        """Return whether a member may open a content now."""
        ...

    async def owned(self, guild_id: int, user_id: int) -> frozenset[int]:
        """Return the contents that a member owns now; a course stands for its lessons."""
        ...
