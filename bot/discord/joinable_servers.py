"""The served servers for the join page, by the running client."""

from collections.abc import Sequence

import aiohttp
import discord

from bot.discord.connection import DiscordConnection
from bot.discord.members import fetch_member
from bot.discord.permissions import is_age_restricted, opened_by, role_given
from bot.errors import RetryLaterError
from bot.join.ports import ServerPresence
from bot.served_guilds import ServedGuilds
from data.plans import Plan

FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


class ConnectedServers:
    """Reads Discord's cache where it can."""

    def __init__(self, connection: DiscordConnection, served: ServedGuilds) -> None:
        self._connection = connection
        self._served = served

    def default_id(self) -> int | None:
        """Return the server of links that name none: the operator's."""
        return self._served.operator

    def name(self, guild_id: int) -> str | None:
        """Return a server's name; None if it is not served or not known yet."""
        guild = self._guild(guild_id)
        return None if guild is None else guild.name

    def channels_opened_by(self, guild_id: int, plan: Plan) -> Sequence[str]:
        """Return the channels that a plan's role opens and that are not open to all."""
        guild = self._guild(guild_id)
        role = None if guild is None else role_given(guild, plan)
        if guild is None or role is None:
            return []
        return [channel.name for channel in opened_by(role) if not is_age_restricted(channel)]

    async def presence(self, guild_id: int, user_id: int) -> ServerPresence:
        """Return how a user stands to a server.

        Bans are seen only with the permission Ban Members, which the bot does not need otherwise.

        Raises:
            RetryLaterError: Discord can't be reached.
        """
        if await self.is_inside(guild_id, user_id):
            return ServerPresence.INSIDE
        guild = self._guild(guild_id)
        if guild is None or not guild.me.guild_permissions.ban_members:
            return ServerPresence.OUTSIDE
        try:
            await guild.fetch_ban(discord.Object(user_id))
        except (discord.NotFound, discord.Forbidden):
            return ServerPresence.OUTSIDE
        except FAILURES as error:
            raise RetryLaterError(type(error).__name__) from error
        return ServerPresence.BANNED

    async def is_inside(self, guild_id: int, user_id: int) -> bool:
        """Return whether a user is in a server.

        Raises:
            RetryLaterError: Discord can't be reached.
        """
        guild = self._guild(guild_id)
        if guild is None:
            raise RetryLaterError("the server is unavailable")
        try:
            return await fetch_member(guild, user_id) is not None
        except FAILURES as error:
            raise RetryLaterError(type(error).__name__) from error

    def _guild(self, guild_id: int) -> discord.Guild | None:
        """Return a served server that is known now."""
        if not self._served.serves(guild_id):
            return None
        try:
            guild = self._connection.client.get_guild(guild_id)
        except LookupError:  # between two clients
            return None
        return None if guild is None or guild.unavailable else guild
