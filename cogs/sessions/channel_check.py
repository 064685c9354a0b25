"""Checks whether the bot can hold a session in a channel, and who can join it.

Discord shows the event of a stage or voice channel only to members who see the channel, and lets
those in who may connect. So the channel's permissions decide who takes part: staff lock it for
the roles of plans, and members who own the session otherwise get a permission of their own when
they press *Join*. An event outside of Discord is seen by all members, so that it never names the
link; only members who own the session get it.
"""

import discord

from bot.discord.permission_names import permission_names
from bot.errors import UserError
from bot.i18n import Translator

Channel = discord.VoiceChannel | discord.StageChannel
STAGE = discord.Permissions(manage_channels=True, mute_members=True, move_members=True)
VOICE = discord.Permissions(view_channel=True, connect=True)
EVENTS = discord.Permissions(create_events=True)


def check_channel(translate: Translator, guild: discord.Guild, channel: Channel | None) -> None:
    """Refuse if the bot lacks a permission that Discord asks of it.

    Raises:
        UserError: With the missing permissions.
    """
    lacking = EVENTS.value & ~guild.me.guild_permissions.value
    if channel is not None:
        needed = VOICE.value
        if isinstance(channel, discord.StageChannel):
            needed |= STAGE.value
        lacking |= needed & ~channel.permissions_for(guild.me).value
    if lacking:
        missing = permission_names(translate, discord.Permissions(lacking))
        raise UserError("session-lacks", missing=missing)


def warning(guild: discord.Guild, channel: Channel | None, *, locked: bool) -> list[str]:
    """Return the messages about who can join besides those whom the session is for."""
    if channel is None or not locked:
        return []
    if channel.permissions_for(guild.default_role).connect:
        return ["session-warn-open"]
    if not channel.permissions_for(guild.me).manage_roles:
        return ["session-warn-permit"]
    return []
