"""Adds a user to a server by their token; discord.py has no method for it.

It is Discord's "Add Guild Member": the bot needs Create Invite in the server, and the user has
agreed to `guilds.join`. Roles given with it are there from the first moment.
"""

from collections.abc import Collection
from enum import Enum
from typing import TypedDict

import discord
from discord.http import Route

BANNED, TOO_MANY_SERVERS, INVALID_TOKEN, NO_PERMISSION = (
    40007,
    30001,
    50025,
    50013,
)  # Discord's codes


class Refusal(Enum):
    """Why Discord does not add a user."""

    BANNED = "banned"
    FULL = "full"  # they are in as many servers as Discord allows
    TOKEN = "token"  # noqa: S105 expired, or the user withdrew their consent
    PERMISSION = "permission"  # the bot lacks Create Invite, or may not give a role
    OTHER = "other"


class MemberRefusedError(Exception):
    """Discord does not add a user, and a retry alone changes nothing."""

    def __init__(self, refusal: Refusal, error: discord.HTTPException) -> None:
        super().__init__(f"{refusal.value}: {error.code}")
        self.refusal = refusal


class _Body(TypedDict):
    access_token: str
    roles: list[str]


async def add_member(
    client: discord.Client, guild_id: int, user_id: int, token: str, role_ids: Collection[int]
) -> None:
    """Add a user with these roles; members stay as they are.

    Raises:
        MemberRefusedError: Discord refuses.
        discord.HTTPException: Discord fails for now.
    """
    path = "/guilds/{guild_id}/members/{user_id}"
    route = Route("PUT", path, guild_id=guild_id, user_id=user_id)
    body = _Body(access_token=token, roles=[str(role_id) for role_id in sorted(role_ids)])
    try:
        await client.http.request(route, json=body)
    except discord.HTTPException as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        raise MemberRefusedError(refusal, error) from error


def _refusal(error: discord.HTTPException) -> Refusal | None:
    """Return why a request was refused for good; None if it may succeed later."""
    known = {
        BANNED: Refusal.BANNED,
        TOO_MANY_SERVERS: Refusal.FULL,
        INVALID_TOKEN: Refusal.TOKEN,
        NO_PERMISSION: Refusal.PERMISSION,
    }
    if error.code in known:
        return known[error.code]
    return Refusal.OTHER if 400 <= error.status < 429 else None  # noqa: PLR2004 HTTP's boundaries
