"""Listens to what members do and notes it as signals. Never a message's text.

On the hot path (`on_message`) nothing is awaited and nothing is started: the floor is 50 µs of
CPU per message beside discord.py's own.

What counts: a message in a public thread or forum post is a reply to it; its first message is the
author's post. A message in a content channel is a post. A message that answers another one
outside threads is a reply to it. A reaction counts for the thread it happens in, or else for the
message. Bots, webhooks and reactions to oneself count for nothing.
"""

from datetime import datetime

import discord
from discord.ext import commands

from bot.client import LyceumClient
from bot.clock import Clock
from bot.recommend.buffer import SignalBuffer
from bot.recommend.items import NewItem
from bot.recommend.signals import Act, Cleared, Deleted, Signal, emoji_key
from bot.settings import Settings
from cogs.activity_items import message_item, thread_item

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


class ActivityCog(commands.Cog):
    """From the gateway's events to the signal buffer."""

    def __init__(
        self, client: discord.Client, buffer: SignalBuffer, settings: Settings, clock: Clock
    ) -> None:
        self._client = client
        self._buffer = buffer
        self._clock = clock
        self._only = settings.discord.guild_id
        self._content = frozenset(
            name.removeprefix("#") for name in settings.activity.content_channels
        )

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Note a reply or a post."""
        if message.guild is None or message.author.bot or message.webhook_id is not None:
            return
        if message.type not in _SPOKEN or not self._serves(message.guild):
            return
        channel = message.channel
        if isinstance(channel, discord.Thread):
            if not channel.is_private():
                self._said_in_thread(message, channel)
        elif isinstance(channel, discord.abc.GuildChannel):
            if self._is_content(channel):
                self._posted(message, channel)
            if message.type is discord.MessageType.reply:
                self._answered(message, channel)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Note a reaction."""
        if payload.member is None or payload.member.bot or not self._serves(payload.member.guild):
            return
        item = self._reacted_item(payload, payload.member.guild)
        if item is not None:
            act = _reaction(payload, item.guild_id, item.object_id)
            self._note(item, act, self._clock.now())

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Take a reaction back."""
        if payload.guild_id is not None:
            for object_id in {payload.channel_id, payload.message_id}:
                self._buffer.undo(_reaction(payload, payload.guild_id, object_id))

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Take all reactions to a message back."""
        if payload.guild_id is not None:
            sources = frozenset((payload.message_id,))
            self._buffer.clear(Cleared(payload.guild_id, sources, "react"))

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        """Take all reactions to a message with one emoji back."""
        if payload.guild_id is not None:
            sources = frozenset((payload.message_id,))
            key = emoji_key(payload.emoji.id, payload.emoji.name)
            self._buffer.clear(Cleared(payload.guild_id, sources, "react", key))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Forget a message."""
        self._forget_messages(payload.guild_id, frozenset((payload.message_id,)))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Forget many messages."""
        self._forget_messages(payload.guild_id, frozenset(payload.message_ids))

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Note a new thread or forum post, and who began it."""
        if thread.is_private() or not self._serves(thread.guild):
            return
        item = thread_item(thread)
        self._buffer.register(item)
        if thread.owner is not None and not thread.owner.bot:
            self._buffer.record(Signal(_post(item), item.created_at))

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Note a new title; the cache has it by now."""
        guild = self._client.get_guild(payload.guild_id)
        thread = payload.thread or (guild and guild.get_thread(payload.thread_id))
        if thread and not thread.is_private() and self._serves(thread.guild):
            self._buffer.register(thread_item(thread))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a thread."""
        ids = frozenset((payload.thread_id,))
        self._buffer.delete(Deleted(payload.guild_id, "threads", ids, self._clock.now()))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget a channel with all that stood in it."""
        ids = frozenset((channel.id,))
        self._buffer.delete(Deleted(channel.guild.id, "channels", ids, self._clock.now()))

    def _serves(self, guild: discord.Guild) -> bool:
        return self._only is None or guild.id == self._only

    def _note(self, item: NewItem, act: Act, at: datetime) -> None:
        self._buffer.register(item)
        self._buffer.record(Signal(act, at))

    def _said_in_thread(self, message: discord.Message, thread: discord.Thread) -> None:
        item = thread_item(thread)
        kind = "post" if message.id == thread.id else "reply"
        act = Act(item.guild_id, message.author.id, item.object_id, kind, message.id)
        self._note(item, act, message.created_at)

    def _posted(self, message: discord.Message, channel: discord.abc.GuildChannel) -> None:
        item = self._message_item(channel, message.id, message.author.id)
        self._note(item, _post(item), item.created_at)

    def _answered(self, message: discord.Message, channel: discord.abc.GuildChannel) -> None:
        answered = message.reference.resolved if message.reference else None
        if not isinstance(answered, discord.Message) or answered.webhook_id is not None:
            return
        if answered.author.bot or answered.author.id == message.author.id:
            return
        item = self._message_item(channel, answered.id, answered.author.id)
        act = Act(item.guild_id, message.author.id, item.object_id, "reply", message.id)
        self._note(item, act, message.created_at)

    def _reacted_item(
        self, payload: discord.RawReactionActionEvent, guild: discord.Guild
    ) -> NewItem | None:
        """Return what a reaction counts for, or None where it counts for nothing."""
        author_id = payload.message_author_id
        channel = guild.get_channel_or_thread(payload.channel_id)
        if channel is None or author_id is None or author_id == payload.user_id:
            return None
        if isinstance(channel, discord.Thread):
            return None if channel.is_private() else thread_item(channel)
        author = guild.get_member(author_id)
        if author is None or author.bot:  # a webhook is no member
            return None
        return self._message_item(channel, payload.message_id, author_id)

    def _message_item(
        self, channel: discord.abc.GuildChannel, message_id: int, author_id: int
    ) -> NewItem:
        content = self._is_content(channel)
        return message_item(channel.guild.id, channel.id, message_id, author_id, content=content)

    def _is_content(self, channel: discord.abc.GuildChannel) -> bool:
        names = self._content
        return bool(names) and (channel.name in names or str(channel.id) in names)

    def _forget_messages(self, guild_id: int | None, ids: frozenset[int]) -> None:
        if guild_id is not None:
            self._buffer.clear(Cleared(guild_id, ids))
            self._buffer.delete(Deleted(guild_id, "messages", ids, self._clock.now()))


def _post(item: NewItem) -> Act:
    return Act(item.guild_id, item.author_id, item.object_id, "post", item.object_id)


def _reaction(payload: discord.RawReactionActionEvent, guild_id: int, object_id: int) -> Act:
    key = emoji_key(payload.emoji.id, payload.emoji.name)
    return Act(guild_id, payload.user_id, object_id, "react", payload.message_id, key)


async def setup(client: LyceumClient) -> None:
    """Add the listeners."""
    parts = client.parts
    await client.add_cog(ActivityCog(client, parts.signals, parts.settings, parts.clock))
