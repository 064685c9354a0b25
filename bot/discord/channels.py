"""Finds channels that the settings name by name or id."""

import discord


def find_channel(guild: discord.Guild, wanted: str) -> discord.TextChannel | None:
    """Return the text channel of this id or name, with or without a leading #."""
    return next((channel for channel in guild.text_channels if is_called(channel, wanted)), None)


def is_called(channel: discord.abc.GuildChannel, wanted: str) -> bool:
    """Return whether a channel has this id, or this name with or without a leading #."""
    return wanted.removeprefix("#") in (str(channel.id), channel.name)
