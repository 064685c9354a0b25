"""Permission checks in code, whatever Discord's settings for a command are.

Discord shows staff's commands to members who may manage the server, and to roles for which the
owner opens them (Server Settings → Integrations). What somebody may do is decided here.
"""

from collections.abc import Callable
from typing import Any, TypeVar, final

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import UserError
from bot.staff_access import Needed

_KEY = "needs"

Command = TypeVar("Command", bound=app_commands.Command[Any, Any, Any] | app_commands.ContextMenu)


def needs(right: Needed) -> Callable[[Command], Command]:
    """Declare the right that a staff command needs, above the command's decorator.

    Without it the command needs Manage Server.
    """

    def mark(command: Command) -> Command:
        command.extras[_KEY] = right
        return command

    return mark


def needed_by(command: object) -> Needed:
    """Return the right that a command needs."""
    extras: dict[Any, Any] = getattr(command, "extras", {})
    return extras.get(_KEY, "manage")


def may(interaction: discord.Interaction[Any], right: Needed) -> bool:
    """Return whether the member manages the server, or a role of theirs has the right."""
    if interaction.guild_id is None:
        return False
    if interaction.permissions.manage_guild:
        return True
    if not isinstance(interaction.user, discord.Member):
        return False
    roles = (role.id for role in interaction.user.roles)
    return interaction.client.services.staff_access.allows(interaction.guild_id, roles, right)


def may_use(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the member may use the staff command of the interaction."""
    return may(interaction, needed_by(interaction.command))


staff_only = app_commands.check(may_use)  # for autocompletions of staff's commands


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class StaffGroup(commands.GroupCog):
    """A group of commands for staff: hidden from others, and refused to them in code."""

    @final
    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Refuse every command of the group to members without the right that it needs."""
        return may_use(interaction)


def require(interaction: discord.Interaction[Any], right: Needed) -> None:
    """Refuse a press or a form as a `StaffGroup` refuses a command.

    Raises:
        CheckFailure: When the member has not got the right.
    """
    if not may(interaction, right):
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
