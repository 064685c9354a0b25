"""Finds the cogs that show contents: one of its kind, or one among other things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import discord
from discord import ui

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import say
from bot.i18n import Translator
from bot.recommend.contents import ShownContent
from data.contents import Content

MAX_LABEL_LENGTH = 80


@runtime_checkable
class Opener(Protocol):
    """A cog that shows contents; `opens` are their kinds."""

    opens: frozenset[str]

    async def open_content(self, interaction: Interaction, content: Content) -> None:
        """Answer an acknowledged interaction with a content that the member may open.

        It may come from a direct message: the content names the server.
        """
        ...


async def open_content(interaction: Interaction, content: Content) -> None:
    """Show a content to a member who may open it."""
    cogs: list[Any] = list(interaction.client.cogs.values())
    for cog in cogs:
        if isinstance(cog, Opener) and content.kind in cog.opens:
            await cog.open_content(interaction, content)
            return
    translate = interaction.client.translator(interaction)
    await say(interaction, translate("catalogue-no-opener", title=content.title))


def opening_button(
    label: str, guild_id: int, content_id: int, *, owned: bool = True
) -> ui.Button[Any]:
    """Return the button that opens a content, which `cogs/catalogue` handles."""
    return ui.Button(
        label=label[:MAX_LABEL_LENGTH],
        emoji="📖" if owned else "👀",
        style=discord.ButtonStyle.success if owned else discord.ButtonStyle.secondary,
        custom_id=f"lyceum:open:{guild_id}:{content_id}",
    )


@dataclass(frozen=True, slots=True)
class ContentEntry:
    """How a content is shown in a list of other things.

    Attributes:
        text: What it is to the member: theirs to open, or an offer with its price.
        button: The first button: it opens the content, or buys it.
        more: Further buttons.
    """

    text: str
    button: ui.Item[Any]
    more: tuple[ui.Item[Any], ...] = ()


@runtime_checkable
class ContentLister(Protocol):
    """A cog that shows contents in lists."""

    def content_entry(self, translate: Translator, shown: ShownContent) -> ContentEntry:
        """Return a content as it is for the member."""
        ...


def content_entries(
    client: LyceumClient, translate: Translator, shown: Mapping[int, ShownContent]
) -> dict[int, ContentEntry]:
    """Return contents by id as entries of a list."""
    cogs: list[Any] = list(client.cogs.values())
    lister = next((cog for cog in cogs if isinstance(cog, ContentLister)), None)
    if lister is None:
        return {}
    return {id_: lister.content_entry(translate, each) for id_, each in shown.items()}
