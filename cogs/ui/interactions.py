"""Returns an interaction's server and member; there are no commands in DMs."""

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
