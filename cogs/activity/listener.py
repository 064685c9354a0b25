"""Records members' messages and reactions as signals, never a message's text.

The hot path (`on_message`) awaits nothing and starts no task: at most 15 µs of CPU per message
and 25 µs per reaction, besides discord.py's own. What counts as a signal is decided in
`bot.recommend.signals.extract`.
"""

from collections import OrderedDict
from collections.abc import Callable

import discord
from discord.ext import commands

from bot.clock import Clock
from bot.discord.client import LyceumClient
from bot.discord.item_mapping import content_names, place_in, place_of, replied_to, thread_item
from bot.discord.message_authors import SPOKEN, MessageAuthors
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.burst_filter import BurstFilter
from bot.recommend.signals.extract import (
    MessageAuthor,
    MessageLocation,
    item_of_reaction,
    signal_from_new_thread,
    signals_from_message,
)
from bot.recommend.signals.model import (
    REACTIONS,
    ObjectsDeleted,
    Signal,
    SignalKey,
    SignalKind,
    SourcesCleared,
    emoji_key,
)
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.settings import Settings

REMEMBERED_MESSAGES = 10_000  # messages whose author is remembered; for others Discord is asked


class ActivityCog(commands.Cog):
    """Turns gateway events into signals in the buffer."""

    def __init__(
        self,
        client: discord.Client,
        buffer: SignalBuffer,
        settings: Settings,
        of_guild: Callable[[int], Settings],
        clock: Clock,
        count: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._buffer = buffer
        self._clock = clock
        self._count = count  # called with the reason for each act that is not recorded
        self._only = settings.discord.guild_id
        self._settings = of_guild
        self._meanings = ReactionMeanings(settings.activity.emoji)
        self._bursts = BurstFilter(settings.activity.burst_reactions)
        self._written_by_people = OrderedDict[
            int, bool
        ]()  # newest messages: did a person write them?
        self._message_authors = MessageAuthors(client, self._learn)

    async def cog_load(self) -> None:
        """Receive messages as the client does: another listener costs a task per message."""
        self._client.event(self.on_message)

    async def cog_unload(self) -> None:
        """Stop receiving messages and fetching their authors."""
        delattr(self._client, self.on_message.__name__)
        await self._message_authors.close()

    async def on_message(self, message: discord.Message) -> None:
        """Record a reply or a post."""
        if message.guild is None:
            return
        if message.author.bot or message.webhook_id is not None:
            self._count("bot")
            return
        if not self._serves(message.guild):
            return
        spoken = message.type in SPOKEN
        self._remember(message.id, spoken=spoken)
        if not spoken:
            return
        place = self._place(message.channel)
        if place is None:
            return
        author = MessageAuthor(message.author.id, human=True)
        for item, signal in signals_from_message(place, message.id, author, replied_to(message)):
            self._buffer.register(item)
            self._buffer.record(Signal(signal, message.created_at))

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Record a reaction."""
        member = payload.member
        if member is None or not self._serves(member.guild):
            return
        kind = self._meanings.kind(payload.emoji.id, payload.emoji.name)
        if reason := _pointless(payload, kind):
            self._count(reason)
            return
        object_id = self._reacted(payload, member.guild)
        if kind is None or object_id is None:
            return
        now = self._clock.now()
        if self._bursts.exceeds(member.guild.id, member.id, now):
            self._count("burst")
            kind = "burst"
        self._buffer.record(Signal(_reaction(payload, object_id, kind), now))

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Undo the signal of a removed reaction."""
        if payload.guild_id is not None:
            for object_id in {payload.channel_id, payload.message_id}:
                for kind in REACTIONS:
                    self._buffer.undo(_reaction(payload, object_id, kind))

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Undo the signals of all reactions to a message."""
        self._clear_reactions(payload.guild_id, payload.message_id, None)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        """Undo the signals of all reactions to a message with one emoji."""
        key = emoji_key(payload.emoji.id, payload.emoji.name)
        self._clear_reactions(payload.guild_id, payload.message_id, key)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete a message and its signals."""
        self._forget_messages(payload.guild_id, frozenset((payload.message_id,)))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete several messages and their signals."""
        self._forget_messages(payload.guild_id, frozenset(payload.message_ids))

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Record a new thread or forum post, and its author's signal."""
        if thread.is_private() or not self._serves(thread.guild):
            return
        item = thread_item(thread)
        self._buffer.register(item)
        if thread.owner is not None and not thread.owner.bot:
            self._buffer.record(
                Signal(signal_from_new_thread(item, thread.owner_id), item.created_at)
            )

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Store a changed title; discord.py has updated its cache by now."""
        guild = self._client.get_guild(payload.guild_id)
        thread = payload.thread or (guild and guild.get_thread(payload.thread_id))
        if thread and not thread.is_private() and self._serves(thread.guild):
            self._buffer.register(thread_item(thread))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Delete a thread."""
        ids = frozenset((payload.thread_id,))
        self._buffer.delete(ObjectsDeleted(payload.guild_id, "threads", ids, self._clock.now()))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Delete a channel with all its items."""
        ids = frozenset((channel.id,))
        self._buffer.delete(ObjectsDeleted(channel.guild.id, "channels", ids, self._clock.now()))

    def _remember(self, message_id: int, *, spoken: bool) -> None:
        """Remember whether a person wrote a message; a reaction event does not tell."""
        self._written_by_people[message_id] = spoken
        if len(self._written_by_people) > REMEMBERED_MESSAGES:
            self._written_by_people.popitem(
                last=False
            )  # a plain dict is slow to find its first key

    def _learn(self, guild_id: int, message_id: int, spoken: bool) -> None:  # noqa: FBT001 a callback
        """Delete what reactions recorded of a message that no person wrote."""
        self._remember(message_id, spoken=spoken)
        if not spoken:
            self._forget_messages(guild_id, frozenset((message_id,)))

    def _serves(self, guild: discord.Guild) -> bool:
        return self._only is None or guild.id == self._only

    def _reacted(self, payload: discord.RawReactionActionEvent, guild: discord.Guild) -> int | None:
        """Register the item that a reaction counts for; return its id, None without one."""
        author_id = payload.message_author_id
        if author_id is None:
            return None
        channel = guild.get_channel_or_thread(payload.channel_id)
        if channel is None:  # the thread was archived just now; counts if it is an item already
            return payload.channel_id
        place = self._place(channel)
        if place is None:
            return None
        writer = guild.get_member(author_id)
        human = writer is not None and not writer.bot  # a webhook is not a member
        author = MessageAuthor(author_id, human)
        spoken = self._written_by_people.get(payload.message_id)
        if place.thread is None and spoken is False:
            return None
        item = item_of_reaction(place, payload.message_id, author, payload.user_id)
        if item is None:
            return None
        self._buffer.register(item)
        if place.thread is None and spoken is None:
            self._message_authors.fetch(guild.id, payload.channel_id, payload.message_id)
        return item.object_id

    def _place(self, channel: object) -> MessageLocation | None:
        """Return where something happened; None if it is private or not in a guild."""
        if isinstance(channel, discord.Thread):
            return None if channel.is_private() else place_in(channel)
        if isinstance(channel, discord.abc.GuildChannel):
            return place_of(channel, content_names(self._settings(channel.guild.id).activity))
        return None

    def _clear_reactions(self, guild_id: int | None, message_id: int, key: int | None) -> None:
        if guild_id is not None:
            kinds = frozenset(REACTIONS)
            self._buffer.clear(SourcesCleared(guild_id, frozenset((message_id,)), kinds, key))

    def _forget_messages(self, guild_id: int | None, ids: frozenset[int]) -> None:
        if guild_id is not None:
            self._buffer.clear(SourcesCleared(guild_id, ids))
            self._buffer.delete(ObjectsDeleted(guild_id, "messages", ids, self._clock.now()))


def _pointless(payload: discord.RawReactionActionEvent, kind: SignalKind | None) -> str | None:
    """Return why a reaction is no signal, whatever it is to; None if it may be one."""
    if payload.member is not None and payload.member.bot:
        return "bot"
    if payload.message_author_id == payload.user_id:
        return "self"
    return "emoji" if kind is None else None


def _reaction(
    payload: discord.RawReactionActionEvent, object_id: int, kind: SignalKind
) -> SignalKey:
    assert payload.guild_id is not None  # noqa: S101 the callers have checked it
    key = emoji_key(payload.emoji.id, payload.emoji.name)
    return SignalKey(payload.guild_id, payload.user_id, object_id, kind, payload.message_id, key)


async def setup(client: LyceumClient) -> None:
    """Add the listeners."""
    services, deps = client.services, client.services.deps

    def count(reason: str) -> None:
        deps.metrics.ignored.labels(reason).inc()

    await client.add_cog(
        ActivityCog(
            client,
            services.recommend.signals,
            deps.settings,
            deps.guild_settings.of,
            deps.clock,
            count,
        )
    )
