"""Changes to channels, threads, forum posts and direct message channels."""

from collections.abc import Sequence
from datetime import datetime

from bot.simulator.discord.serializers.guild import channel_json, thread_json, thread_member_json
from bot.simulator.discord.state import live
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.records import (
    VOICE_CHANNELS,
    ChannelRecord,
    ChannelType,
    Json,
    Message,
    MessageFlag,
    MessageType,
    ThreadDetails,
    User,
)
from bot.simulator.discord.state.world import DiscordState


def add_channel(world: DiscordState, channel: ChannelRecord) -> ChannelRecord:
    """Create a channel of a guild."""
    world.channels[channel.id] = channel
    world.emit(GatewayEvent("CHANNEL_CREATE", channel_json(channel), channel.guild_id))
    return channel


def update_channel(world: DiscordState, channel: ChannelRecord) -> None:
    """Emit that a channel or thread has changed."""
    if channel.is_thread:
        world.emit(GatewayEvent("THREAD_UPDATE", thread_json(channel), channel.guild_id, channel))
    else:
        world.emit(GatewayEvent("CHANNEL_UPDATE", channel_json(channel), channel.guild_id))


def remove_channel(world: DiscordState, channel: ChannelRecord) -> None:
    """Delete a channel with its threads, or a thread."""
    if channel.is_thread:
        data = {key: thread_json(channel)[key] for key in ("id", "guild_id", "parent_id", "type")}
        world.emit(GatewayEvent("THREAD_DELETE", data, channel.guild_id, channel))
    else:
        world.emit(GatewayEvent("CHANNEL_DELETE", channel_json(channel), channel.guild_id))
    _end_live(world, channel)
    doomed = [c.id for c in world.channels.values() if c.parent_id == channel.id and c.is_thread]
    for channel_id in (*doomed, channel.id):
        for message in world.channels.pop(channel_id).messages.values():
            message.deleted = True
    for child in world.channels.values():
        if child.parent_id == channel.id:
            child.parent_id = None


def _end_live(world: DiscordState, channel: ChannelRecord) -> None:
    """Disconnect everyone from a voice channel that is deleted, and delete its events."""
    guild = world.guild_of(channel)
    if guild is None or channel.type not in VOICE_CHANNELS:
        return
    guild.stages.pop(channel.id, None)
    for state in [one for one in guild.voice.values() if one.channel_id == channel.id]:
        live.connect(world, guild, guild.members[state.user_id], None)
    for event in [one for one in guild.events.values() if one.channel_id == channel.id]:
        live.remove_event(world, guild, event)


def direct_channel(world: DiscordState, user: User) -> ChannelRecord:
    """Return the bot's direct message channel with a user, created if there is none."""
    channel = world.direct.get(user.id)
    if channel is None:
        channel = ChannelRecord(world.new_id(), ChannelType.DM, None, recipient=user)
        world.channels[channel.id] = world.direct[user.id] = channel
    return channel


def add_thread(
    world: DiscordState,
    parent: ChannelRecord,
    name: str,
    owner: User,
    *,
    from_message: Message | None = None,
    tag_ids: Sequence[int] = (),
    auto_archive_minutes: int = 4320,
    type_: ChannelType = ChannelType.PUBLIC_THREAD,
    at: datetime | None = None,
) -> ChannelRecord:
    """Create a thread or forum post; one started from a message has its id."""
    now = at or world.now()
    details = ThreadDetails(owner.id, now, auto_archive_minutes, tag_ids=list(tag_ids))
    details.joined[owner.id] = now
    thread = ChannelRecord(
        from_message.id if from_message else world.snowflakes.make(now),
        type_,
        parent.guild_id,
        name,
        parent_id=parent.id,
        thread=details,
    )
    world.channels[thread.id] = thread
    if parent.type is ChannelType.FORUM:
        parent.last_message_id = thread.id
    _dispatch_new_thread(world, thread)
    if from_message is not None:
        _hang_on_message(world, thread, from_message)
    return thread


def _dispatch_new_thread(world: DiscordState, thread: ChannelRecord) -> None:
    data = thread_json(thread, world.bot.id) | {"newly_created": True}
    world.emit(GatewayEvent("THREAD_CREATE", data, thread.guild_id, thread))


def _hang_on_message(world: DiscordState, thread: ChannelRecord, starter: Message) -> None:
    starter.thread_id = thread.id
    starter.flags |= MessageFlag.HAS_THREAD
    opening = Message(
        world.new_id(),
        thread.id,
        thread.guild_id,
        starter.author,
        "",
        world.now(),
        MessageType.THREAD_STARTER,
        reply_to=starter,
        reference={
            "type": 0,
            "channel_id": str(starter.channel_id),
            "message_id": str(starter.id),
            "guild_id": str(starter.guild_id),
        },
    )
    thread.messages[opening.id] = opening


def join_thread(world: DiscordState, thread: ChannelRecord, user_id: int) -> None:
    """Add a user to a thread, as posting in it also does."""
    if thread.thread is None or user_id in thread.thread.joined:
        return
    thread.thread.joined[user_id] = world.now()
    joined = thread_member_json(thread, user_id)
    data: Json = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(50, len(thread.thread.joined)),
        "added_members": [joined],
    }
    world.emit(GatewayEvent("THREAD_MEMBERS_UPDATE", data, thread.guild_id, thread))


def set_archived(world: DiscordState, thread: ChannelRecord, *, archived: bool) -> None:
    """Archive a thread or unarchive it."""
    if thread.thread is not None and thread.thread.archived != archived:
        thread.thread.archived = archived
        thread.thread.archived_at = world.now()
        update_channel(world, thread)
