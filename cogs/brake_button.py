"""The button below staff's question whether unusually many members are to lose their role."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import discord
from discord import ui

from bot.i18n import Words
from cogs.checks import require_staff
from cogs.press import Press

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ContinueButton(
    Press, ui.DynamicItem[ui.Button[Any]], template=re.compile(r"lyceum:brake:(?P<asked>\d{1,15})")
):
    """Lets the removals through about which it asks, and no later ones.

    `asked` is when staff were asked: milliseconds since 1970.
    """

    def __init__(self, asked: int, label: str | None = None) -> None:
        self._asked = asked
        style = discord.ButtonStyle.danger
        super().__init__(ui.Button(label=label, style=style, custom_id=f"lyceum:brake:{asked}"))

    @classmethod
    def make(cls, words: Words, asked: int) -> Self:
        """Make the button with its label."""
        return cls(asked, words("staff-brake-continue"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["asked"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Go on for staff."""
        require_staff(interaction)
        client, guild_id = interaction.client, interaction.guild_id
        assert guild_id is not None  # noqa: S101 staff act in guilds
        asked_at = EPOCH + timedelta(milliseconds=self._asked)
        done = await client.parts.brake.release(guild_id, asked_at, interaction.user.id)
        sentence = client.words(interaction)("staff-brake-going" if done else "staff-brake-over")
        await interaction.followup.send(sentence, ephemeral=True)
