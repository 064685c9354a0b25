"""Return whether a member has a right, where there is no interaction."""

import aiohttp
import discord

from bot.discord.connection import DiscordConnection
from bot.discord.members import fetch_member
from bot.errors import RetryLaterError
from bot.staff_access import Needed, StaffAccess


class StaffRights:
    """Reads members' permissions and roles as they are now."""

    def __init__(self, connection: DiscordConnection, access: StaffAccess) -> None:
        self._connection = connection
        self._access = access

    async def has(self, guild_id: int, user_id: int, right: Needed) -> bool:
        """Return whether a member manages the server, or a role of theirs has the right.

        Raises:
            RetryLaterError: Discord can't be reached, so that nobody can tell.
        """
        member = await self._member(guild_id, user_id)
        if member is None:
            return False
        if member.guild_permissions.manage_guild:
            return True
        return self._access.allows(guild_id, (role.id for role in member.roles), right)

    async def _member(self, guild_id: int, user_id: int) -> discord.Member | None:
        try:
            guild = self._connection.client.get_guild(guild_id)
        except LookupError:  # between two clients
            guild = None
        if guild is None or guild.unavailable:
            raise RetryLaterError("the server is unavailable")
        try:
            return await fetch_member(guild, user_id)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise RetryLaterError(type(error).__name__) from error
