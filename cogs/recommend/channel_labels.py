"""Finds the words that describe channels, and a member's interest in each."""

import discord

from bot.recommend.profile.interests import Interests, strength
from bot.recommend.ranking.request import Interest
from bot.recommend.search.text_match import Labels


def labels_in(guild: discord.Guild) -> Labels:
    """Return the names of a server's channels and the forum tags of active posts."""
    tags = {
        thread.id: " ".join(tag.name for tag in thread.applied_tags) for thread in guild.threads
    }
    return Labels.of(
        {channel.id: channel.name for channel in guild.channels},
        {id_: words for id_, words in tags.items() if words},
    )


def interest_of(member: discord.Member, interests: Interests) -> Interest:
    """Return how interested `member` is in a channel, by stated interests and roles."""
    roles = [role.name for role in member.roles if not role.is_default()]

    def interest(channel_id: int) -> float:
        channel = member.guild.get_channel(channel_id)
        label = "" if channel is None else _known_by(channel)
        return strength(interests, roles, channel_id, label)

    return interest


def _known_by(channel: discord.abc.GuildChannel) -> str:
    match channel:
        case discord.ForumChannel():
            tags = (tag.name for tag in channel.available_tags)
            return "\n".join([channel.name, channel.topic or "", *tags])
        case discord.TextChannel():
            return f"{channel.name}\n{channel.topic or ''}"
        case _:
            return channel.name
