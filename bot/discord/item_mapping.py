"""Converts Discord's threads and messages to items. Private threads are excluded."""

import discord

from bot.discord.message_authors import SPOKEN
from bot.recommend.signals.extract import MessageAuthor, MessageLocation, RepliedTo
from bot.recommend.signals.items import NewItem, clean_title
from bot.settings import ActivitySettings

FORUMS = (discord.ChannelType.forum, discord.ChannelType.media)


def thread_item(thread: discord.Thread) -> NewItem:
    """Return the item of a public thread or forum post."""
    parent = thread.parent
    return NewItem(
        guild_id=thread.guild.id,
        kind="post" if parent is not None and parent.type in FORUMS else "thread",
        object_id=thread.id,
        channel_id=thread.parent_id,
        author_id=thread.owner_id,
        created_at=thread.created_at or discord.utils.snowflake_time(thread.id),
        title=clean_title(thread.name),
    )


def place_of(channel: discord.abc.GuildChannel, content: frozenset[str]) -> MessageLocation:
    """Return the location of a channel's messages; `content` names content channels."""
    is_content = bool(content) and (channel.name in content or str(channel.id) in content)
    return MessageLocation(channel.guild.id, channel.id, content=is_content)


def place_in(thread: discord.Thread) -> MessageLocation:
    """Return the location of a public thread's messages."""
    return MessageLocation(thread.guild.id, thread.parent_id, thread_item(thread))


def content_names(activity: ActivitySettings) -> frozenset[str]:
    """Return the names and ids of content channels, as `place_of` takes them."""
    return frozenset(name.removeprefix("#") for name in activity.content_channels)


def replied_to(message: discord.Message) -> RepliedTo | None:
    """Return the message that a reply answers, if Discord shows it."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return None
    answered = message.reference.resolved
    if not isinstance(answered, discord.Message) or answered.type not in SPOKEN:
        return None
    human = not answered.author.bot and answered.webhook_id is None
    return RepliedTo(answered.id, MessageAuthor(answered.author.id, human))
