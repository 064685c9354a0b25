"""Assign members to the control group ("newest first"), by a stable hash."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, Protocol

Arm = Literal["taste", "control"]

_BYTES = 8
_SALT_BYTES = 64  # the longest key that BLAKE2b accepts


def arm_of(guild_id: int, user_id: int, *, share: float, salt: str) -> Arm:
    """Return a member's group by a keyed hash: the same in each process and always.

    Args:
        guild_id: The server; a member's groups in two servers are independent.
        user_id: The member.
        share: Share of the members in the control group, 0 to 1. A larger share keeps the
            members who are already in it.
        salt: The hash key; another one assigns all members again.
    """
    digest = blake2b(
        f"{guild_id}:{user_id}".encode(), digest_size=_BYTES, key=salt.encode()[:_SALT_BYTES]
    ).digest()
    drawn = int.from_bytes(digest, "big") / 256**_BYTES
    return "control" if drawn < share else "taste"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Assigns groups: `arm_of` with its settings; `share` returns that of a server."""

    share: Callable[[int], float]
    salt: str

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        return arm_of(guild_id, user_id, share=self.share(guild_id), salt=self.salt)


class Experiment(Protocol):
    """Returns members' groups, and the items that they were shown often enough."""

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        ...

    async def fatigued(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return by member the ids of items that are not to be shown again for now."""
        ...


class NoExperiment:
    """No experiment: all members get recommendations, and nothing is recorded."""

    def arm_of(self, _guild_id: int, _user_id: int) -> Arm:
        """Return the only group."""
        return "taste"

    async def fatigued(
        self, _guild_id: int, _user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return nothing."""
        return {}
