"""Returns an interaction's server, channel and member; DMs have no commands."""

from typing import Any

import discord
from discord import app_commands


def guild_of(interaction: discord.Interaction[Any]) -> discord.Guild:
    """Return the server of a command or a press.

    Raises:
        NoPrivateMessage: It comes from a direct message.
    """
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild


def member_of(interaction: discord.Interaction[Any]) -> discord.Member:
    """Return the member of a command or a press.

    Raises:
        NoPrivateMessage: It comes from a direct message.
    """
    if not isinstance(interaction.user, discord.Member):
        raise app_commands.NoPrivateMessage
    return interaction.user


def server_channel(interaction: discord.Interaction[Any]) -> int | None:
    """Return the channel of a command or a press; None in a direct message."""
    return None if interaction.guild_id is None else interaction.channel_id
