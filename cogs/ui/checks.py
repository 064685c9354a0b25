"""Permission checks in code, whatever Discord's settings for a command are."""

from typing import Any, final

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import UserError


def is_staff(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member may manage the server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


staff_only = app_commands.check(is_staff)  # for autocompletions of staff's commands


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class StaffGroup(commands.GroupCog):
    """A group of commands for staff: hidden from others, and refused to them in code."""

    @final
    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Refuse every command of the group to members who may not manage the server."""
        return is_staff(interaction)


def require_staff(interaction: discord.Interaction[Any]) -> None:
    """Refuse a button press as a `StaffGroup` refuses a command.

    Raises:
        CheckFailure: When the member may not manage the server.
    """
    if not is_staff(interaction):
        raise app_commands.CheckFailure


def may_kick(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member may kick by hand, and so through a plan."""
    return interaction.permissions.kick_members


def require_posting(place: discord.abc.GuildChannel | discord.Thread, who: discord.Member) -> None:
    """Refuse to have something posted where the member could not post it.

    Raises:
        UserError: They can't see the channel or can't write there.
    """
    theirs = place.permissions_for(who)
    thread = isinstance(place, discord.Thread)
    writes = theirs.send_messages_in_threads if thread else theirs.send_messages
    if not (theirs.view_channel and writes):
        raise UserError("digest-place-beyond", channel=place.mention)
