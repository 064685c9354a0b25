"""Restricts channels to a plan's role, for staff who could do so by hand."""

import re
from collections.abc import Sequence

import discord

from bot.discord.permissions import opened_by
from bot.errors import UserError
from bot.i18n import Translator

MENTION = re.compile(r"<#(\d{1,19})>")
MAX_CHANNELS = 20
MAX_CHANNELS_LENGTH = 400  # characters: 20 mentions or fewer
OPEN = {"view_channel": True, "read_message_history": True}


def checked_channels(member: discord.Member, text: str) -> Sequence[discord.abc.GuildChannel]:
    """Return the channels that staff want to restrict, none for an empty text.

    Raises:
        UserError: A channel is unknown, or the staff member or the bot can't restrict it.
    """
    if not text.strip():
        return []
    channels = channels_in(member.guild, text)
    check_restricting(channels, member)
    return channels


async def close_channels(
    translate: Translator, role: discord.Role, channels: Sequence[discord.abc.GuildChannel]
) -> list[str]:
    """Restrict channels to a role; return what to say about what it opens.

    Raises:
        UserError: Discord refuses.
    """
    if channels:
        await restrict(channels, role)
        named = " ".join(channel.mention for channel in channels)
        return [translate("plan-channels-closed", channels=named, role=role.mention)]
    return [] if opened_by(role) else [translate("plan-opens-nothing", role=role.mention)]


def channels_in(guild: discord.Guild, text: str) -> Sequence[discord.abc.GuildChannel]:
    """Return the channels that a text mentions.

    Raises:
        UserError: It mentions none, or one that is not in the server.
    """
    ids = list(dict.fromkeys(int(found) for found in MENTION.findall(text)))[:MAX_CHANNELS]
    found = [guild.get_channel(id_) for id_ in ids]
    channels = [channel for channel in found if channel is not None]
    if not channels or len(channels) < len(ids):
        raise UserError("plan-channels-unknown")
    return channels


def check_restricting(channels: Sequence[discord.abc.GuildChannel], member: discord.Member) -> None:
    """Refuse channels that the staff member or the bot can't restrict.

    Raises:
        UserError: With the channel, and who lacks the permission.
    """
    for channel in channels:
        if not channel.permissions_for(member).manage_roles:
            raise UserError("plan-channels-beyond", channel=channel.mention)
        ours = channel.permissions_for(channel.guild.me)
        if not (ours.manage_roles and ours.view_channel):
            raise UserError("plan-channels-no-permission", channel=channel.mention)


async def restrict(channels: Sequence[discord.abc.GuildChannel], role: discord.Role) -> None:
    """Let only members with the role see channels, and those with overwrites.

    The bot's own overwrite comes first, because otherwise it would lock itself out.

    Raises:
        UserError: Discord refuses.
    """
    everyone = role.guild.default_role
    for channel in channels:
        try:
            for who in (role.guild.me, role):
                overwrite = channel.overwrites_for(who)
                overwrite.update(**OPEN)
                await channel.set_permissions(who, overwrite=overwrite)
            hidden = channel.overwrites_for(everyone)
            hidden.update(view_channel=False)
            await channel.set_permissions(everyone, overwrite=hidden)
        except discord.Forbidden:
            raise UserError("plan-channels-no-permission", channel=channel.mention) from None
