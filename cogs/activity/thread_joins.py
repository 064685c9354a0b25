"""Records who joins a thread: Discord's only event for a member opening an item."""

import discord
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.recommend.experiment.impressions import ImpressionLog


class JoinsCog(commands.Cog):
    """Passes joins on to `ImpressionLog`, which ignores items that it has not shown."""

    def __init__(self, impressions: ImpressionLog) -> None:
        self._impressions = impressions

    @commands.Cog.listener()
    async def on_thread_member_join(self, member: discord.ThreadMember) -> None:
        """Record that a member followed a thread, or wrote in it for the first time."""
        thread = member.thread
        self._impressions.pressed(thread.guild.id, member.id, thread.id, "join")


async def setup(client: LyceumClient) -> None:
    """Add the listener."""
    await client.add_cog(JoinsCog(client.services.recommend.impressions))
