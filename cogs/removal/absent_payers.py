"""Hears who leaves and who comes back, for those whose subscription goes on meanwhile."""

import discord
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.discord.members import member_roles
from bot.payments.removal.absent_payers import AbsentPayers

SECONDS_A_MINUTE = 60


class AbsentPayersCog(commands.Cog):
    """Passes on what Discord tells; what happened unheard is found by comparing all members."""

    def __init__(self, client: LyceumClient, absent_payers: AbsentPayers) -> None:
        self._client = client
        self._absent_payers = absent_payers

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Find who left or came back while we were away."""
        await self.compare()

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """See whether somebody who is gone still pays."""
        await self._absent_payers.left(payload.guild_id, payload.user.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Let go of what was told of somebody who is back."""
        await self._absent_payers.returned(member.guild.id, member.id)

    async def compare(self) -> None:
        """Compare the members of every server with who pays there."""
        if not self._client.is_ready():
            return
        for guild in self._client.guilds:
            if not guild.unavailable:
                await self._absent_payers.compare(guild.id, await member_roles(guild))


async def setup(client: LyceumClient) -> None:
    """Begin to listen, and compare from time to time."""
    services = client.services
    cog = AbsentPayersCog(client, services.absent_payers)
    await client.add_cog(cog)
    minutes = services.settings.payments.reconcile_minutes
    services.scheduler.add_interval_job(minutes * SECONDS_A_MINUTE, "absence", cog.compare)
