"""A person in a guild: what they can do with Discord's client."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.simulator.discord.actors import messaging, voice
from bot.simulator.discord.actors.channel import PlayedChannel
from bot.simulator.discord.actors.command_input import HasId
from bot.simulator.discord.actors.interactions import Hands
from bot.simulator.discord.actors.reply import Reply
from bot.simulator.discord.actors.stage import ActorContext
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.state import channels, guilds
from bot.simulator.discord.state.live_records import ScheduledEvent
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import GuildRecord, Json, Member, Message, Role, User
from bot.simulator.waiting import PATIENCE_SECONDS


class Person:
    """A person in one guild; what their client would not allow raises ImpossibleError."""

    def __init__(self, context: ActorContext, guild: GuildRecord, user: User) -> None:
        self._context = context
        self._world = context.world
        self._guild = guild
        self.user = user
        self._hands = Hands(context, guild, user)

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The account's name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """How a message mentions the person."""
        return self.user.mention

    @property
    def member(self) -> Member:
        """The membership.

        Raises:
            ImpossibleError: They have left.
        """
        member = self._guild.members.get(self.id)
        if member is None:
            raise ImpossibleError(f"{self.name} is not in {self._guild.name}")
        return member

    @property
    def roles(self) -> list[Role]:
        """Their roles, without @everyone."""
        return [self._guild.roles[role_id] for role_id in self.member.role_ids]

    def has(self, role: HasId) -> bool:
        """Return whether they are in the guild and have a role."""
        member = self._guild.members.get(self.id)
        return member is not None and role.id in member.role_ids

    def sees(self, channel: HasId) -> bool:
        """Return whether they can see a channel."""
        return messaging.may(self._world, self.user, channel, Permission.VIEW_CHANNEL)

    @property
    def permissions(self) -> Permission:
        """Their permissions in the guild."""
        return guild_permissions(self._guild, self.member)

    def leave(self) -> None:
        """Leave the guild; their roles go with the membership."""
        guilds.remove_member(self._world, self._guild, self.member)

    # Talking

    async def say(
        self,
        channel: HasId,
        text: str,
        *,
        reply_to: Message | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Write in a channel or thread; `at` backdates the message."""
        return messaging.say(self._world, self.user, channel, text, reply_to=reply_to, at=at)

    async def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        return messaging.edit(self._world, self.user, message, text)

    async def delete(self, message: Message) -> None:
        """Delete one's own message, or another's if allowed to."""
        messaging.delete(self._world, self.user, message)

    async def react(self, message: Message, emoji: str, *, burst: bool = False) -> None:
        """Set a reaction ("👍" or "<:name:id>"), or a super reaction."""
        messaging.react(self._world, self.user, message, emoji, burst=burst)

    async def unreact(self, message: Message, emoji: str) -> None:
        """Remove one's own reaction."""
        messaging.unreact(self._world, self.user, message, emoji)

    async def post(
        self,
        forum: HasId,
        title: str,
        text: str,
        *,
        tags: Sequence[str] = (),
        at: datetime | None = None,
    ) -> PlayedChannel:
        """Create a post in a forum, with tags by name; return the post's thread."""
        thread = messaging.post(self._world, self.user, forum, title, text, tags=tags, at=at)
        return PlayedChannel(self._world, thread)

    async def start_thread(self, message: Message, name: str) -> PlayedChannel:
        """Start a thread from a message."""
        thread = messaging.start_thread(self._world, self.user, message, name)
        return PlayedChannel(self._world, thread)

    async def follow(self, thread: HasId) -> None:
        """Join a thread or forum post by its button."""
        messaging.follow(self._world, self.user, thread)

    async def dm(self, text: str) -> Message:
        """Send the bot a direct message."""
        return messaging.dm(self._world, self.user, text)

    @property
    def direct(self) -> HasId:
        """The direct message channel between them and the bot."""
        return channels.direct_channel(self._world, self.user)

    @property
    def inbox(self) -> list[Message]:
        """The bot's direct messages to them, oldest first."""
        return messaging.inbox(self._world, self.user)

    async def wait_for_dm(
        self,
        predicate: Callable[[Message], bool] = lambda _: True,
        timeout: float = PATIENCE_SECONDS,
    ) -> Message:
        """Wait for a direct message of the bot; an existing one counts."""
        return await self._world.pulse.until(
            lambda: next((m for m in self.inbox if predicate(m)), None),
            lambda: f"{self.name} got no such direct message; they have {len(self.inbox)}",
            timeout,
        )

    # Live

    def join_voice(self, channel: HasId) -> None:
        """Connect to a voice or stage channel, or move there."""
        voice.join(self._world, self._guild, self.member, channel)

    def leave_voice(self) -> None:
        """Disconnect from voice."""
        voice.disconnect(self._world, self._guild, self.member)

    def sees_event(self, event: ScheduledEvent) -> bool:
        """Return whether they see a scheduled event."""
        return voice.sees(self._world, self.user, event)

    def set_interest(self, event: ScheduledEvent, *, on: bool = True) -> None:
        """Press *Interested* on a scheduled event, or take it back."""
        voice.set_interest(self._world, self.user, event, on=on)

    # Using the bot

    async def slash(
        self,
        command: str,
        /,
        *,
        in_: HasId | None = None,
        timeout: float = PATIENCE_SECONDS,
        unhidden: bool = False,
        **options: object,
    ) -> Reply:
        """Use a slash command ("plan add") and wait for the response.

        Args:
            command: Canonical names, subcommands after a space.
            in_: The channel; by default the first one where it is possible.
            timeout: Seconds to wait for the response, including a deferred one's content.
            unhidden: Use it though the command's default permissions hide it from the person, as
                after an administrator has allowed it to them; in direct messages, though it is
                for servers only.
            options: Values by canonical name; people, roles and channels as objects.

        Raises:
            ImpossibleError: No client would allow it.
            SimulatedTimeout: The bot did not respond in time.
        """
        interaction = self._hands.slash(command, in_, options, unhidden=unhidden)
        return await self._hands.answer_to(interaction, timeout)

    async def autocomplete(
        self,
        command: str,
        /,
        *,
        in_: HasId | None = None,
        timeout: float = PATIENCE_SECONDS,
        focused: str | None = None,
        unhidden: bool = False,
        **options: object,
    ) -> list[Json]:
        """Type into a command's option and return the bot's choices: names and values.

        The option being typed is `focused`, by default the last one given; `unhidden` as for
        `slash`.
        """
        interaction = self._hands.typing(command, in_, options, focused, unhidden=unhidden)
        return (await self._hands.answer_to(interaction, timeout)).choices

    async def menu(
        self,
        command: str,
        target: Message | HasId,
        /,
        *,
        unhidden: bool = False,
        timeout: float = PATIENCE_SECONDS,
    ) -> Reply:
        """Use a command of a context menu; `unhidden` is as in `slash`."""
        used = self._hands.menu(command, target, unhidden=unhidden)
        return await self._hands.answer_to(used, timeout)

    async def click(
        self,
        target: Reply | Message,
        button: str,
        /,
        *,
        index: int = 0,
        finish: bool = True,
        timeout: float = PATIENCE_SECONDS,
    ) -> Reply:
        """Press a button, found by label or custom_id.

        Args:
            target: The reply or message with the button.
            button: Its label or custom_id.
            index: Which of several buttons with the same label, from 0.
            finish: Wait for more than the acknowledgement of a deferred update.
            timeout: Seconds to wait for the response.
        """
        interaction = self._hands.click(target, button, index)
        return await self._hands.answer_to(interaction, timeout, finish=finish)

    async def select(
        self,
        target: Reply | Message,
        menu: str,
        values: Sequence[str | HasId],
        /,
        *,
        finish: bool = True,
        timeout: float = PATIENCE_SECONDS,
    ) -> Reply:
        """Choose from a menu by custom_id or placeholder, options by label or value."""
        interaction = self._hands.select(target, menu, values)
        return await self._hands.answer_to(interaction, timeout, finish=finish)

    async def submit(
        self, reply: Reply, values: Mapping[str, object], /, *, timeout: float = PATIENCE_SECONDS
    ) -> Reply:
        """Fill in and submit the form of a reply, fields by label or custom_id."""
        return await self._hands.answer_to(self._hands.submit(reply, values), timeout)
