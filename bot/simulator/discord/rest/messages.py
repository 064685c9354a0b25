"""REST: messages and their history."""

from datetime import timedelta
from typing import Any, cast

from bot.simulator.discord.errors import (
    ApiError,
    closed_dms,
    invalid,
    missing_permissions,
)
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.message import without_content
from bot.simulator.discord.state import composing, messages
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import (
    ChannelRecord,
    ChannelType,
    Json,
    Message,
    MessageType,
)
from bot.simulator.discord.state.snowflake import snowflake_at

_BULK_AGE = timedelta(days=14)
_HOLDS_MESSAGES = frozenset(ChannelType) - {ChannelType.CATEGORY, ChannelType.FORUM}


def shown(call: RestCall, message: Message) -> Json:
    """Return a message as the application may read it over REST."""
    data = call.world.message_json(message)
    trusted = call.world.application.granted & Intent.MESSAGE_CONTENT
    return data if trusted or not call.world.content_is_private(message) else without_content(data)


def _history(call: RestCall) -> RestAnswer:
    channel = call.channel()
    limit = call.number("limit", 50, 1, 100)
    may = call.world.permissions_in(channel, call.world.bot.id)
    if not may & Permission.READ_MESSAGE_HISTORY:
        return RestAnswer(200, [])
    if (pivot := call.cursor("around")) is not None:
        page = messages.around(channel, pivot, limit)
    else:
        before, after = call.cursor("before"), call.cursor("after")
        page = messages.history(channel, before=before, after=after, limit=limit)
    return RestAnswer(200, [shown(call, message) for message in page])


def _get(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    return RestAnswer(200, shown(call, call.message(channel)))


def _send(call: RestCall) -> RestAnswer:
    channel, body, world = call.channel(), call.json, call.world
    _check_may_send(call, channel, body)
    if (sent := _already_sent(call, channel, body)) is not None:
        return RestAnswer(200, world.message_json(sent))
    composing.check_new(body, call.uploads)
    message = Message(world.new_id(), channel.id, channel.guild_id, world.bot, "", world.now())
    _refer(call, channel, message, body)
    composing.write(world, channel, message, body, call.uploads)
    return RestAnswer(200, world.message_json(messages.post(world, channel, message)))


def _check_may_send(call: RestCall, channel: ChannelRecord, body: Json) -> None:
    if channel.type not in _HOLDS_MESSAGES:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if channel.recipient is not None and not channel.recipient.dms_open:
        raise closed_dms()
    if channel.recipient is not None and not _share_a_guild(call, channel.recipient.id):
        raise closed_dms()
    needed = [
        Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    ]
    if body.get("embeds"):
        needed.append(Permission.EMBED_LINKS)
    if call.uploads:
        needed.append(Permission.ATTACH_FILES)
    if channel.thread and channel.thread.locked:
        needed.append(Permission.MANAGE_THREADS)
    call.require(channel, *needed)


def _share_a_guild(call: RestCall, user_id: int) -> bool:
    guilds = call.world.guilds.values()
    return any(user_id in g.members and call.world.bot_member(g) for g in guilds)


def _already_sent(call: RestCall, channel: ChannelRecord, body: Json) -> Message | None:
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    mine = (m for m in channel.messages.values() if m.author.id == call.world.bot.id)
    return next((message for message in mine if message.nonce == nonce), None)


def _refer(call: RestCall, channel: ChannelRecord, message: Message, body: Json) -> None:
    reference = cast(Json | None, body.get("message_reference"))
    if reference is None:
        return
    may = call.world.permissions_in(channel, call.world.bot.id)
    if not may & Permission.READ_MESSAGE_HISTORY:
        raise ApiError(400, 160002, "Cannot reply without permission to read message history")
    target = channel.messages.get(int(reference.get("message_id") or 0))
    if target is not None:
        message.type, message.reply_to = MessageType.REPLY, target
        message.reference = messages.reply_reference(target)
    elif reference.get("fail_if_not_exists", True):
        text = "Unknown message"
        raise invalid(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", text)


def _edit(call: RestCall) -> RestAnswer:
    channel = call.channel()
    message = call.message(channel)
    if message.author.id != call.world.bot.id:
        if set(call.json) - {"flags"}:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        call.require(channel, Permission.MANAGE_MESSAGES)
    composing.rewrite(call.world, channel, message, call.json, call.uploads)
    message.edited_at = call.world.now()
    messages.changed(call.world, channel, message)
    return RestAnswer(200, call.world.message_json(message))


def _delete(call: RestCall) -> RestAnswer:
    channel = call.channel()
    message = call.message(channel)
    if message.author.id != call.world.bot.id:
        if channel.guild_id is None:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        call.require(channel, Permission.MANAGE_MESSAGES)
    messages.remove(call.world, channel, message)
    return RestAnswer()


def _bulk_delete(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    ids = [int(one) for one in cast(list[Any], call.json.get("messages") or [])]
    if not 2 <= len(ids) <= 100:  # noqa: PLR2004 - Discord's own bounds, named in the error
        text = "Must be between 2 and 100 in length."
        raise invalid(("messages",), "BASE_TYPE_BAD_LENGTH", text)
    oldest = snowflake_at(call.world.now() - _BULK_AGE)
    if any(message_id < oldest for message_id in ids):
        text = "A message provided was too old to bulk delete"
        raise ApiError(400, 50034, text)
    doomed = [channel.messages[one] for one in ids if one in channel.messages]
    messages.remove_many(call.world, channel, doomed)
    return RestAnswer()


def _typing(call: RestCall) -> RestAnswer:
    call.channel(Permission.SEND_MESSAGES)
    return RestAnswer()


def _pin(call: RestCall) -> RestAnswer:
    return _set_pinned(call, pinned=True)


def _unpin(call: RestCall) -> RestAnswer:
    return _set_pinned(call, pinned=False)


def _set_pinned(call: RestCall, *, pinned: bool) -> RestAnswer:
    channel = call.channel()
    may = call.world.permissions_in(channel, call.world.bot.id)
    if not may & (Permission.PIN_MESSAGES | Permission.MANAGE_MESSAGES):
        raise missing_permissions()
    message = call.message(channel)
    message.pinned = pinned
    messages.changed(call.world, channel, message)
    return RestAnswer()


def routes() -> list[Route]:
    """Return the routes of this topic."""
    listed = "/channels/{channel_id}/messages"
    one = f"{listed}/{{message_id}}"
    return [
        Route("GET", listed, _history),
        Route("POST", listed, _send),
        Route("POST", f"{listed}/bulk-delete", _bulk_delete),
        Route("GET", one, _get),
        Route("PATCH", one, _edit),
        Route("DELETE", one, _delete),
        Route("POST", "/channels/{channel_id}/typing", _typing),
        Route("PUT", f"{listed}/pins/{{message_id}}", _pin),
        Route("DELETE", f"{listed}/pins/{{message_id}}", _unpin),
        Route("PUT", "/channels/{channel_id}/pins/{message_id}", _pin),
        Route("DELETE", "/channels/{channel_id}/pins/{message_id}", _unpin),
    ]
