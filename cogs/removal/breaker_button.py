"""The button that lets staff allow unusually many removals."""

import re
from datetime import UTC, datetime, timedelta
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import StaffButton

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ContinueRemovalButton(StaffButton, template=re.compile(r"lyceum:brake:(?P<asked>\d{1,15})")):
    """Allows the removals that it asks about, and no later ones.

    `asked` is when staff were asked, in milliseconds since 1970.
    """

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, asked: int) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate("staff-brake-continue"),
                style=discord.ButtonStyle.danger,
                custom_id=f"lyceum:brake:{asked}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Release the breaker for the staff member who pressed."""
        client, guild_id = interaction.client, guild_of(interaction).id
        asked_at = EPOCH + timedelta(milliseconds=self.number("asked"))
        done = await client.services.payments.removal_breaker.release(
            guild_id, asked_at, interaction.user.id
        )
        message = "staff-brake-going" if done else "staff-brake-over"
        await say(interaction, client.translator(interaction)(message))
