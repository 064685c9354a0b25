"""What people do in channels, as far as their client allows it."""

from collections.abc import Sequence
from datetime import datetime

from bot.simulator.discord.actors.command_input import HasId
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.serializers.emoji import parse_emoji
from bot.simulator.discord.state import channels, messages
from bot.simulator.discord.state.composing import check_new, write
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import (
    ChannelRecord,
    ChannelType,
    GuildRecord,
    Message,
    MessageType,
    ReactionRecord,
    User,
)
from bot.simulator.discord.state.world import DiscordState


def may(world: DiscordState, user: User, channel: HasId, needed: Permission) -> bool:
    """Return whether a user has all of the permissions in a channel that exists."""
    found = world.channels.get(channel.id)
    return found is not None and world.permissions_in(found, user.id) & needed == needed


def guild_wide(guild: GuildRecord, user: User) -> Permission:
    """Return a user's permissions in a guild; none once they have left."""
    member = guild.members.get(user.id)
    if member is None:
        raise ImpossibleError(f"{user.name} is not in {guild.name}")
    return guild_permissions(guild, member)


def check_visible(world: DiscordState, user: User, message: Message) -> ChannelRecord:
    """Return the message's channel, if the user can see the message."""
    if message.only_for not in (None, user.id):
        raise ImpossibleError(f"{user.name} can't see an answer that only another sees")
    channel = _enter(world, user, world.channels.get(message.channel_id), Permission.VIEW_CHANNEL)
    if message.only_for is None and message.id not in channel.messages:
        raise ImpossibleError("the message was deleted")
    return channel


def say(
    world: DiscordState,
    user: User,
    where: HasId,
    text: str,
    *,
    reply_to: Message | None = None,
    at: datetime | None = None,
) -> Message:
    """Write in a channel or thread."""
    channel = _to_write_in(world, user, where)
    moment = at or world.now()
    message_id = world.snowflakes.make(moment)
    message = Message(message_id, channel.id, channel.guild_id, user, "", moment)
    if reply_to is not None:
        if check_visible(world, user, reply_to) is not channel:
            raise ImpossibleError("a reply stays in its channel")
        message.type, message.reply_to = MessageType.REPLY, reply_to
        message.reference = messages.reply_reference(reply_to)
    return _send(world, channel, message, text)


def _send(world: DiscordState, channel: ChannelRecord, message: Message, text: str) -> Message:
    body = {"content": text}
    check_new(body, [])
    write(world, channel, message, body, [])
    return messages.post(world, channel, message)


def welcome(world: DiscordState, user: User, channel: ChannelRecord) -> Message:
    """Post Discord's own message that a user joined."""
    moment = world.now()
    message_id = world.snowflakes.make(moment)
    kind = MessageType.MEMBER_JOINED
    message = Message(message_id, channel.id, channel.guild_id, user, "", moment, kind)
    return messages.post(world, channel, message)


def edit(world: DiscordState, user: User, message: Message, text: str) -> Message:
    """Edit one's own message."""
    channel = check_visible(world, user, message)
    if message.author is not user:
        raise ImpossibleError(f"{user.name} can't edit what {message.author.name} wrote")
    write(world, channel, message, {"content": text}, [])
    message.edited_at = world.now()
    messages.changed(world, channel, message)
    return message


def delete(world: DiscordState, user: User, message: Message) -> None:
    """Delete a message."""
    channel = check_visible(world, user, message)
    if message.author is not user and not may(world, user, channel, Permission.MANAGE_MESSAGES):
        raise ImpossibleError(f"{user.name} can't delete what {message.author.name} wrote")
    messages.remove(world, channel, message)


def react(
    world: DiscordState, user: User, message: Message, emoji: str, *, burst: bool = False
) -> None:
    """Set a reaction, or a super reaction."""
    channel = check_visible(world, user, message)
    _check_open(channel)
    parsed = _emoji(emoji)
    is_new = messages.reaction_key(parsed) not in message.reactions
    if is_new and not may(world, user, channel, Permission.ADD_REACTIONS):
        raise ImpossibleError(f"{user.name} can't add reactions here")
    messages.react(world, message, user, parsed, burst=burst)


