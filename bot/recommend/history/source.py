"""What reading history asks of Discord, and the shapes of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.recommend.signals.extract import MessageAuthor, MessageLocation, RepliedTo
from bot.recommend.signals.items import NewItem

PAGE = 100  # messages; Discord gives no more at once


class ChannelUnreadableError(Exception):
    """A channel or thread can't be read: we may not, or it is no more."""


@dataclass(frozen=True, slots=True)
class HistoryEmoji:
    """An emoji: a server's own has an id, every other one is its name."""

    id: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class HistoryMessage:
    """A message as history tells it.

    Attributes:
        id: Discord's.
        author: who wrote it.
        spoken: whether a person wrote it, as opposed to a notice of Discord's.
        answered: the message that it answers.
        vague: whether it answers one that Discord did not show this time.
        origin: for the notice at the head of a thread begun on a message, whether that message
            is still there; None for all others.
        has_thread: whether a thread was begun on it.
        emojis: those that it was reacted with.
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
    """A channel that we can read. `forum`: it holds posts and no messages of its own."""

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
        item: the same as an item.
        opener: who began it, where that is a member and no bot.
        newest: its last message, which may be deleted.
    """

    item: NewItem
    opener: int | None
    newest: int

    @property
    def id(self) -> int:
        """Discord's id."""
        return self.item.object_id


class HistorySource(Protocol):
    """One server's history. Where nothing else is said, a call may take a while: it is throttled.

    Raises:
        UnreadableError: what was asked about can't be read.
        RetryLaterError: Discord could not answer now.
    """

    @property
    def guild_id(self) -> int:
        """The server."""
        ...

    def channels(self) -> Sequence[HistoryChannel]:
        """Return the channels that we can read, at once."""
        ...

    def knows_channel(self, channel_id: int) -> bool:
        """Tell whether the server has a channel that we know, at once."""
        ...

    def is_member(self, user_id: int) -> bool:
        """Tell whether somebody is in the server, at once."""
        ...

    async def threads(self, channel_id: int, since: datetime) -> Sequence[HistoryThread]:
        """Return the open threads of a channel, and those archived after `since`."""
        ...

    async def open_threads(self) -> Sequence[HistoryThread]:
        """Return all open threads of the server."""
        ...

    async def page(self, channel_id: int, after: int) -> Sequence[HistoryMessage]:
        """Return up to `PAGE` messages that follow one in a channel or thread, oldest first."""
        ...

    async def reactors(
        self, channel_id: int, message_id: int, emoji: HistoryEmoji
    ) -> Sequence[int] | None:
        """Return who reacted, without bots; nobody where the message is gone."""
        ...

    async def has_message(self, channel_id: int, message_id: int) -> bool:
        """Tell whether a message is there, or may be where we can't look."""
        ...

    async def has_channel(self, channel_id: int) -> bool:
        """Tell whether a channel or thread is there, or may be where we can't look."""
        ...
