"""What is offered while somebody types when a digest shall come, and where."""

from typing import TypeAlias

import discord
from discord import app_commands

from bot.discord.client import Interaction
from bot.errors import UserError
from bot.scheduling.timezones import suggest_zones

TypedChannel: TypeAlias = discord.TextChannel | discord.ForumChannel | discord.Thread

_CHOICES = 25  # of an autocompletion
_DAYS = ("daily", "weekdays", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PlaceTransformer(app_commands.Transformer):
    """Takes a text channel, a forum or a thread, one that is archived as well."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Return what is picked from."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Return the kinds that can be picked."""
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
        """Return the place itself.

        Raises:
            UserError: when we can't see it.
        """
        try:
            place = value.resolve() or await value.fetch()
        except (discord.NotFound, discord.Forbidden):
            place = None
        if not isinstance(place, TypedChannel):
            raise UserError("digest-place-unseen", channel=value.mention)
        return place


async def zones(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer time zones."""
    return [app_commands.Choice(name=name, value=name) for name in suggest_zones(typed, _CHOICES)]


async def days(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer days in words, or what is typed as it is."""
    words = interaction.client.translator(interaction)
    named = {day: words(f"digest-days-{day}") for day in _DAYS}
    wish = typed.strip().lower()
    hits = [
        app_commands.Choice(name=name, value=day)
        for day, name in named.items()
        if wish in day or wish in name.lower()
    ]
    return hits or [app_commands.Choice(name=typed[:100], value=typed[:100])]
