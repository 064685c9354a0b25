"""What Discord shows of threads and messages, said as items. Private threads are none."""

import discord

from bot.recommend.items import ItemKind, NewItem, clean_title

FORUMS = (discord.ChannelType.forum, discord.ChannelType.media)


def thread_item(thread: discord.Thread) -> NewItem:
    """Describe a public thread or forum post."""
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


def message_item(
    guild_id: int, channel_id: int, message_id: int, author_id: int, *, content: bool
) -> NewItem:
    """Describe a message outside threads; `content`: it stands in a content channel."""
    kind: ItemKind = "content" if content else "message"
    created_at = discord.utils.snowflake_time(message_id)
    return NewItem(guild_id, kind, message_id, channel_id, author_id, created_at)
