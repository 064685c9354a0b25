"""The control group: a stable share of members who get "newest first" instead of their taste."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Arm = Literal["taste", "control"]

_BYTES = 8
_SALT_BYTES = 64  # the longest key that BLAKE2b takes


def arm_of(guild_id: int, user_id: int, *, share: float, salt: str) -> Arm:
    """Return a member's group: by a keyed hash, so the same in every process and after any restart.

    Args:
        guild_id: the server; a member's groups in two servers have nothing to do with each other.
        user_id: the member.
        share: which part of the members is in the control group, 0 to 1. A larger share keeps
            whoever is in it already.
        salt: another one draws the groups anew.
    """
    digest = blake2b(
        f"{guild_id}:{user_id}".encode(), digest_size=_BYTES, key=salt.encode()[:_SALT_BYTES]
    ).digest()
    drawn = int.from_bytes(digest, "big") / 256**_BYTES
    return "control" if drawn < share else "taste"


@dataclass(frozen=True, slots=True)
class Assignment:
    """How the groups are drawn: `arm_of` with its settings."""

    share: float
    salt: str

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        return arm_of(guild_id, user_id, share=self.share, salt=self.salt)
