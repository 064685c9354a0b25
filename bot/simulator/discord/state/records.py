"""The records of Discord's objects: plain, mutable, without rules or wire format."""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from bot.simulator.discord.state.live_records import ScheduledEvent, StageInstance, VoiceState

Json: TypeAlias = dict[str, Any]


class ChannelType(enum.IntEnum):
    """Discord's kinds of channels, as far as they are simulated."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15


THREADS = frozenset(
    {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}
)


VOICE_CHANNELS = frozenset({ChannelType.VOICE, ChannelType.STAGE})


class MessageFlag(enum.IntFlag):
    """The message flags that have an effect here."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_COMPONENTS_V2 = 1 << 15


class MessageType(enum.IntEnum):
    """Discord's kinds of messages, as far as they are simulated."""

    DEFAULT = 0
    PINNED = 6
    MEMBER_JOINED = 7
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


@dataclass(slots=True, eq=False)
class User:
    """An account, in whatever guilds it is."""

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    has_most_guilds: bool = False  # is in as many guilds as Discord allows

    @property
    def mention(self) -> str:
        """How a message mentions the account."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role; @everyone has its guild's id."""

    id: int
    guild_id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None  # of the bot this managed role belongs to
    managed: bool = False

    @property
    def mention(self) -> str:
        """How a message mentions the role."""
        return f"<@&{self.id}>"


@dataclass(slots=True)
class Overwrite:
    """The permissions that a channel allows and denies to one role or member."""

    target_id: int
    is_role: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Member:
    """An account's membership of a guild."""

    user: User
    guild_id: int
    joined_at: datetime
    role_ids: list[int] = field(default_factory=list[int])
    nick: str | None = None
    timed_out_until: datetime | None = None

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id


@dataclass(slots=True)
class Tag:
    """A forum's tag."""

    id: int
    name: str
    moderated: bool = False
    emoji_name: str | None = None


@dataclass(slots=True)
class ThreadDetails:
    """The fields of a thread or forum post that other channels don't have."""

    owner_id: int
    created_at: datetime
    auto_archive_minutes: int = 4320
    archived: bool = False
    archived_at: datetime | None = None
    locked: bool = False
    invitable: bool = True
    tag_ids: list[int] = field(default_factory=list[int])
    joined: dict[int, datetime] = field(default_factory=dict[int, datetime])
    total_sent: int = 0


@dataclass(slots=True)
class ReactionRecord:
    """One emoji on a message and who set it, in order."""

    emoji_id: int | None
    emoji_name: str
    user_ids: list[int] = field(default_factory=list[int])
    burst_ids: set[int] = field(default_factory=set[int])  # those of them with a super reaction

    def listed(self, *, burst: bool) -> list[int]:
        """Return the users of normal or super reactions, which Discord lists separately."""
        return [user_id for user_id in self.user_ids if (user_id in self.burst_ids) == burst]


@dataclass(slots=True, eq=False)
class Message:
    """A message; what only clients interpret is stored as JSON."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    content: str
    timestamp: datetime
    type: MessageType = MessageType.DEFAULT
    edited_at: datetime | None = None
    flags: int = 0
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])
    mention_ids: list[int] = field(default_factory=list[int])
    mention_role_ids: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    reply_to: "Message | None" = None
    reference: Json | None = None
    reactions: dict[str, ReactionRecord] = field(default_factory=dict[str, ReactionRecord])
    nonce: str | int | None = None
    pinned: bool = False
    thread_id: int | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    interaction: Json | None = None  # its metadata, if an interaction made the message
    only_for: int | None = None  # the user who sees an ephemeral message
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Return whether only one person sees the message."""
        return self.only_for is not None


@dataclass(slots=True, eq=False)
class ChannelRecord:
    """A guild's channel, category, forum or thread, or a direct message channel."""

    id: int
    type: ChannelType
    guild_id: int | None
    name: str = ""
    position: int = 0
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    slowmode_seconds: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    tags: list[Tag] = field(default_factory=list[Tag])
    thread: ThreadDetails | None = None
    recipient: User | None = None
    last_message_id: int | None = None
    flags: int = 0
    messages: dict[int, Message] = field(default_factory=dict[int, Message])

    @property
    def is_thread(self) -> bool:
        """Return whether this is a thread or forum post."""
        return self.type in THREADS

    @property
    def details(self) -> ThreadDetails:
        """The fields that only threads and posts have.

        Raises:
            TypeError: This is neither.
        """
        if self.thread is None:
            raise TypeError(f"{self.name!r} is no thread")
        return self.thread

    @property
    def mention(self) -> str:
        """How a message mentions the channel."""
        return f"<#{self.id}>"


@dataclass(slots=True, eq=False)
class GuildRecord:
    """A guild with its roles and members; its channels are in the state's index."""

    id: int
    name: str
    owner_id: int
    locale: str
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    banned_ids: set[int] = field(default_factory=set[int])
    system_channel_id: int | None = None
    events: dict[int, ScheduledEvent] = field(default_factory=dict[int, ScheduledEvent])
    voice: dict[int, VoiceState] = field(default_factory=dict[int, VoiceState])  # by user
    stages: dict[int, StageInstance] = field(default_factory=dict[int, StageInstance])  # by channel
    is_down: bool = False  # in an outage of Discord: no events are sent
