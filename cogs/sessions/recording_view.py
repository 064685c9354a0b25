"""The button that makes an article of a session's recording."""

import re
from typing import ClassVar, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from bot.staff_access import Needed
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import StaffButton


class ArticleButton(
    StaffButton, template=re.compile(r"lyceum:session-lesson:(?P<session>\d{1,19})")
):
    """Makes a draft of an article, once."""

    needs: ClassVar[Needed] = "content"

    @classmethod
    def make(cls, translate: Translator, session_id: int) -> Self:
        """Return the button of a session."""
        return cls(
            ui.Button(
                label=translate("session-button-article"),
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:session-lesson:{session_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Make the article."""
        client = interaction.client
        services = client.services.sessions
        session_id = self.number("session")
        await services.planner.get(guild_of(interaction).id, session_id)
        title = await services.recordings.make_article(session_id, interaction.user.id)
        translate = client.translator(interaction)
        text = translate("session-article", title=discord.utils.escape_markdown(title))
        await say(interaction, text, state="good")
