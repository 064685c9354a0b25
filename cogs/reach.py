"""Who can read what, asked of Discord's permissions at the last moment."""

from collections.abc import Callable

import discord

Readable = Callable[[int], bool]


def readable_by(member: discord.Member) -> Readable:
    """Say of a channel id whether `member` can open the channel and read back in it."""

    def readable(channel_id: int) -> bool:
        channel = member.guild.get_channel(channel_id)
        return channel is not None and _opens(channel.permissions_for(member))

    return readable


def readable_to_audience(place: discord.abc.GuildChannel) -> Readable:
    """Say of a channel id whether everybody who reads `place` reads it too.

    Where @everyone reads `place`, only what @everyone reads will do; elsewhere, what each role does
    by which people read `place`. Exceptions made for single people are not looked at.
    """
    guild = place.guild
    audience = [guild.default_role]
    if not _opens(place.permissions_for(guild.default_role)):
        audience = [role for role in guild.roles if _lets_in(place, role)]

    def readable(channel_id: int) -> bool:
        channel = guild.get_channel(channel_id)
        if channel is None or not audience:
            return channel_id == place.id
        return all(_opens(channel.permissions_for(role)) for role in audience)

    return readable


def _lets_in(place: discord.abc.GuildChannel, role: discord.Role) -> bool:
    return not role.is_bot_managed() and _opens(place.permissions_for(role))


def _opens(permissions: discord.Permissions) -> bool:
    return permissions.view_channel and permissions.read_message_history
