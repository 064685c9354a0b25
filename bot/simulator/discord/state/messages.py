"""Changes to messages and reactions, and their events."""

from collections.abc import Sequence

from bot.simulator.discord.serializers.guild import member_json
from bot.simulator.discord.serializers.message import emoji_json, event_json, without_content
from bot.simulator.discord.state import channels
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.records import ChannelRecord, Json, Message, ReactionRecord, User
from bot.simulator.discord.state.world import DiscordState


def post(world: DiscordState, channel: ChannelRecord, message: Message) -> Message:
    """Add a message to its channel."""
    channel.messages[message.id] = message
    channel.last_message_id = max(channel.last_message_id or 0, message.id)
    if channel.thread is not None:
        channels.set_archived(world, channel, archived=False)
        channels.join_thread(world, channel, message.author.id)
        channel.thread.total_sent += message.id != channel.id
    _dispatch(world, "MESSAGE_CREATE", channel, message)
    return message


def changed(world: DiscordState, channel: ChannelRecord, message: Message) -> None:
    """Emit that a message was edited."""
    if message.ephemeral:
        world.pulse.changed()
    else:
        _dispatch(world, "MESSAGE_UPDATE", channel, message)


def remove(world: DiscordState, channel: ChannelRecord, message: Message) -> None:
    """Delete a message."""
    del channel.messages[message.id]
    message.deleted = True
    data = _place(channel) | {"id": str(message.id)}
    world.emit(GatewayEvent("MESSAGE_DELETE", data, channel.guild_id, channel))


def remove_many(world: DiscordState, channel: ChannelRecord, doomed: Sequence[Message]) -> None:
    """Bulk-delete messages with one event."""
    for message in doomed:
        del channel.messages[message.id]
        message.deleted = True
    data = _place(channel) | {"ids": [str(message.id) for message in doomed]}
    world.emit(GatewayEvent("MESSAGE_DELETE_BULK", data, channel.guild_id, channel))


def history(
    channel: ChannelRecord, *, before: int | None = None, after: int | None = None, limit: int = 50
) -> list[Message]:
    """Return a page of a channel's messages, newest first, as Discord pages them."""
    ordered = sorted(channel.messages.values(), key=lambda message: message.id)
    if after is not None:
        return [m for m in ordered if m.id > after][:limit][::-1]
    if before is not None:
        ordered = [m for m in ordered if m.id < before]
    return ordered[-limit:][::-1]


def around(channel: ChannelRecord, pivot: int, limit: int) -> list[Message]:
    """Return a page of messages on both sides of one, newest first."""
    older = history(channel, before=pivot + 1, limit=limit // 2 + 1)
    newer = history(channel, after=pivot, limit=limit // 2)
    return [*newer, *older][:limit]


def react(
    world: DiscordState, message: Message, user: User, emoji: ReactionRecord, *, burst: bool = False
) -> None:
    """Add a reaction, or a super reaction; a second time changes nothing."""
    key = reaction_key(emoji)
    reaction = message.reactions.setdefault(key, ReactionRecord(emoji.emoji_id, emoji.emoji_name))
    if user.id in reaction.user_ids:
        return
    reaction.user_ids.append(user.id)
    if burst:
        reaction.burst_ids.add(user.id)
    data = _reaction_place(world, message) | {
        "user_id": str(user.id),
        "emoji": emoji_json(reaction),
        "message_author_id": str(message.author.id),
        "burst": burst,
        "type": int(burst),
    }
    guild = None if message.guild_id is None else world.guilds[message.guild_id]
    if guild is not None and (member := guild.members.get(user.id)):
        data["member"] = member_json(member)
    _dispatch_reaction(world, "MESSAGE_REACTION_ADD", message, data)


def unreact(world: DiscordState, message: Message, user_id: int, emoji: ReactionRecord) -> bool:
    """Remove a user's reaction; return False if there was none."""
    reaction = message.reactions.get(reaction_key(emoji))
    if reaction is None or user_id not in reaction.user_ids:
        return False
    reaction.user_ids.remove(user_id)
    burst = user_id in reaction.burst_ids
    reaction.burst_ids.discard(user_id)
    if not reaction.user_ids:
        del message.reactions[reaction_key(emoji)]
    data = _reaction_place(world, message) | {
        "user_id": str(user_id),
        "emoji": emoji_json(reaction),
        "burst": burst,
        "type": int(burst),
    }
    _dispatch_reaction(world, "MESSAGE_REACTION_REMOVE", message, data)
    return True


def clear_reactions(
    world: DiscordState, message: Message, emoji: ReactionRecord | None = None
) -> None:
    """Remove all reactions of a message, or all with one emoji."""
    data = _reaction_place(world, message)
    if emoji is None:
        message.reactions.clear()
        _dispatch_reaction(world, "MESSAGE_REACTION_REMOVE_ALL", message, data)
    elif gone := message.reactions.pop(reaction_key(emoji), None):
        data["emoji"] = emoji_json(gone)
        _dispatch_reaction(world, "MESSAGE_REACTION_REMOVE_EMOJI", message, data)


def reaction_key(emoji: ReactionRecord) -> str:
    """Return the key of an emoji: a custom one's id, otherwise the emoji itself."""
    return emoji.emoji_name if emoji.emoji_id is None else str(emoji.emoji_id)


def _dispatch(world: DiscordState, name: str, channel: ChannelRecord, message: Message) -> None:
    guild = world.guild_of(channel)
    data = event_json(world.message_json(message), message, guild)
    data["channel_type"] = int(channel.type)
    redacted = without_content(data) if world.content_is_private(message) else None
    world.emit(GatewayEvent(name, data, channel.guild_id, channel, redacted))


def _dispatch_reaction(world: DiscordState, name: str, message: Message, data: Json) -> None:
    channel = world.channels[message.channel_id]
    world.emit(GatewayEvent(name, data, message.guild_id, channel))


def _reaction_place(world: DiscordState, message: Message) -> Json:
    place = _place(world.channels[message.channel_id])
    return place | {"message_id": str(message.id)}


def _place(channel: ChannelRecord) -> Json:
    place: Json = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        place["guild_id"] = str(channel.guild_id)
    return place


def reply_reference(message: Message) -> Json:
    """Return a reply's reference to the message that it answers."""
    reference: Json = {
        "type": 0,
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
    }
    if message.guild_id is not None:
        reference["guild_id"] = str(message.guild_id)
    return reference
