"""The button that opts a member in to the personal digest or out of it."""

import re
from typing import Self

import discord
from discord import ui

from bot.digest.preferences import PersonalScheduleView, PreferenceUpdate
from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from cogs.ui.persistent_item import PersistentButton


class OwnDigestButton(
    PersistentButton,
    template=re.compile(r"lyceum:digest:(?P<wanted>on|off):(?P<guild>\d{1,19}):(?P<mark>\w{0,25})"),
):
    """Opts the member who presses it in to the personal digest, or out of it.

    The `mark` below a digest is the nonce it was sent under: it proves that the digest arrived.
    """

    @classmethod
    def on(cls, translate: Translator, guild_id: int, mark: str = "") -> Self:
        """Return the button that opts in."""
        return cls._make(translate, "on", discord.ButtonStyle.primary, f"{guild_id}:{mark}")

    @classmethod
    def off(cls, translate: Translator, guild_id: int, mark: str = "") -> Self:
        """Return the button that opts out."""
        return cls._make(translate, "off", discord.ButtonStyle.secondary, f"{guild_id}:{mark}")

    @classmethod
    def _make(
        cls, translate: Translator, choice: str, style: discord.ButtonStyle, rest: str
    ) -> Self:
        label, custom_id = translate(f"digest-button-{choice}"), f"lyceum:digest:{choice}:{rest}"
        return cls(ui.Button(label=label, style=style, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Store the choice of the member who pressed; nobody else's is changed."""
        await choose(interaction, self.number("guild"), wanted=self.carried["wanted"] == "on")


def bears_mark(message: discord.Message, mark: str) -> bool:
    """Return whether a message is the digest that was sent under this nonce."""
    buttons = (
        button
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for button in row.children
    )
    return any((button.custom_id or "").endswith(f":{mark}") for button in buttons)


async def choose(
    interaction: Interaction,
    guild_id: int,
    *,
    wanted: bool,
    update: PreferenceUpdate | None = None,
) -> None:
    """Store a member's preferences, and show what they are now."""
    language = interaction.client.translator(interaction).language
    choices = interaction.client.services.digest.preferences
    promise = await choices.choose(
        guild_id, interaction.user.id, language, wanted=wanted, update=update
    )
    await _answer(interaction, guild_id, promise)


async def show(interaction: Interaction, guild_id: int) -> None:
    """Show whether the member gets a personal digest, with the button to change it."""
    choices = interaction.client.services.digest.preferences
    await _answer(interaction, guild_id, await choices.view(guild_id, interaction.user.id))


async def _answer(interaction: Interaction, guild_id: int, promise: PersonalScheduleView) -> None:
    translate = interaction.client.translator(interaction)
    off = promise.wanted and not promise.closed
    button = (OwnDigestButton.off if off else OwnDigestButton.on)(translate, guild_id)
    state = "good" if off else "attention" if promise.closed else "neutral"
    await say(interaction, _state(translate, promise), state=state, buttons=[button])


def _state(translate: Translator, promise: PersonalScheduleView) -> str:
    if not promise.wanted:
        return translate("digest-own-off")
    if promise.closed:
        return translate("digest-own-closed")
    if promise.plan is None:
        return translate("digest-own-on-unscheduled")
    if promise.next_at is None:
        return translate("digest-own-on-paused")
    return translate(
        "digest-own-on",
        next=discord.utils.format_dt(promise.next_at, "F"),
        zone=promise.plan.zone.key,
        count=promise.per_week,
    )