def unreact(world: DiscordState, user: User, message: Message, emoji: str) -> None:
    """Remove one's own reaction."""
    _check_open(check_visible(world, user, message))
    if not messages.unreact(world, message, user.id, _emoji(emoji)):
        raise ImpossibleError(f"{user.name} has not reacted with {emoji}")


def _check_open(channel: ChannelRecord) -> None:
    """Refuse to change reactions in an archived thread."""
    if channel.thread is not None and channel.thread.archived:
        raise ImpossibleError(f"#{channel.name} is archived")


def _emoji(emoji: str) -> ReactionRecord:
    parsed = parse_emoji(emoji)
    if parsed is None:
        raise ImpossibleError(f"{emoji!r} is no emoji")
    return parsed


def post(
    world: DiscordState,
    user: User,
    where: HasId,
    title: str,
    text: str,
    *,
    tags: Sequence[str] = (),
    at: datetime | None = None,
) -> ChannelRecord:
    """Create a post in a forum."""
    forum = _enter(world, user, world.channels.get(where.id), Permission.SEND_MESSAGES)
    if forum.type is not ChannelType.FORUM:
        raise ImpossibleError(f"#{forum.name} is no forum")
    ids = {tag.name: tag.id for tag in forum.tags}
    if unknown := [tag for tag in tags if tag not in ids]:
        raise ImpossibleError(f"#{forum.name} has no tag {unknown[0]!r}; it has: {', '.join(ids)}")
    tag_ids = [ids[tag] for tag in tags]
    thread = channels.add_thread(world, forum, title, user, tag_ids=tag_ids, at=at)
    message = Message(thread.id, thread.id, thread.guild_id, user, "", at or world.now())
    _send(world, thread, message, text)
    return thread


def start_thread(world: DiscordState, user: User, message: Message, name: str) -> ChannelRecord:
    """Start a thread from a message."""
    channel = check_visible(world, user, message)
    _enter(world, user, channel, Permission.CREATE_PUBLIC_THREADS)
    if message.thread_id is not None:
        raise ImpossibleError("the message has a thread already")
    thread = channels.add_thread(world, channel, name, user, from_message=message)
    messages.changed(world, channel, message)
    return thread


def follow(world: DiscordState, user: User, thread: HasId) -> None:
    """Join a thread by its button."""
    channels.join_thread(
        world,
        _enter(world, user, world.channels.get(thread.id), Permission.VIEW_CHANNEL),
        user.id,
    )


def dm(world: DiscordState, user: User, text: str) -> Message:
    """Send the bot a direct message."""
    if not any(user.id in g.members and world.bot_member(g) for g in world.guilds.values()):
        raise ImpossibleError(f"{user.name} shares no guild with the bot")
    return say(world, user, channels.direct_channel(world, user), text)


def inbox(world: DiscordState, user: User) -> list[Message]:
    """Return the bot's direct messages to a user, oldest first."""
    channel = world.direct.get(user.id)
    sent = channel.messages.values() if channel else ()
    return [message for message in sent if message.author is world.bot]


def _to_write_in(world: DiscordState, user: User, where: HasId) -> ChannelRecord:
    channel = world.channels.get(where.id)
    threaded = channel is not None and channel.is_thread
    needed = Permission.SEND_MESSAGES_IN_THREADS if threaded else Permission.SEND_MESSAGES
    channel = _enter(world, user, channel, needed)
    if channel.type in (ChannelType.CATEGORY, ChannelType.FORUM):
        raise ImpossibleError(f"#{channel.name} holds no messages; a forum takes posts")
    if channel.thread and channel.thread.locked:
        raise ImpossibleError(f"#{channel.name} is locked")
    return channel


def _enter(
    world: DiscordState, user: User, channel: ChannelRecord | None, needed: Permission
) -> ChannelRecord:
    if channel is None:
        raise ImpossibleError("the channel does not exist")
    if not may(world, user, channel, Permission.VIEW_CHANNEL):
        raise ImpossibleError(f"{user.name} can't see #{channel.name}")
    if not may(world, user, channel, needed):
        raise ImpossibleError(f"{user.name} may not do that in #{channel.name} ({needed!r})")
    return channel
