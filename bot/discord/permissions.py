"""Who can read what, asked of Discord's permissions at the last moment."""

from collections.abc import Callable

import discord

Readable = Callable[[int], bool]
Restrictable = (
    discord.TextChannel
    | discord.ForumChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.Thread
)


def readable_by(member: discord.Member, place: object = None) -> Readable:
    """Say of a channel id whether `member` can open the channel and read back in it.

    `place` is where the answer stands, None for direct messages: what stands in an age-restricted
    channel is shown in such channels only.
    """
    grown_up = is_age_restricted(place)

    def readable(channel_id: int) -> bool:
        channel = member.guild.get_channel(channel_id)
        return (
            channel is not None
            and (grown_up or not is_age_restricted(channel))
            and opens_channel(channel, member)
        )

    return readable


def is_age_restricted(place: object) -> bool:
    """Tell whether Discord asks for one's age before it opens a channel or thread."""
    return isinstance(place, Restrictable) and place.is_nsfw()


def opens_channel(channel: discord.abc.GuildChannel, who: discord.Member | discord.Role) -> bool:
    """Tell whether somebody, or everybody with a role, can read back what stands in a channel.

    The talk of a voice channel is open to whom the channel itself is.
    """
    may = channel.permissions_for(who)
    joins = may.connect or not isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return may.view_channel and may.read_message_history and joins


def readable_to_audience(place: discord.abc.GuildChannel) -> Readable:
    """Say of a channel id whether everybody who reads `place` reads it too.

    Where @everyone reads `place`, only what @everyone reads will do; elsewhere, what each role does
    by which people read `place`. Exceptions made for single people are not looked at.
    """
    guild, grown_up = place.guild, is_age_restricted(place)
    audience = [guild.default_role]
    if not opens_channel(place, guild.default_role):
        audience = [role for role in guild.roles if _lets_in(place, role)]

    def readable(channel_id: int) -> bool:
        channel = guild.get_channel(channel_id)
        if channel is None or not audience:
            return channel_id == place.id
        suits = grown_up or not is_age_restricted(channel)
        return suits and all(opens_channel(channel, role) for role in audience)

    return readable


def _lets_in(place: discord.abc.GuildChannel, role: discord.Role) -> bool:
    return not role.is_bot_managed() and opens_channel(place, role)
