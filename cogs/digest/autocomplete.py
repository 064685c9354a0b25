"""Autocompletes a digest's days and time zone, and checks its channel option."""

from typing import TypeAlias

import discord
from discord import app_commands

from bot.discord.client import Interaction
from bot.errors import UserError
from bot.scheduling.timezones import suggest_zones

TypedChannel: TypeAlias = discord.TextChannel | discord.ForumChannel | discord.Thread

_CHOICES = 25  # Discord's limit for one autocompletion
_DAYS = ("daily", "weekdays", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PlaceTransformer(app_commands.Transformer):
    """Accepts a text channel, a forum or a thread, including an archived thread."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Return the type of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Return the channel types that can be chosen."""
        kinds = discord.ChannelType
        return [
            kinds.text,
            kinds.news,
            kinds.forum,
            kinds.public_thread,
            kinds.private_thread,
            kinds.news_thread,
        ]

    async def transform(  # type: ignore[override]
        self,
        _interaction: discord.Interaction,
        value: app_commands.AppCommandChannel | app_commands.AppCommandThread,
        /,
    ) -> TypedChannel:
        """Return the channel or thread itself.

        Raises:
            UserError: When the bot can't see it.
        """
        try:
            place = value.resolve() or await value.fetch()
        except (discord.NotFound, discord.Forbidden):
            place = None
        if not isinstance(place, TypedChannel):
            raise UserError("digest-place-unseen", channel=value.mention)
        return place


async def zones(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer time zones that match what was typed."""
    return [app_commands.Choice(name=name, value=name) for name in suggest_zones(typed, _CHOICES)]


async def days(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer sets of days, or the typed text as it is."""
    translate = interaction.client.translator(interaction)
    named = {day: translate(f"digest-days-{day}") for day in _DAYS}
    choice = typed.strip().lower()
    hits = [
        app_commands.Choice(name=name, value=day)
        for day, name in named.items()
        if choice in day or choice in name.lower()
    ]
    return hits or [app_commands.Choice(name=typed[:100], value=typed[:100])]
