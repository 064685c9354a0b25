"""Who may do what: asked in code, whatever Discord's own settings for a command say."""

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.errors import UserError

Wrapped = TypeVar("Wrapped", bound=Callable[..., Any])


def is_staff(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person who acts may manage the server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def staff_only() -> Callable[[Wrapped], Wrapped]:
    """Refuse a command to everybody who may not manage the server."""
    return app_commands.check(is_staff)


def require_staff(interaction: discord.Interaction[Any]) -> None:
    """Refuse a press of a button as `staff_only` refuses a command.

    Raises:
        CheckFailure: when the person who acts may not manage the server.
    """
    if not is_staff(interaction):
        raise app_commands.CheckFailure


def may_kick(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person who acts may remove members by hand, and so through a plan."""
    return interaction.permissions.kick_members


def require_posting(place: discord.abc.GuildChannel | discord.Thread, who: discord.Member) -> None:
    """Refuse to have something posted where the person who asks could not post it.

    Raises:
        UserError: they can't see the channel or can't write there.
    """
    theirs = place.permissions_for(who)
    thread = isinstance(place, discord.Thread)
    writes = theirs.send_messages_in_threads if thread else theirs.send_messages
    if not (theirs.view_channel and writes):
        raise UserError("digest-place-beyond", channel=place.mention)
