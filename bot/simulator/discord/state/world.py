"""The state of the simulated Discord, with its indexes and events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.discord.serializers.message import message_json
from bot.simulator.discord.state.attachments import Attachments
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.permissions import Permission, channel_permissions
from bot.simulator.discord.state.records import (
    ChannelRecord,
    GuildRecord,
    Json,
    Member,
    Message,
    User,
)
from bot.simulator.discord.state.snowflake import Snowflakes
from bot.simulator.waiting import Pulse


@dataclass(frozen=True, slots=True)
class Application:
    """The one application whose bot connects."""

    id: int
    name: str
    token: str
    granted: Intent  # the privileged intents it may ask for
    owner: User
    client_secret: str = ""
    redirect_uris: tuple[str, ...] = ()


class DiscordState:
    """Everything that exists, and the listeners to changes.

    Invariants: a channel of a guild, its threads included, is in `channels` under its id, a
    direct message channel in `direct` as well; a message is in its channel's `messages` unless
    it is ephemeral; whatever changes state emits Discord's event after the change.
    """

    def __init__(self, application: Application, bot: User, now: Callable[[], datetime]) -> None:
        self.application = application
        self.bot = bot
        self.now = now
        self.snowflakes = Snowflakes(now)
        self.users: dict[int, User] = {bot.id: bot, application.owner.id: application.owner}
        self.guilds: dict[int, GuildRecord] = {}
        self.channels: dict[int, ChannelRecord] = {}
        self.direct: dict[
            int, ChannelRecord
        ] = {}  # the direct message channels by the recipient's user id
        self.attachments = Attachments(now, self.new_id)
        self.pulse = Pulse()
        self._listeners: list[Callable[[GatewayEvent], None]] = []

    def new_id(self) -> int:
        """Return a new snowflake."""
        return self.snowflakes.make()

    def listen(self, listener: Callable[[GatewayEvent], None]) -> None:
        """Add a listener to all events from now on."""
        self._listeners.append(listener)

    def emit(self, event: GatewayEvent) -> None:
        """Send an event to the listeners, then wake everyone who waits for a change."""
        for listener in self._listeners:
            listener(event)
        self.pulse.changed()

    def guild_of(self, channel: ChannelRecord) -> GuildRecord | None:
        """Return the channel's guild; None for a direct message channel."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def channels_of(self, guild: GuildRecord) -> list[ChannelRecord]:
        """Return the guild's channels without threads."""
        return [c for c in self.channels.values() if c.guild_id == guild.id and not c.is_thread]

    def threads_of(self, guild: GuildRecord) -> list[ChannelRecord]:
        """Return the guild's threads and posts, including archived ones."""
        return [c for c in self.channels.values() if c.guild_id == guild.id and c.is_thread]

    def bot_member(self, guild: GuildRecord) -> Member | None:
        """Return the bot's membership of a guild, if it was invited."""
        return guild.members.get(self.bot.id)

    def permissions_in(self, channel: ChannelRecord, user_id: int) -> Permission:
        """Return a user's permissions in a channel; all of them in their own DMs."""
        guild = self.guild_of(channel)
        if guild is None:
            partners = {self.bot.id, channel.recipient.id if channel.recipient else 0}
            return Permission.everything() if user_id in partners else Permission(0)
        member = guild.members.get(user_id)
        if member is None:
            return Permission(0)
        return channel_permissions(guild, member, channel, self.channels)

    def bot_sees(self, channel: ChannelRecord) -> bool:
        """Return whether the bot gets a channel's events."""
        return bool(self.permissions_in(channel, self.bot.id) & Permission.VIEW_CHANNEL)

    def message_json(self, message: Message) -> Json:
        """Return a message as the REST API would show it with the message content intent."""
        thread = None if message.thread_id is None else self.channels.get(message.thread_id)
        data = message_json(message, self.bot.id, self.users.get, thread)
        return data | {"attachments": [self.attachments.renewed(x) for x in message.attachments]}

    def content_is_private(self, message: Message) -> bool:
        """Return whether a bot without the message content intent may not read it."""
        return (
            message.guild_id is not None
            and message.author.id != self.bot.id
            and message.application_id != self.application.id
            and self.bot.id not in message.mention_ids
        )
