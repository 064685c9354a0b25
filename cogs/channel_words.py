"""By which words channels and items can be found, and how much a channel is to a member."""

import discord

from bot.recommend.ask import Interest
from bot.recommend.interests import Interests, strength
from bot.recommend.items import Item
from bot.recommend.service import Label


def label_in(guild: discord.Guild) -> Label:
    """Name an item's channel, and the forum tags of one that is active."""

    def label(item: Item) -> str:
        channel = guild.get_channel(item.channel_id)
        thread = guild.get_thread(item.object_id)
        tags = [tag.name for tag in thread.applied_tags] if thread else []
        return " ".join([channel.name if channel else "", *tags])

    return label


def interest_of(member: discord.Member, interests: Interests) -> Interest:
    """Say of a channel id how much it is to `member`, by what they stated and their roles."""
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
