"""`/recommend`: shows a member what to read next."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer, say
from bot.discord.permissions import readable_by
from bot.recommend.profile.interests import InterestService
from bot.recommend.service import Recommender
from cogs.recommend.channel_labels import interest_of, labels_in
from cogs.recommend.feedback_buttons import FeedbackButton
from cogs.recommend.locked_channels import PlansOnSale, offer_line, opened_by_plans
from cogs.recommend.view import RecommendView, escaped
from cogs.recommend.why_view import WhyMenu
from cogs.ui.interactions import member_of

MAX_ITEMS = 7  # items that fit one message with their buttons
TOPIC_LENGTH = 100


class RecommendCog(commands.Cog):
    """The `/recommend` command; its buttons are in files of their own."""

    def __init__(
        self,
        client: discord.Client,
        recommender: Recommender,
        interests: InterestService,
        on_sale: PlansOnSale,
        *,
        offers: bool = True,
    ) -> None:
        self._client = client
        self._recommender = recommender
        self._interests = interests
        self._on_sale = on_sale
        self._offers = offers

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Load each server's index before anybody asks."""
        for guild in self._client.guilds:
            await self._recommender.warm(guild.id)

    @app_commands.command(description="Get posts recommended for you; only you see them")
    @app_commands.describe(topic="Only posts about this topic", count="How many, up to 7")
    @app_commands.guild_only()
    async def recommend(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 1, TOPIC_LENGTH] | None = None,
        count: app_commands.Range[int, 1, MAX_ITEMS] | None = None,
    ) -> None:
        """Answer ephemerally with a list, or with what to do until there is one."""
        member = member_of(interaction)
        topic = (topic or "").strip() or None
        stated = await self._interests.get(member.guild.id, member.id)
        on_sale = await self._on_sale(member.guild.id) if self._offers else ()
        locked = opened_by_plans(member, on_sale, interaction.channel)
        found = await self._recommender.recommend(
            member.guild.id,
            member.id,
            readable=readable_by(member, interaction.channel),
            topic=topic,
            count=count,
            labels=labels_in(member.guild) if topic else None,
            interest=interest_of(member, stated),
            locked=locked.keys(),
        )
        translate = interaction.client.translator(interaction)
        if found.empty is not None:
            text = translate(found.empty, topic=escaped(topic or ""))
            await say(interaction, text)
            return
        view = RecommendView(
            translate,
            member.guild.id,
            member.id,
            found,
            topic,
            interests_known=bool(stated),
            offer=offer_line(translate, member.guild, found.locked, locked),
        )
        await answer(interaction, view)
        impressions = interaction.client.services.recommend.impressions
        impressions.shown("recommend", member.guild.id, member.id, found.picks)


async def setup(client: LyceumClient) -> None:
    """Add the command and the buttons."""
    client.add_dynamic_items(FeedbackButton, WhyMenu)
    services = client.services
    cog = RecommendCog(
        client,
        services.recommend.recommender,
        services.recommend.interests,
        services.payments.plans.on_sale,
        offers=services.deps.settings.recommend.show_locked_channels,
    )
    await client.add_cog(cog)
