"""`/library`: what a member owns."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.catalogue.refunds import MAX_REASON_LENGTH, RefundService
from bot.catalogue.shop import MAX_CHOICES, Shop
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.files.service import WITH_NOTHING_BUT_FILES
from bot.i18n import Translator
from cogs.catalogue.buttons import OpenButton, open_for
from cogs.catalogue.product_view import kind_text
from cogs.files.download_button import hand_over_newest
from cogs.plans.options import PlanName
from cogs.ui.chosen_id import chosen_id
from cogs.ui.interactions import guild_of
from data.contents import Content

MAX_SHOWN = 10  # contents: each takes 3 of Discord's 40 components
ContentId = app_commands.Range[str, 1, 19]  # as the list of contents offers it


def library_view(translate: Translator, found: Sequence[Content], text: str) -> AnswerView:
    """Return what a member owns, each with its button.

    `text` is what they searched for, or "".
    """
    title = translate("catalogue-library-title")
    if not found:
        searched = discord.utils.escape_markdown(text)
        none = translate("catalogue-library-none", text=searched)
        return AnswerView(none if text else translate("catalogue-library-empty"), title=title)
    more = len(found) - MAX_SHOWN
    return AnswerView(
        *(_owned(translate, each) for each in found[:MAX_SHOWN]),
        title=title,
        note=translate("catalogue-library-more", count=more) if more > 0 else None,
    )


def _owned(translate: Translator, content: Content) -> ui.Section[Any]:
    """Return a content with the button that opens it."""
    facts = [kind_text(translate, content.kind), discord.utils.escape_markdown(content.topic)]
    title = discord.utils.escape_markdown(content.title)
    text = f"**{title}**\n-# {' · '.join(filter(None, facts))}"
    button = OpenButton.make(translate("catalogue-open"), content.guild_id, content.id)
    return ui.Section[Any](text, accessory=button)


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
        await answer(interaction, library_view(translate, found, text))

    @app_commands.command(description="See the articles, courses and tools that you saved")
    async def saved(self, interaction: Interaction) -> None:
        """List what the member saved, with buttons that open it or show what would."""
        guild_id, translate = guild_of(interaction).id, interaction.client.translator(interaction)
        saved = interaction.client.services.recommend.saved
        ids = await saved.contents(guild_id, interaction.user.id)
        found = await self._shop.of_ids(guild_id, ids)
        if not found:
            await say(interaction, translate("catalogue-saved-none"))
            return
        entries = [_owned(translate, each) for each in found[:MAX_SHOWN]]
        view = AnswerView(*entries, title=translate("catalogue-saved-title"))
        await answer(interaction, view)

    @app_commands.command(name="open", description="Open something you own")
    @app_commands.describe(content="What to open")
    async def open_(self, interaction: Interaction, content: ContentId) -> None:
        """Open a content that was chosen from the list."""
        content_id = chosen_id(content, "catalogue-no-such-content")
        await open_for(interaction, guild_of(interaction).id, content_id)

    @app_commands.command(description="Download the newest version of something you own")
    @app_commands.describe(content="What to download")
    async def get(self, interaction: Interaction, content: ContentId) -> None:
        """Hand over the newest file of a content."""
        content_id = chosen_id(content, "catalogue-no-such-content")
        await hand_over_newest(interaction, guild_of(interaction).id, content_id)

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
