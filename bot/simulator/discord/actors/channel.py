"""A channel, thread or forum post that a test or the demo controls."""

from collections.abc import Callable, Mapping, Sequence

from bot.simulator.discord.actors.command_input import HasId
from bot.simulator.discord.actors.rendering import text_of
from bot.simulator.discord.state import channels, messages
from bot.simulator.discord.state.composing import check_new, write
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import ChannelRecord, Message, Overwrite, User
from bot.simulator.discord.state.world import DiscordState
from bot.simulator.waiting import PATIENCE_SECONDS

Overwrites = Mapping[HasId, tuple[Permission, Permission]]
"""What a channel allows and denies, by role or person."""

NOTHING = Permission(0)


class PlayedChannel:
    """A channel with its state, and with what an administrator can do to it."""

    def __init__(self, world: DiscordState, state: ChannelRecord) -> None:
        self._world = world
        self.state = state

    def __repr__(self) -> str:
        return f"<PlayedChannel #{self.name} {self.id}>"

    @property
    def id(self) -> int:
        """The channel's id."""
        return self.state.id

    @property
    def name(self) -> str:
        """The channel's name, or a post's title."""
        return self.state.name

    @property
    def mention(self) -> str:
        """How a message mentions the channel."""
        return self.state.mention

    @property
    def messages(self) -> list[Message]:
        """The channel's messages, oldest first."""
        return sorted(self.state.messages.values(), key=lambda message: message.id)

    @property
    def threads(self) -> list["PlayedChannel"]:
        """Its threads or posts, oldest first."""
        inside = (c for c in self._world.channels.values() if c.parent_id == self.id)
        return [PlayedChannel(self._world, channel) for channel in inside if channel.is_thread]

    @property
    def starter(self) -> Message:
        """The message that a forum post begins with."""
        return self.state.messages[self.id]

    async def wait_for_message(
        self,
        predicate: Callable[[Message], bool] = lambda _: True,
        timeout: float = PATIENCE_SECONDS,
        *,
        by: HasId | None = None,
    ) -> Message:
        """Wait for a message, by default of the bot; an existing one counts."""
        author = self._world.bot.id if by is None else by.id

        def found() -> Message | None:
            mine = (m for m in self.messages if m.author.id == author)
            return next((message for message in mine if predicate(message)), None)

        def missing() -> str:
            last = "; the last is " + repr(text_of(self.messages[-1])) if self.messages else ""
            return f"no such message in #{self.name} among {len(self.messages)}{last}"

        return await self._world.pulse.until(found, missing, timeout)

    def overwrite(
        self, target: HasId, allow: Permission = NOTHING, deny: Permission = NOTHING
    ) -> None:
        """Set what the channel allows and denies to a role or person."""
        self.state.overwrites[target.id] = as_overwrite(self._world, target, allow, deny)
        channels.update_channel(self._world, self.state)

    def clear_overwrite(self, target: HasId) -> None:
        """Remove a role's or person's overwrite, so that the guild's permissions apply."""
        self.state.overwrites.pop(target.id, None)
        channels.update_channel(self._world, self.state)

    def hide(self) -> None:
        """Deny @everyone to view the channel."""
        guild = self._world.guild_of(self.state)
        if guild is not None:
            self.overwrite(guild, deny=Permission.VIEW_CHANNEL)

    def rename(self, name: str) -> None:
        """Rename the channel."""
        self.state.name = name
        channels.update_channel(self._world, self.state)

    def archive(self, *, archived: bool = True) -> None:
        """Archive a thread, or unarchive it."""
        channels.set_archived(self._world, self.state, archived=archived)

    def lock(self) -> None:
        """Lock a thread."""
        if self.state.thread is not None:
            self.state.thread.locked = True
            channels.update_channel(self._world, self.state)

    def delete(self) -> None:
        """Delete the channel or thread."""
        channels.remove_channel(self._world, self.state)

    def sweep(self, doomed: Sequence[Message]) -> None:
        """Have a moderator bulk-delete messages."""
        there = [message for message in doomed if message.id in self.state.messages]
        if there:
            messages.remove_many(self._world, self.state, there)

    def webhook_says(self, name: str, text: str) -> Message:
        """Post a message by a webhook."""
        author = User(self._world.new_id(), name, bot=True)
        state, now = self.state, self._world.now()
        message = Message(self._world.new_id(), state.id, state.guild_id, author, "", now)
        message.webhook_id = author.id
        check_new({"content": text}, [])
        write(self._world, state, message, {"content": text}, [])
        return messages.post(self._world, state, message)


def as_overwrite(
    world: DiscordState, target: HasId, allow: Permission, deny: Permission
) -> Overwrite:
    """Return an overwrite for a role, or for a person if there is no such role."""
    return Overwrite(target.id, target.id not in world.users, int(allow), int(deny))
