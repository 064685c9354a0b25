"""Where and by whom something was asked: on a server, which all commands are bound to."""

from typing import Any

import discord
from discord import app_commands


def guild_of(interaction: discord.Interaction[Any]) -> discord.Guild:
    """Return the server that a command or a press comes from.

    Raises:
        NoPrivateMessage: it comes from a direct message.
    """
    if interaction.guild is None:
        raise app_commands.NoPrivateMessage
    return interaction.guild


def member_of(interaction: discord.Interaction[Any]) -> discord.Member:
    """Return who acts on a server.

    Raises:
        NoPrivateMessage: they act in a direct message.
    """
    if not isinstance(interaction.user, discord.Member):
        raise app_commands.NoPrivateMessage
    return interaction.user
