"""*Save* below an item that everybody sees: it keeps the item for whoever presses."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import LyceumClient
from bot.i18n import Words
from cogs.press import Press
from cogs.recommend_buttons import EMOJIS


class SaveButton(
    Press,
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"lyceum:save:(?P<guild>\d{1,19}):(?P<object>\d{1,19})"),
):
    """Keeps one item; unlike a `TasteButton` it belongs to nobody, and never changes its looks."""

    def __init__(self, guild_id: int, object_id: int, label: str | None = None) -> None:
        self._guild_id = guild_id
        self._object_id = object_id
        super().__init__(
            ui.Button(
                label=label,
                emoji=EMOJIS["save"],
                style=discord.ButtonStyle.secondary,
                custom_id=f"lyceum:save:{guild_id}:{object_id}",
            )
        )

    @classmethod
    def make(cls, words: Words, guild_id: int, object_id: int) -> Self:
        """Return the button of an item."""
        return cls(guild_id, object_id, words("taste-button-save"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["guild"]), int(match["object"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the item for whoever pressed, and tell them alone."""
        client: LyceumClient = interaction.client
        client.parts.recommender.feedback(
            self._guild_id, interaction.user.id, self._object_id, "save"
        )
        words = client.words(interaction)
        await interaction.followup.send(words("digest-saved"), ephemeral=True)
