"""Finding places that the settings name by name or id."""

import discord


def find_channel(guild: discord.Guild, wanted: str) -> discord.TextChannel | None:
    """Return the text channel of this id or name; names are compared without a leading #."""
    name = wanted.removeprefix("#")
    for channel in guild.text_channels:
        if str(channel.id) == name or channel.name == name:
            return channel
    return None
