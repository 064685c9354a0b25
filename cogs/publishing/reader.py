"""Shows texts page by page to the members who may open them."""

import re
from typing import Any, Self

import discord
from discord import ui
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView
from bot.errors import UserError
from bot.i18n import Translator
from bot.publishing.reading import Reading
from cogs.publishing.reading_view import reading_view
from cogs.ui.cover import read_covers
from cogs.ui.persistent_item import Answer, PersistentButton
from data.contents import Content


class ReadButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:read:(?P<act>open|back|next):(?P<guild>\d{1,19}):(?P<content>\d{1,19})"
        r":(?P<page>\d{1,4})"
    ),
):
    """Opens a text, or turns to a page of it, for a member to whom it is open then."""

    @classmethod
    def make(
        cls,
        translate: Translator,
        act: str,
        guild_id: int,
        content_id: int,
        page: int = 0,
        *,
        primary: bool = True,
    ) -> Self:
        """Return a button: "open", "back" or "next"; `page` counts from 0."""
        first = primary and act != "back"
        return cls(
            ui.Button(
                label=translate(f"reading-{act}"),
                emoji="📖" if act == "open" else None,
                style=discord.ButtonStyle.primary if first else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:read:{act}:{guild_id}:{content_id}:{page}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Open a text in a message of its own; turn pages in place."""
        return "message" if self.carried["act"] == "open" else "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page."""
        content = await readable(interaction, self.number("guild"), self.number("content"))
        if self.carried["act"] == "open":
            await show_text(interaction, content)
            await interaction.client.services.catalogue.contents.opened(
                content, interaction.user.id
            )
            return
        reading = interaction.client.services.reading
        page = await reading.page(content, interaction.user.id, self.number("page"))
        view, files = await _page_view(interaction, page)
        await interaction.edit_original_response(
            view=view, attachments=files, allowed_mentions=discord.AllowedMentions.none()
        )


class ReaderCog(commands.Cog):
    """Shows articles; lessons have cards of their own, which lead here."""

    opens: frozenset[str] = frozenset({"article"})

    async def open_content(self, interaction: Interaction, content: Content) -> None:
        """Answer with the page where the member is."""
        await show_text(interaction, content)


async def show_text(interaction: Interaction, content: Content) -> None:
    """Answer with the page of a text where the member is; they may open it."""
    page = await interaction.client.services.reading.open(content, interaction.user.id)
    view, files = await _page_view(interaction, page)
    await interaction.followup.send(
        view=view, files=files, ephemeral=True, allowed_mentions=discord.AllowedMentions.none()
    )


async def readable(interaction: Interaction, guild_id: int, content_id: int) -> Content:
    """Return a content that is open to the member now.

    Raises:
        UserError: It is not, or there is none.
    """
    services, user_id = interaction.client.services, interaction.user.id
    reason = await services.catalogue.ownership.why(guild_id, user_id, content_id)
    if reason.content is None or not reason.access.opens:
        raise UserError("catalogue-no-such-content")
    if reason.content.kind == "lesson":  # its course may keep it closed for now
        await services.learning.progress.lesson(guild_id, user_id, content_id)
    return reason.content


async def _page_view(
    interaction: Interaction, page: Reading
) -> tuple[AnswerView, list[discord.File]]:
    """Return a page and its files; the first one stands below the cover."""
    wanted = [page.content] if page.index == 0 else []
    covers = await read_covers(interaction.client.services, wanted)
    return reading_view(*_shown(interaction, page), covers.get(page.content.id))


def _shown(
    interaction: Interaction, page: Reading
) -> tuple[Translator, Reading, list[ui.Item[Any]]]:
    translate = interaction.client.translator(interaction)
    content, buttons = page.content, list[ui.Item[Any]]()
    place = content.guild_id, content.id
    if page.index + 1 < page.count:
        buttons.append(ReadButton.make(translate, "next", *place, page.index + 1))
    elif content.kind == "lesson":
        buttons.append(_learn_button(translate("reading-to-lesson"), "lesson", content))
    elif content.kind == "article":
        buttons.append(_learn_button(translate("learn-button-finish"), "finish", content))
    if page.index > 0:
        buttons.append(ReadButton.make(translate, "back", *place, page.index - 1))
    return translate, page, buttons


def _learn_button(label: str, act: str, content: Content) -> ui.Button[Any]:
    """Return a button that `cogs/learning` handles: to a lesson's card, or *Done*."""
    return ui.Button(
        label=label,
        style=discord.ButtonStyle.primary,
        custom_id=f"lyceum:learn:{act}:{content.guild_id}:{content.id}:0",
    )


async def setup(client: LyceumClient) -> None:
    """Add what shows texts."""
    client.add_dynamic_items(ReadButton)
    await client.add_cog(ReaderCog())
