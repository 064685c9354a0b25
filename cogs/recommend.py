"""`/recommend`: what a member should look at next."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import LyceumClient
from bot.recommend.items import Item
from bot.recommend.service import Label, Recommender
from cogs.reach import readable_by
from cogs.recommend_buttons import TasteButton
from cogs.recommend_view import RecommendView, escaped

MOST = 7  # items that fit one message with their buttons
TOPIC_LENGTH = 100


class RecommendCog(commands.Cog):
    """The command; its buttons live in their own file."""

    def __init__(self, client: discord.Client, recommender: Recommender) -> None:
        self._client = client
        self._recommender = recommender

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Load what is known of each server before anybody asks."""
        for guild in self._client.guilds:
            await self._recommender.warm(guild.id)

    @app_commands.command(description="Find what is worth your time here; only you see the answer")
    @app_commands.describe(topic="Only about this", count="How many, up to 7")
    @app_commands.guild_only()
    async def recommend(
        self,
        interaction: discord.Interaction[LyceumClient],
        topic: app_commands.Range[str, 1, TOPIC_LENGTH] | None = None,
        count: app_commands.Range[int, 1, MOST] | None = None,
    ) -> None:
        """Answer ephemerally with a list, or with what to do while there is none."""
        member = interaction.user
        assert isinstance(member, discord.Member)  # noqa: S101 guild_only
        await interaction.response.defer(ephemeral=True, thinking=True)
        topic = (topic or "").strip() or None
        answer = await self._recommender.recommend(
            member.guild.id,
            member.id,
            readable=readable_by(member),
            topic=topic,
            count=count,
            label=label_in(member.guild),
        )
        words = interaction.client.words(interaction)
        nobody = discord.AllowedMentions.none()
        if answer.empty is not None:
            text = words(answer.empty, topic=escaped(topic or ""))
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=nobody)
            return
        view = RecommendView(words, member.guild.id, member.id, answer, topic)
        await interaction.followup.send(view=view, ephemeral=True, allowed_mentions=nobody)
        impressions = interaction.client.parts.impressions
        impressions.shown("recommend", member.guild.id, member.id, answer.picks)


def label_in(guild: discord.Guild) -> Label:
    """Name an item's channel, and the forum tags of one that is active."""

    def label(item: Item) -> str:
        channel = guild.get_channel(item.channel_id)
        thread = guild.get_thread(item.object_id)
        tags = [tag.name for tag in thread.applied_tags] if thread else []
        return " ".join([channel.name if channel else "", *tags])

    return label


async def setup(client: LyceumClient) -> None:
    """Add the command and the buttons."""
    client.add_dynamic_items(TasteButton)
    await client.add_cog(RecommendCog(client, client.parts.recommender))
