"""What REST handlers share: a parsed request, and the checks before the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.simulator.discord.errors import (
    invalid,
    missing_access,
    missing_permissions,
    unknown,
)
from bot.simulator.discord.state.attachments import Upload
from bot.simulator.discord.state.authorizations import Authorizations
from bot.simulator.discord.state.commands import CommandRegistry
from bot.simulator.discord.state.interactions import Interactions
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import (
    ChannelRecord,
    GuildRecord,
    Json,
    Member,
    Message,
    Role,
    User,
)
from bot.simulator.discord.state.world import DiscordState


@dataclass(frozen=True, slots=True)
class RestAnswer:
    """A status and its JSON; without one it is 204."""

    status: int = 204
    body: Any = None


@dataclass(frozen=True, slots=True)
class RestCall:
    """One parsed request to the REST API, with the objects it is about."""

    world: DiscordState
    commands: CommandRegistry
    interactions: Interactions
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    uploads: list[Upload] = field(default_factory=list[Upload])
    authorizations: Authorizations = field(kw_only=True)
    authorization: str = ""  # the header
    user: User | None = None  # whose token the request carries, instead of the bot's

    @property
    def json(self) -> Json:
        """Return the body as an object.

        Raises:
            ApiError: It is not an object.
        """
        if not isinstance(self.body, dict):
            raise invalid((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return cast(Json, self.body)

    def id(self, name: str) -> int:
        """Return a snowflake of the path."""
        return as_snowflake(self.params[name], name)

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """Return a whole number of the query, within its bounds."""
        value = self.query.get(name, str(default))
        if not value.isdecimal() or not lowest <= int(value) <= highest:
            text = f"int value should be between {lowest} and {highest}."
            raise invalid((name,), "NUMBER_TYPE_MAX", text)
        return int(value)

    def cursor(self, name: str) -> int | None:
        """Return a snowflake of the query, if it is there."""
        value = self.query.get(name)
        return None if value is None else as_snowflake(value, name)

    def guild(self) -> GuildRecord:
        """Return the path's guild, which the bot is in."""
        guild = self.world.guilds.get(self.id("guild_id"))
        if guild is None or self.world.bot_member(guild) is None:
            raise unknown("guild")
        return guild

    def bot(self, guild: GuildRecord) -> Member:
        """Return the bot's membership."""
        member = self.world.bot_member(guild)
        if member is None:
            raise unknown("guild")
        return member

    def member(self, guild: GuildRecord) -> Member:
        """Return the path's member."""
        user_id = self.id("user_id")
        if user_id not in self.world.users:
            raise unknown("user")
        if user_id not in guild.members:
            raise unknown("member")
        return guild.members[user_id]

    def role(self, guild: GuildRecord) -> Role:
        """Return the path's role."""
        role = guild.roles.get(self.id("role_id"))
        if role is None:
            raise unknown("role")
        return role

    def channel(self, *needed: Permission) -> ChannelRecord:
        """Return the path's channel, which the bot sees and has the permissions for."""
        channel = self.world.channels.get(self.id("channel_id"))
        if channel is None:
            raise unknown("channel")
        self.require(channel, *needed)
        return channel

    def require(self, channel: ChannelRecord, *needed: Permission) -> None:
        """Refuse unless the bot sees a channel and has the permissions there."""
        may = self.world.permissions_in(channel, self.world.bot.id)
        if not may & Permission.VIEW_CHANNEL:
            raise missing_access()
        if any(not may & permission for permission in needed):
            raise missing_permissions()

    def require_in(self, guild: GuildRecord, *needed: Permission) -> None:
        """Refuse unless the bot has the permissions in the guild."""
        may = guild_permissions(guild, self.bot(guild))
        if any(not may & permission for permission in needed):
            raise missing_permissions()

    def message(self, channel: ChannelRecord) -> Message:
        """Return the path's message."""
        message = channel.messages.get(self.id("message_id"))
        if message is None:
            raise unknown("message")
        return message


def as_snowflake(value: str, name: str) -> int:
    """Parse a snowflake."""
    if not value.isdecimal():
        raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)


Handler = Callable[[RestCall], RestAnswer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path with its handler."""

    method: str
    path: str  # aiohttp's pattern, without the base
    handler: Handler
    authorized: bool = True  # needs the bot's token
    scope: str = ""  # of users' tokens that are accepted as well
