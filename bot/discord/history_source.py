"""Reads a server's history over Discord's REST API, throttled."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus

import aiohttp
import discord
from aiolimiter import AsyncLimiter

from bot.discord.item_mapping import FORUMS, place_of, replied_to, thread_item
from bot.discord.message_authors import SPOKEN
from bot.errors import RetryLaterError
from bot.recommend.history.source import (
    PAGE,
    ChannelUnreadableError,
    HistoryChannel,
    HistoryEmoji,
    HistoryMessage,
    HistoryThread,
)
from bot.recommend.signals.extract import MessageAuthor

SERVERS_FAULT = 500  # HTTP statuses from here on are the server's fault
THREADED = (discord.TextChannel, discord.ForumChannel)  # includes announcement and media channels


class DiscordArchive:
    """Implements `HistorySource` for one server, over a client's connection and cache.

    Args:
        client: The client whose connection is used.
        guild: A server whose members are all cached.
        content: Names or ids of content channels.
        limiter: Our own limit of requests; discord.py keeps to Discord's limits.
    """

    def __init__(
        self,
        client: discord.Client,
        guild: discord.Guild,
        content: frozenset[str],
        limiter: AsyncLimiter,
    ) -> None:
        self._client = client
        self._guild = guild
        self._content = content
        self._limiter = limiter
        self._fetched: dict[int, discord.Message] = {}  # the page fetched last, by message id

    @property
    def guild_id(self) -> int:
        """The server's id."""
        return self._guild.id

    def channels(self) -> Sequence[HistoryChannel]:
        """Return the channels whose history the bot may read."""
        return [
            HistoryChannel(place_of(channel, self._content), forum=channel.type in FORUMS)
            for channel in self._guild.channels
            if isinstance(channel, discord.abc.Messageable | discord.ForumChannel)
            and self._may_read(channel)
        ]

    def knows_channel(self, channel_id: int) -> bool:
        """Return whether the server has a channel."""
        return self._guild.get_channel(channel_id) is not None

    def is_member(self, user_id: int) -> bool:
        """Return whether a user is in the server and not a bot."""
        member = self._guild.get_member(user_id)
        return member is not None and not member.bot

    async def threads(self, channel_id: int, since: datetime) -> Sequence[HistoryThread]:
        """Return the public threads that are open or were archived after `since`."""
        channel = self._guild.get_channel(channel_id)
        if not isinstance(channel, THREADED):
            return []
        found = {each.id: each for each in self._guild.threads if each.parent_id == channel_id}
        async with self._asking():
            async for each in channel.archived_threads(limit=None):
                if each.archive_timestamp < since:
                    break
                found.setdefault(each.id, each)
        return [_thread(each) for each in found.values() if not each.is_private()]

    async def open_threads(self) -> Sequence[HistoryThread]:
        """Return all public threads that are open."""
        async with self._asking():
            active = await self._guild.active_threads()
        return [_thread(each) for each in active if not each.is_private() and each.parent]

    async def page(self, channel_id: int, after: int) -> Sequence[HistoryMessage]:
        """Return a page of messages, oldest first."""
        place = self._client.get_partial_messageable(channel_id, guild_id=self._guild.id)
        start = discord.Object(after)
        async with self._asking():
            page = [m async for m in place.history(limit=PAGE, after=start, oldest_first=True)]
        self._fetched = {message.id: message for message in page}
        return [_history_message(message) for message in page]

    async def reactors(
        self, channel_id: int, message_id: int, emoji: HistoryEmoji
    ) -> Sequence[int] | None:
        """Return who reacted to a message of the page fetched last, without bots.

        None where Discord does not list them: for some emojis (400, code 10014), and for what was
        deleted in the meantime.
        """
        reaction = self._reaction(message_id, emoji)
        if reaction is None:
            return []
        try:
            found = await self._listed(reaction, discord.ReactionType.normal)
            if len(found) < reaction.count:  # Discord lists super reactions separately
                found |= await self._listed(reaction, discord.ReactionType.burst)
        except ChannelUnreadableError:
            return None
        return [user_id for user_id, bot in found.items() if not bot]

    async def _listed(
        self, reaction: discord.Reaction, type_: discord.ReactionType
    ) -> dict[int, bool]:
        """Return who reacts now, and whether each is a bot.

        `Reaction.users` lists as many as had reacted when the page was fetched, so that a later
        reaction by a smaller id would hide one that nobody has stored.
        """
        emoji, message = reaction.emoji, reaction.message
        text = emoji if isinstance(emoji, str) else f"{emoji.name}:{emoji.id}"
        found: dict[int, bool] = {}
        while True:
            async with self._asking():
                users = await self._client.http.get_reaction_users(
                    message.channel.id,
                    message.id,
                    text,
                    PAGE,
                    after=max(found, default=None),
                    type=type_.value,
                )
            found |= {int(user["id"]): bool(user.get("bot")) for user in users}
            if len(users) < PAGE:
                return found

    def _reaction(self, message_id: int, emoji: HistoryEmoji) -> discord.Reaction | None:
        """Return a reaction to a message of the page fetched last."""
        reactions = self._fetched[message_id].reactions
        return next((each for each in reactions if _emoji(each) == emoji), None)

    async def has_message(self, channel_id: int, message_id: int) -> bool:
        """Return whether a message exists."""
        place = self._client.get_partial_messageable(channel_id, guild_id=self._guild.id)
        try:
            async with self._limiter:
                await place.fetch_message(message_id)
        except discord.NotFound:
            return False
        except discord.HTTPException as error:
            if is_passing(error):
                raise RetryLaterError(str(error)) from error
            return True  # the bot can't check
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RetryLaterError(str(error)) from error
        return True

    async def has_channel(self, channel_id: int) -> bool:
        """Return whether a channel or thread exists."""
        try:
            async with self._limiter:
                await self._guild.fetch_channel(channel_id)
        except discord.NotFound:
            return False
        except discord.InvalidData:
            return True
        except discord.HTTPException as error:
            if is_passing(error):
                raise RetryLaterError(str(error)) from error
            return True  # the bot can't check
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RetryLaterError(str(error)) from error
        return True

    def _may_read(self, channel: discord.abc.GuildChannel) -> bool:
        may = channel.permissions_for(self._guild.me)
        return may.view_channel and may.read_message_history

    @asynccontextmanager
    async def _asking(self) -> AsyncGenerator[None]:
        """Wait for the limiter, and translate Discord's refusals into our errors."""
        try:
            async with self._limiter:
                yield
        except discord.HTTPException as error:
            if is_passing(error):
                raise RetryLaterError(str(error)) from error
            raise ChannelUnreadableError(str(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RetryLaterError(str(error)) from error


def is_passing(error: discord.HTTPException) -> bool:
    """Return whether a retry may succeed; other refusals are about this request only."""
    return error.status == HTTPStatus.TOO_MANY_REQUESTS or error.status >= SERVERS_FAULT


def _thread(thread: discord.Thread) -> HistoryThread:
    item = thread_item(thread)
    opener = thread.owner_id if thread.owner is not None and not thread.owner.bot else None
    return HistoryThread(item, opener, max(thread.last_message_id or 0, thread.id))


def _history_message(message: discord.Message) -> HistoryMessage:
    head = message.type is discord.MessageType.thread_starter_message
    answers = message.type is discord.MessageType.reply and message.reference is not None
    resolved = message.reference.resolved if message.reference is not None else None
    gone = isinstance(resolved, discord.DeletedReferencedMessage)
    return HistoryMessage(
        id=message.id,
        author=MessageAuthor(
            message.author.id, not message.author.bot and message.webhook_id is None
        ),
        spoken=message.type in SPOKEN,
        replied_to=replied_to(message),
        vague=answers and resolved is None,
        origin=not gone if head else None,
        has_thread=message.flags.has_thread,
        emojis=tuple(_emoji(reaction) for reaction in message.reactions),
    )


def _emoji(reaction: discord.Reaction) -> HistoryEmoji:
    if isinstance(reaction.emoji, str):
        return HistoryEmoji(None, reaction.emoji)
    return HistoryEmoji(reaction.emoji.id, reaction.emoji.name)
