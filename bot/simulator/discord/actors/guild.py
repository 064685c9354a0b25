"""A guild that a test or the demo controls, with its administrators' actions."""

from collections.abc import Sequence
from datetime import datetime

from bot.simulator.discord.actors import messaging
from bot.simulator.discord.actors.channel import NOTHING, Overwrites, PlayedChannel, as_overwrite
from bot.simulator.discord.actors.command_input import HasId
from bot.simulator.discord.actors.person import Person
from bot.simulator.discord.actors.stage import ActorContext
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.state import channels, guilds, live, messages, roles
from bot.simulator.discord.state.commands import SLASH
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.live_records import EventStatus, ScheduledEvent
from bot.simulator.discord.state.permissions import EVERYONE, Permission
from bot.simulator.discord.state.records import (
    ChannelRecord,
    ChannelType,
    GuildRecord,
    Member,
    Message,
    Role,
    Tag,
    User,
)
from bot.simulator.waiting import PATIENCE_SECONDS


class PlayedGuild:
    """A guild with its administrators' actions, and ways to wait for the bot's work."""

    def __init__(self, context: ActorContext, state: GuildRecord) -> None:
        self._context = context
        self._world = context.world
        self.state = state

    @property
    def id(self) -> int:
        """The guild's id, which is also that of @everyone."""
        return self.state.id

    @property
    def name(self) -> str:
        """The guild's name."""
        return self.state.name

    @property
    def owner(self) -> Person:
        """The owner, who may do everything."""
        return self.person(self._world.users[self.state.owner_id])

    @property
    def everyone(self) -> Role:
        """The role that all members have."""
        return self.state.roles[self.id]

    @property
    def bot(self) -> Member:
        """The bot's membership.

        Raises:
            ImpossibleError: The bot was not invited.
        """
        member = self._world.bot_member(self.state)
        if member is None:
            raise ImpossibleError(f"the bot is not in {self.name}")
        return member

    @property
    def bot_role(self) -> Role:
        """The bot's own managed role."""
        bot_id = self._world.bot.id
        return next(role for role in self.state.roles.values() if role.bot_id == bot_id)

    def person(self, user: User) -> Person:
        """Return an account as an actor in this guild."""
        return Person(self._context, self.state, user)

    def role(self, name: str) -> Role:
        """Return the role with a name."""
        return next(role for role in self.state.roles.values() if role.name == name)

    def channel(self, name: str) -> PlayedChannel:
        """Return the channel, thread or post with a name."""
        every = (*self._world.channels_of(self.state), *self._world.threads_of(self.state))
        return PlayedChannel(self._world, next(one for one in every if one.name == name))

    def edit(self, *, name: str | None = None, locale: str | None = None) -> None:
        """Rename the guild or change its language."""
        self.state.name = name or self.state.name
        self.state.locale = locale or self.state.locale
        guilds.update_guild(self._world, self.state)

    # People

    def join(
        self,
        who: str | Person,
        *,
        locale: str = "en-US",
        dms_open: bool = True,
        bot: bool = False,
        roles: Sequence[HasId] = (),
    ) -> Person:
        """Let a person join: a new account by name, or a known person (again).

        Args:
            who: A name for a new account, or a person.
            locale: The new account's language.
            dms_open: Whether the new account accepts direct messages.
            bot: Whether the new account is another bot.
            roles: Roles to have from the start.
        """
        if isinstance(who, str):
            user = guilds.new_user(self._world, who, bot=bot, locale=locale)
            user.dms_open = dms_open
        else:
            user = who.user
        if user.id in self.state.banned_ids:
            raise ImpossibleError(f"{user.name} is banned from {self.name}")
        member = guilds.add_member(self._world, self.state, user)
        if roles:
            guilds.set_roles(self._world, member, [role.id for role in roles])
        return self.person(user)

    def welcome(self, who: Person, where: HasId) -> Message:
        """Post Discord's own message that a person joined, which owners can turn on."""
        return messaging.welcome(self._world, who.user, self._world.channels[where.id])

    def outsider(self, name: str, *, locale: str = "en-US", dms_open: bool = False) -> Person:
        """Create an account that is in no guild, whom the bot can send nothing."""
        user = guilds.new_user(self._world, name, locale=locale)
        user.dms_open = dms_open
        return self.person(user)

    def ban(self, who: HasId) -> None:
        """Ban a user, as an administrator; a member is removed."""
        self.state.banned_ids.add(who.id)
        member = self.state.members.get(who.id)
        if member is not None:
            guilds.remove_member(self._world, self.state, member)

    def unban(self, who: HasId) -> None:
        """Lift a ban, as an administrator."""
        self.state.banned_ids.discard(who.id)

    def kick(self, who: HasId) -> None:
        """Kick a member, as an administrator."""
        guilds.remove_member(self._world, self.state, self.state.members[who.id])

    def invite_bot(self, permissions: Permission = EVERYONE) -> Role:
        """Invite the bot; as at Discord, its managed role is below all others."""
        role = Role(self._world.new_id(), self.id, self._world.bot.name, int(permissions))
        role.managed, role.bot_id = True, self._world.bot.id
        roles.add_role(self._world, self.state, role)
        member = Member(self._world.bot, self.id, self._world.now(), [role.id])
        self.state.members[member.id] = member
        data = guilds.guild_create(self._world, self.state)
        del data["unavailable"]  # only guilds of the READY event have it; clients rely on that
        self._world.emit(GatewayEvent("GUILD_CREATE", data, self.id))
        return role

    def remove_bot(self) -> None:
        """Remove the bot from the guild, with its role."""
        self._world.emit(GatewayEvent("GUILD_DELETE", {"id": str(self.id)}, self.id))
        role, member = self.bot_role, self.bot
        del self.state.members[member.id]
        roles.remove_role(self._world, self.state, role)

    def go_down(self) -> None:
        """Make the guild unavailable, as in an outage; its events are not sent."""
        self._world.emit(
            GatewayEvent("GUILD_DELETE", {"id": str(self.id), "unavailable": True}, self.id)
        )
        self.state.is_down = True

    def come_back(self) -> None:
        """Make the guild available again, and send its present state."""
        self.state.is_down = False
        self._world.emit(
            GatewayEvent("GUILD_CREATE", guilds.guild_create(self._world, self.state), self.id)
        )

    # Roles

    def create_role(
        self,
        name: str,
        *,
        permissions: Permission = NOTHING,
        above: Role | None = None,
        below: Role | None = None,
        position: int | None = None,
        mentionable: bool = False,
    ) -> Role:
        """Create a role, by default at the bottom, as Discord does."""
        role = Role(self._world.new_id(), self.id, name, int(permissions), mentionable=mentionable)
        roles.add_role(self._world, self.state, role)
        if above or below or position:
            self.move_role(role, above=above, below=below, position=position)
        return role

    def move_role(
        self,
        role: Role,
        *,
        above: Role | None = None,
        below: Role | None = None,
        position: int | None = None,
    ) -> None:
        """Move a role right above or below another, or to a position from the bottom (1)."""
        others = [one for one in roles.ladder(self.state)[1:] if one is not role]
        if above is not None:
            position = others.index(above) + 2
        elif below is not None:
            position = others.index(below) + 1
        roles.place_role(self._world, self.state, role, position or 1)

    def edit_role(
        self, role: Role, *, name: str | None = None, permissions: Permission | None = None
    ) -> None:
        """Rename a role or change its permissions."""
        role.name = name or role.name
        role.permissions = role.permissions if permissions is None else int(permissions)
        roles.update_role(self._world, self.state, role)

    def delete_role(self, role: Role) -> None:
        """Delete a role."""
        roles.remove_role(self._world, self.state, role)

    def give_role(self, who: HasId, role: HasId) -> None:
        """Give a member a role by hand, as an administrator."""
        member = self.state.members[who.id]
        guilds.set_roles(self._world, member, [*member.role_ids, role.id])

    def take_role(self, who: HasId, role: HasId) -> None:
        """Take a member's role by hand, as an administrator."""
        member = self.state.members[who.id]
        left = [role_id for role_id in member.role_ids if role_id != role.id]
        guilds.set_roles(self._world, member, left)

    # Channels

    def create_category(self, name: str, *, overwrites: Overwrites | None = None) -> PlayedChannel:
        """Create a category."""
        return self._add(ChannelType.CATEGORY, name, overwrites, None)

    def create_text_channel(
        self,
        name: str,
        *,
        overwrites: Overwrites | None = None,
        category: HasId | None = None,
        topic: str | None = None,
        announcement: bool = False,
    ) -> PlayedChannel:
        """Create a text or announcement channel."""
        type_ = ChannelType.ANNOUNCEMENT if announcement else ChannelType.TEXT
        return self._add(type_, name, overwrites, category, topic=topic)

    def create_voice_channel(
        self, name: str, *, overwrites: Overwrites | None = None, category: HasId | None = None
    ) -> PlayedChannel:
        """Create a voice channel, which has a chat of its own."""
        return self._add(ChannelType.VOICE, name, overwrites, category)

    def create_stage_channel(
        self, name: str, *, overwrites: Overwrites | None = None, category: HasId | None = None
    ) -> PlayedChannel:
        """Create a stage channel."""
        return self._add(ChannelType.STAGE, name, overwrites, category)

    def create_forum(
        self,
        name: str,
        *,
        tags: Sequence[str] = (),
        overwrites: Overwrites | None = None,
        category: HasId | None = None,
    ) -> PlayedChannel:
        """Create a forum with tags by name."""
        made = [Tag(self._world.new_id(), tag) for tag in tags]
        return self._add(ChannelType.FORUM, name, overwrites, category, tags=made)

    def _add(
        self,
        type_: ChannelType,
        name: str,
        overwrites: Overwrites | None,
        category: HasId | None,
        *,
        topic: str | None = None,
        tags: Sequence[Tag] = (),
    ) -> PlayedChannel:
        channel = ChannelRecord(
            self._world.new_id(), type_, self.id, name, topic=topic, tags=[*tags]
        )
        channel.position = len(self._world.channels_of(self.state))
        parent = None if category is None else self._world.channels[category.id]
        if parent is not None:
            channel.parent_id = parent.id
            channel.overwrites = dict(parent.overwrites)
        for target, (allow, deny) in (overwrites or {}).items():
            channel.overwrites[target.id] = as_overwrite(self._world, target, allow, deny)
        return PlayedChannel(self._world, channels.add_channel(self._world, channel))

    # Scheduled events

    def event(self, name: str) -> ScheduledEvent:
        """Return the scheduled or active event with a name."""
        return next(one for one in self.state.events.values() if one.name == name)

    def move_event(self, event: ScheduledEvent, starts_at: datetime) -> None:
        """Move an event by hand, as an administrator; it stays as long."""
        if event.ends_at is not None:
            event.ends_at += starts_at - event.starts_at
        event.starts_at = starts_at
        live.update_event(self._world, event)

    def set_event_status(self, event: ScheduledEvent, status: EventStatus) -> None:
        """Start, end or cancel an event by hand, as an administrator."""
        live.set_status(self._world, self.state, event, status)

    def delete_event(self, event: ScheduledEvent) -> None:
        """Delete an event by hand, as an administrator."""
        live.remove_event(self._world, self.state, event)

    def clear_reactions(self, message: Message) -> None:
        """Remove all reactions of a message, as a moderator."""
        if not message.deleted:
            messages.clear_reactions(self._world, message)

    # Waiting for the bot's work

    async def wait_for_role(
        self, who: Person, role: HasId, timeout: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until a member has a role."""
        await self._world.pulse.until(
            lambda: who.has(role), lambda: f"{who.name} did not get {role!r}", timeout
        )

    async def wait_for_no_role(
        self, who: Person, role: HasId, timeout: float = PATIENCE_SECONDS
    ) -> None:
        """Wait until a member does not have a role."""
        await self._world.pulse.until(
            lambda: not who.has(role), lambda: f"{who.name} still has {role!r}", timeout
        )

    def mention(self, command: str) -> str:
        """Return the mention of a slash command, such as "plan add"."""
        found = self._context.commands.find(self.id, command.partition(" ")[0], SLASH)
        if found is None:
            raise ImpossibleError(f"no command {command!r} is registered")
        return f"</{command}:{found.id}>"

    async def wait_for_command(self, name: str, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until a command (its first word, or a menu's name) is registered."""
        registry = self._context.commands
        await self._world.pulse.until(
            lambda: any(registry.find(self.id, name, type_) for type_ in (1, 2, 3)),
            f"the command {name!r} was not registered",
            timeout,
        )
