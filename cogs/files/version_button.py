"""The button by which members are notified of new versions, or no longer."""

import re
from collections.abc import Iterator
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from cogs.ui.persistent_item import PersistentButton
from data.notices import Notice

MESSAGES = frozenset(("files-new-version", "files-new-version-notes"))


class VersionsButton(
    PersistentButton,
    template=re.compile(r"lyceum:versions:(?P<wanted>on|off):(?P<guild>\d{1,19})"),
):
    """Has the member who presses it notified of new versions, or no longer."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int, *, wanted: bool) -> Self:
        """Return the button that switches it on, or off."""
        choice = "on" if wanted else "off"
        return cls(
            ui.Button(
                label=translate(f"files-button-versions-{choice}"),
                style=discord.ButtonStyle.secondary,
                custom_id=f"lyceum:versions:{choice}:{guild_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Store the choice, and offer the opposite."""
        client, guild_id = interaction.client, self.number("guild")
        translate, wanted = client.translator(interaction), self.carried["wanted"] == "on"
        user_id = interaction.user.id
        await client.services.files.new_versions.choose(guild_id, user_id, wanted=wanted)
        if wanted:
            outbox = client.services.payments.outbox
            await outbox.remember_language(guild_id, user_id, translate.language)
        text = translate(f"files-versions-{'on' if wanted else 'off'}")
        button = VersionsButton.make(translate, guild_id, wanted=not wanted)
        await say(interaction, text, state="good", buttons=[button])


def version_buttons(translate: Translator, notice: Notice) -> Iterator[ui.Item[Any]]:
    """Yield the button that ends notices about new versions, below each of them."""
    if notice.message in MESSAGES:
        yield VersionsButton.make(translate, notice.guild_id, wanted=False)
