"""`/recommend`: shows a member what to read next."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer, say
from bot.discord.permissions import readable_by
from bot.recommend.contents import (
    ContentSource,
    NoContents,
    ShownContent,
    picked_contents,
    showable,
)
from bot.recommend.profile.interests import Interests, InterestService
from bot.recommend.ranking.request import ContentOptions
from bot.recommend.service import RecommendationList, Recommender
from cogs.recommend.channel_labels import interest_of, labels_in
from cogs.recommend.feedback_buttons import FeedbackButton
from cogs.recommend.locked_channels import PlansOnSale, offer_line, opened_by_plans
from cogs.recommend.view import RecommendView, escaped
from cogs.recommend.why_view import WhyMenu
from cogs.ui.interactions import member_of
from cogs.ui.opening import content_entries
from data.plans import Plan

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
        contents: ContentSource | None = None,
        *,
        offers: bool = True,
    ) -> None:
        self._contents: ContentSource = contents or NoContents()
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
        stated, locked, options = await self._read(member, interaction.channel, topic)
        found = await self._recommender.recommend(
            member.guild.id,
            member.id,
            readable=readable_by(member, interaction.channel),
            topic=topic,
            count=count,
            labels=labels_in(member.guild) if topic else None,
            interest=interest_of(member, stated),
            locked=locked.keys(),
            contents=options,
        )
        found, shown = await self._with_contents(member, found)
        translate = interaction.client.translator(interaction)
        if found.empty is not None:
            await say(interaction, translate(found.empty, topic=escaped(topic or "")))
            return
        view = RecommendView(
            translate,
            member.guild.id,
            member.id,
            found,
            topic,
            interests_known=bool(stated),
            offer=offer_line(translate, member.guild, found.locked, locked),
            contents=content_entries(interaction.client, translate, shown),
        )
        await answer(interaction, view)
        impressions = interaction.client.services.recommend.impressions
        impressions.shown("recommend", member.guild.id, member.id, found.picks)

    async def _read(
        self, member: discord.Member, place: object, topic: str | None
    ) -> tuple[Interests, Mapping[int, Plan], ContentOptions | None]:
        """Read together what a list depends on, because each is a round trip."""
        return await asyncio.gather(
            self._interests.get(member.guild.id, member.id),
            self._locked(member, place),
            self._options(member, topic),
        )

    async def _locked(self, member: discord.Member, place: object) -> Mapping[int, Plan]:
        """Return the channels that plans on sale would open, if they may be offered."""
        on_sale = await self._on_sale(member.guild.id) if self._offers else ()
        return opened_by_plans(member, on_sale, place)

    async def _options(self, member: discord.Member, topic: str | None) -> ContentOptions | None:
        found = await self._contents.options(member.guild.id, [member.id], topic)
        return found.get(member.id)

    async def _with_contents(
        self, member: discord.Member, found: RecommendationList
    ) -> tuple[RecommendationList, Mapping[int, ShownContent]]:
        """Return a list with its contents, without those that may not be shown any more."""
        picked = picked_contents(found.picks)
        shown = await self._contents.shown(member.guild.id, member.id, picked)
        picks = tuple(showable(found.picks, shown))
        empty = found.empty if picks or found.empty else "recommend-empty-seen"
        return replace(found, picks=picks, empty=empty), shown


async def setup(client: LyceumClient) -> None:
    """Add the command and the buttons."""
    client.add_dynamic_items(FeedbackButton, WhyMenu)
    services = client.services
    cog = RecommendCog(
        client,
        services.recommend.recommender,
        services.recommend.interests,
        services.payments.plans.on_sale,
        services.catalogue.recommendable,
        offers=services.deps.settings.recommend.show_locked_channels,
    )
    await client.add_cog(cog)
