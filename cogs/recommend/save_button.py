"""The *Save* button below an item that everybody sees."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from cogs.recommend.feedback_buttons import EMOJIS
from cogs.ui.persistent_item import PersistentButton


class SaveButton(
    PersistentButton,
    template=re.compile(r"lyceum:save:(?P<guild>\d{1,19}):(?P<object>\d{1,19})"),
):
    """Saves one item for the member who presses it.

    Unlike a `FeedbackButton` it belongs to nobody and never changes its appearance.
    """

    @classmethod
    def make(cls, translate: Translator, guild_id: int, object_id: int) -> Self:
        """Return the button of an item."""
        return cls(
            ui.Button(
                label=translate("recommend-button-save"),
                emoji=EMOJIS["save"],
                style=discord.ButtonStyle.secondary,
                custom_id=f"lyceum:save:{guild_id}:{object_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Save the item for the member who pressed, and tell only them."""
        client, guild_id, object_id = (
            interaction.client,
            self.number("guild"),
            self.number("object"),
        )
        recommender = client.services.recommend.recommender
        recommender.feedback(guild_id, interaction.user.id, object_id, "save")
        translate = client.translator(interaction)
        await say(interaction, translate("digest-saved"), state="good")
