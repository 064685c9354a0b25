"""Notices when payers come in, and reports those who don't."""

import discord
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.discord.members import fetch_member
from bot.errors import RetryLaterError
from bot.join.service import JoinService

REPORT_SECONDS = 3600.0


class JoinCog(commands.Cog):
    """Passes joins to the service, which finds those that were missed."""

    def __init__(self, client: LyceumClient, joins: JoinService) -> None:
        self._client = client
        self._joins = joins

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Store that somebody who signed in has come in, by whatever way."""
        await self._joins.mark_entered(member.guild.id, member.id)

    async def report_absent(self) -> None:
        """Report payers who have not come in."""
        if self._client.is_ready():
            await self._joins.report_absent(self._is_inside)
            self._client.services.deps.wakeup.notify()

    async def _is_inside(self, guild_id: int, user_id: int) -> bool:
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            raise RetryLaterError("the server is unavailable")
        return await fetch_member(guild, user_id) is not None


async def setup(client: LyceumClient) -> None:
    """Add the listener and its job if the join page is offered."""
    joins = client.services.join
    if joins is None:
        return
    cog = JoinCog(client, joins)
    await client.add_cog(cog)
    client.services.deps.scheduler.add_interval_job(REPORT_SECONDS, "not-joined", cog.report_absent)
