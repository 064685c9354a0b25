"""Evaluates who can read what, by Discord's permissions at the last moment."""

from collections.abc import Callable, Iterable

import discord

from data.plans import Plan

Readable = Callable[[int], bool]
Restrictable = (
    discord.TextChannel
    | discord.ForumChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.Thread
)


def readable_by(member: discord.Member, place: object = None) -> Readable:
    """Return a test of channel ids: whether `member` can read the channel's history.

    `place` is where the answer is shown, None for DMs: what an age-restricted channel holds is
    shown only in such channels.
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
    """Return whether Discord asks for the reader's age before it opens a channel."""
    return isinstance(place, Restrictable) and place.is_nsfw()


def opens_channel(channel: discord.abc.GuildChannel, who: discord.Member | discord.Role) -> bool:
    """Return whether a member, or everybody with a role, can read a channel's history.

    The chat of a voice channel is open to everybody who can join the channel.
    """
    may = channel.permissions_for(who)
    joins = may.connect or not isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return may.view_channel and may.read_message_history and joins


def role_given(guild: discord.Guild, offer: Plan) -> discord.Role | None:
    """Return the role that an offer gives; None for a product, or if the role is gone."""
    return None if offer.role_id is None else guild.get_role(offer.role_id)


def opened_by(
    role: discord.Role, channels: Iterable[discord.abc.GuildChannel] | None = None
) -> list[discord.abc.GuildChannel]:
    """Return the channels that a role opens and @everyone can't read, in order.

    `channels` are those to look through, all cached ones if omitted.
    """
    everyone = role.guild.default_role
    found = [
        channel
        for channel in (role.guild.channels if channels is None else channels)
        if not isinstance(channel, discord.CategoryChannel)
        and opens_channel(channel, role)
        and not opens_channel(channel, everyone)
    ]
    return sorted(found, key=_place)


def _place(channel: discord.abc.GuildChannel) -> tuple[int, int, int]:
    above = -1 if channel.category is None else channel.category.position
    return above, channel.position, channel.id


def readable_to_audience(place: discord.abc.GuildChannel) -> Readable:
    """Return a test of channel ids: whether all readers of `place` read the channel.

    If @everyone reads `place`, only what @everyone reads passes; otherwise, what each role that
    opens `place` reads. Overwrites for single members are ignored.
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
