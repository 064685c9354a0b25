"""Hears who joins which thread: the one thing that Discord tells of members opening an item."""

import discord
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.recommend.experiment.impressions import ImpressionLog


class JoinsCog(commands.Cog):
    """Passes it on; what the member was never shown is dropped there."""

    def __init__(self, impressions: ImpressionLog) -> None:
        self._impressions = impressions

    @commands.Cog.listener()
    async def on_thread_member_join(self, member: discord.ThreadMember) -> None:
        """Note that somebody opened a thread and follows it, or wrote there for the first time."""
        thread = member.thread
        self._impressions.pressed(thread.guild.id, member.id, thread.id, "join")


async def setup(client: LyceumClient) -> None:
    """Begin to listen."""
    await client.add_cog(JoinsCog(client.services.impressions))
