"""Passes joins and leaves to the service that finds payers who left the server."""

import discord
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.discord.members import member_ids
from bot.payments.removal.absent_payers import AbsentPayers

SECONDS_A_MINUTE = 60


class AbsentPayersCog(commands.Cog):
    """Passes events on; missed ones are found by comparing all members."""

    def __init__(self, client: LyceumClient, absent_payers: AbsentPayers) -> None:
        self._client = client
        self._absent_payers = absent_payers

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Find who left or came back while the bot was away."""
        await self.compare()

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Check whether a member who left still pays."""
        await self._absent_payers.left(payload.guild_id, payload.user.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Withdraw what was noted when the member left."""
        await self._absent_payers.returned(member.guild.id, member.id)

    async def compare(self) -> None:
        """Compare every server's members with its payers."""
        if not self._client.is_ready():
            return
        for guild in self._client.guilds:
            if not guild.unavailable:
                await self._absent_payers.compare(guild.id, await member_ids(guild))


async def setup(client: LyceumClient) -> None:
    """Add the listener, and the job that compares."""
    services = client.services
    cog = AbsentPayersCog(client, services.payments.absent_payers)
    await client.add_cog(cog)
    minutes = services.deps.settings.payments.reconcile_minutes
    services.deps.scheduler.add_interval_job(minutes * SECONDS_A_MINUTE, "absence", cog.compare)
