"""REST: threads and forum posts."""

from typing import Any, cast

from bot.simulator.discord.errors import ApiError, FormErrors, invalid
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.guild import thread_json, thread_member_json
from bot.simulator.discord.state import channels, composing, messages
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import ChannelRecord, ChannelType, Json, Message


def _from_message(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.CREATE_PUBLIC_THREADS)
    message = call.message(channel)
    if message.thread_id is not None:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    thread = channels.add_thread(
        call.world, channel, _name(call), call.world.bot, from_message=message, **_archive(call)
    )
    messages.changed(call.world, channel, message)
    return RestAnswer(201, thread_json(thread, call.world.bot.id))


def _create(call: RestCall) -> RestAnswer:
    channel = call.channel()
    if channel.type is ChannelType.FORUM:
        return _post(call, channel)
    private = int(call.json.get("type") or 0) == ChannelType.PRIVATE_THREAD
    call.require(
        channel,
        Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS,
    )
    type_ = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
    thread = channels.add_thread(
        call.world, channel, _name(call), call.world.bot, type_=type_, **_archive(call)
    )
    return RestAnswer(201, thread_json(thread, call.world.bot.id))


def _post(call: RestCall, forum: ChannelRecord) -> RestAnswer:
    needed = [Permission.SEND_MESSAGES]
    if call.uploads:
        needed.append(Permission.ATTACH_FILES)
    call.require(forum, *needed)
    body = cast(Json | None, call.json.get("message"))
    if body is None:
        raise invalid(("message",), "BASE_TYPE_REQUIRED", "This field is required")
    composing.check_new(body, call.uploads, ("message",))
    tags = [int(one) for one in cast(list[Any], call.json.get("applied_tags") or [])]
    if unknown_tags := set(tags) - {tag.id for tag in forum.tags}:
        text = f'Value "{unknown_tags.pop()}" is not a tag of this forum.'
        raise invalid(("applied_tags",), "TAG_NOT_FOUND", text)
    world = call.world
    thread = channels.add_thread(
        world, forum, _name(call), world.bot, tag_ids=tags, **_archive(call)
    )
    message = Message(thread.id, thread.id, thread.guild_id, world.bot, "", world.now())
    composing.write(world, thread, message, body, call.uploads)
    messages.post(world, thread, message)
    data = thread_json(thread, world.bot.id) | {"message": world.message_json(message)}
    return RestAnswer(201, data)


def _name(call: RestCall) -> str:
    name = call.json.get("name")
    errors = FormErrors()
    if not name:
        errors.required(("name",))
    errors.length(("name",), name, 100, 1)
    errors.refuse()
    return str(name)


def _archive(call: RestCall) -> dict[str, Any]:
    minutes = call.json.get("auto_archive_duration")
    return {} if minutes is None else {"auto_archive_minutes": int(minutes)}


def _active(call: RestCall) -> RestAnswer:
    threads = [
        thread
        for thread in call.world.threads_of(call.guild())
        if not thread.details.archived and call.world.bot_sees(thread)
    ]
    return RestAnswer(200, _listed(call, threads))


def _archived(call: RestCall) -> RestAnswer:
    parent = call.channel(Permission.READ_MESSAGE_HISTORY)
    before, limit = call.query.get("before"), call.number("limit", 50, 2, 100)
    threads = [
        thread
        for thread in call.world.channels.values()
        if thread.parent_id == parent.id
        and thread.is_thread
        and thread.type is not ChannelType.PRIVATE_THREAD
        and thread.details.archived
        and (before is None or _archived_at(thread) < before)
    ]
    threads.sort(key=_archived_at, reverse=True)
    data = _listed(call, threads[:limit]) | {"has_more": len(threads) > limit}
    return RestAnswer(200, data)


def _archived_at(thread: ChannelRecord) -> str:
    return str(thread_json(thread)["thread_metadata"]["archive_timestamp"])


def _listed(call: RestCall, threads: list[ChannelRecord]) -> Json:
    bot_id = call.world.bot.id
    joined = [thread for thread in threads if bot_id in thread.details.joined]
    return {
        "threads": [thread_json(thread, bot_id) for thread in threads],
        "members": [thread_member_json(thread, bot_id) for thread in joined],
        "has_more": False,
    }


def _join(call: RestCall) -> RestAnswer:
    channels.join_thread(call.world, call.channel(), call.world.bot.id)
    return RestAnswer()


def _members(call: RestCall) -> RestAnswer:
    thread = call.channel()
    joined = thread.thread.joined if thread.thread else {}
    return RestAnswer(200, [thread_member_json(thread, user_id) for user_id in joined])


def routes() -> list[Route]:
    """Return the routes of this topic."""
    return [
        Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", _from_message),
        Route("POST", "/channels/{channel_id}/threads", _create),
        Route("GET", "/guilds/{guild_id}/threads/active", _active),
        Route("GET", "/channels/{channel_id}/threads/archived/public", _archived),
        Route("PUT", "/channels/{channel_id}/thread-members/@me", _join),
        Route("GET", "/channels/{channel_id}/thread-members", _members),
    ]
