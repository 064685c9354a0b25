"""`/library`: what a member owns."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue.refunds import MAX_REASON_LENGTH, RefundService
from bot.catalogue.shop import MAX_CHOICES, Shop
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.errors import UserError
from bot.files.service import WITH_NOTHING_BUT_FILES
from cogs.catalogue.buttons import OpenButton, open_for
from cogs.catalogue.shop_view import library_lines
from cogs.files.download_button import hand_over_newest
from cogs.plans.options import PlanName
from cogs.ui.interactions import guild_of

ContentId = app_commands.Range[str, 1, 19]  # as the list of contents offers it


@app_commands.guild_only()
class LibraryCog(
    commands.GroupCog, group_name="library", group_description="What you own, and how to open it"
):
    """Members' commands for what they own. Every answer is ephemeral."""

    def __init__(self, shop: Shop, refunds: RefundService) -> None:
        self._shop = shop
        self._refunds = refunds

    @app_commands.command(description="See what you own; search it by title")
    @app_commands.describe(text="Part of the title")
    async def search(
        self, interaction: Interaction, text: app_commands.Range[str, 1, 100] = ""
    ) -> None:
        """List what the member owns, the first ones with a button to open."""
        guild_id = guild_of(interaction).id
        found = await self._shop.library(guild_id, interaction.user.id, text)
        translate = interaction.client.translator(interaction)
        lines = library_lines(translate, [(each.kind, each.title) for each in found])
        buttons = [OpenButton.make(each.title, guild_id, each.id) for each in found[:10]]
        title = translate("catalogue-library-title")
        await answer(interaction, AnswerView(lines, title=title, buttons=buttons))

    @app_commands.command(name="open", description="Open something you own")
    @app_commands.describe(content="What to open")
    async def open_(self, interaction: Interaction, content: ContentId) -> None:
        """Open a content that was chosen from the list."""
        if not content.isdecimal():
            raise UserError("catalogue-no-such-content")
        await open_for(interaction, guild_of(interaction).id, int(content))

    @app_commands.command(description="Download the newest version of something you own")
    @app_commands.describe(content="What to download")
    async def get(self, interaction: Interaction, content: ContentId) -> None:
        """Hand over the newest file of a content."""
        if not content.isdecimal():
            raise UserError("catalogue-no-such-content")
        await hand_over_newest(interaction, guild_of(interaction).id, int(content))

    @app_commands.command(description="Ask the staff for your money back")
    @app_commands.describe(product="What you bought", reason="Why you want to return it")
    async def refund(
        self,
        interaction: Interaction,
        product: PlanName,
        reason: app_commands.Range[str, 1, MAX_REASON_LENGTH],
    ) -> None:
        """Send a request for a refund to the staff."""
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        await self._refunds.ask(guild_id, user_id, product, reason)
        translate = interaction.client.translator(interaction)
        name = discord.utils.escape_markdown(product)
        await say(interaction, translate("refund-asked", product=name), state="good")

    @get.autocomplete("content")
    async def _with_files(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._shop.library(guild_of(interaction).id, interaction.user.id, typed)
        return [
            app_commands.Choice(name=each.title[:100], value=str(each.id))
            for each in found
            if each.kind in WITH_NOTHING_BUT_FILES
        ][:MAX_CHOICES]

    @open_.autocomplete("content")
    async def _contents(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._shop.library(guild_of(interaction).id, interaction.user.id, typed)
        return [
            app_commands.Choice(name=each.title[:100], value=str(each.id))
            for each in found[:MAX_CHOICES]
        ]

    @refund.autocomplete("product")
    async def _bought(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        mine = await self._refunds.refundable(guild_of(interaction).id, interaction.user.id)
        names = sorted({each.name for each in mine.values()})
        wanted = typed.casefold()
        return [
            app_commands.Choice(name=name, value=name)
            for name in names
            if wanted in name.casefold()
        ][:MAX_CHOICES]
