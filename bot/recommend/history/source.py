"""The interface through which a backfill reads Discord, and its data types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.recommend.signals.extract import MessageAuthor, MessageLocation, RepliedTo
from bot.recommend.signals.items import NewItem

PAGE = 100  # messages, Discord's maximum per request


class ChannelUnreadableError(Exception):
    """A channel or thread can't be read: no permission, or it no longer exists."""


@dataclass(frozen=True, slots=True)
class HistoryEmoji:
    """An emoji: a custom one has an id, any other only a name."""

    id: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class HistoryMessage:
    """A message of the history.

    Attributes:
        id: Discord's id.
        author: The author.
        spoken: Whether a user wrote it, as opposed to a system message.
        replied_to: The message that it answers.
        vague: Whether it answers a message that Discord didn't include this time.
        origin: For the system message at the start of a thread on a message, whether that message
            still exists; None for all others.
        has_thread: Whether a thread was started on it.
        emojis: The emojis of its reactions.
    """

    id: int
    author: MessageAuthor
    spoken: bool = True
    replied_to: RepliedTo | None = None
    vague: bool = False
    origin: bool | None = None
    has_thread: bool = False
    emojis: tuple[HistoryEmoji, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryChannel:
    """A channel that the bot can read. `forum`: it has posts but no own messages."""

    place: MessageLocation
    forum: bool

    @property
    def id(self) -> int:
        """Discord's id."""
        return self.place.channel_id


@dataclass(frozen=True, slots=True)
class HistoryThread:
    """A public thread or forum post.

    Attributes:
        item: The thread as an item.
        opener: The member who started it; None for a bot or a former member.
        newest: The id of its last message, which may be deleted.
    """

    item: NewItem
    opener: int | None
    newest: int

    @property
    def id(self) -> int:
        """Discord's id."""
        return self.item.object_id


class HistorySource(Protocol):
    """One server's history. Async methods are rate-limited and may take a while.

    Raises:
        ChannelUnreadableError: The requested channel or thread can't be read.
        RetryLaterError: Discord couldn't answer now.
    """

    @property
    def guild_id(self) -> int:
        """The server."""
        ...

    def channels(self) -> Sequence[HistoryChannel]:
        """Return the channels that the bot can read, from the cache."""
        ...

    def knows_channel(self, channel_id: int) -> bool:
        """Return whether the server has this channel, from the cache."""
        ...

    def is_member(self, user_id: int) -> bool:
        """Return whether a user is in the server, from the cache."""
        ...

    async def threads(self, channel_id: int, since: datetime) -> Sequence[HistoryThread]:
        """Return the open threads of a channel, and those archived after `since`."""
        ...

    async def open_threads(self) -> Sequence[HistoryThread]:
        """Return all open threads of the server."""
        ...

    async def page(self, channel_id: int, after: int) -> Sequence[HistoryMessage]:
        """Return up to `PAGE` messages after an id in a channel or thread, oldest first."""
        ...

    async def reactors(
        self, channel_id: int, message_id: int, emoji: HistoryEmoji
    ) -> Sequence[int] | None:
        """Return the users who reacted, without bots; None where Discord lists none."""
        ...

    async def has_message(self, channel_id: int, message_id: int) -> bool:
        """Return whether a message exists, or may exist where the bot can't read."""
        ...

    async def has_channel(self, channel_id: int) -> bool:
        """Return whether a channel or thread exists, or may where the bot can't read."""
        ...
