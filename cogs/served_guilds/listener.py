"""Leaves servers that are not served, because their owner would count as staff."""

import discord
import structlog
from discord.ext import commands

from bot.discord.client import LyceumClient

_log = structlog.get_logger(__name__)


class ServedGuildsCog(commands.Cog):
    """Checks the servers at each start and after each invitation."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Leave servers that the bot was invited to while it was away."""
        await self._leave_strangers()

    @commands.Cog.listener()
    async def on_guild_join(self, _guild: discord.Guild) -> None:
        """Leave the server that the bot was just invited to, unless it is served."""
        if self._client.is_ready():  # before that, not all servers are known yet
            await self._leave_strangers()

    async def _leave_strangers(self) -> None:
        for guild in await self._client.settle_guilds():
            _log.warning("guilds.left", guild_id=guild.id)
            operator = self._client.services.served_guilds.operator
            if operator is not None:
                await self._client.services.payments.outbox.notify_staff(
                    operator,
                    f"left-server:{guild.id}",
                    "staff-left-server",
                    server=guild.name,
                    id=str(guild.id),
                )
                self._client.services.deps.wakeup.notify()
            try:
                await guild.leave()
            except discord.HTTPException as error:  # commands from there are refused anyway
                _log.warning("guilds.not_left", guild_id=guild.id, code=error.code)


async def setup(client: LyceumClient) -> None:
    """Add the listeners."""
    await client.add_cog(ServedGuildsCog(client))
