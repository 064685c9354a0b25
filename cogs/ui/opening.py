"""Finds the cog that shows a content of some kind."""

from typing import Any, Protocol, runtime_checkable

from bot.discord.client import Interaction
from bot.discord.layout import say
from data.contents import Content


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
