"""REST: a guild's channels and their permissions."""

from collections.abc import Iterable
from typing import Any, cast

from bot.simulator.discord.errors import FormErrors, invalid, missing_permissions, unknown
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.guild import channel_json
from bot.simulator.discord.state import channels
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import ChannelRecord, ChannelType, Json, Overwrite, Tag

_CREATABLE = frozenset(
    {ChannelType.TEXT, ChannelType.CATEGORY, ChannelType.ANNOUNCEMENT, ChannelType.FORUM}
)


def _list(call: RestCall) -> RestAnswer:
    return RestAnswer(200, [channel_json(c) for c in call.world.channels_of(call.guild())])


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, channel_json(call.channel()))


def _create(call: RestCall) -> RestAnswer:
    guild, body = call.guild(), call.json
    call.require_in(guild, Permission.MANAGE_CHANNELS)
    type_ = int(body.get("type") or 0)
    if type_ not in _CREATABLE:
        kinds = ", ".join(str(int(kind)) for kind in sorted(_CREATABLE))
        raise invalid(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{kinds}}}.")
    if not body.get("name"):
        raise invalid(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    channel = ChannelRecord(call.world.new_id(), ChannelType(type_), guild.id)
    channel.position = len(call.world.channels_of(guild))
    _check_overwrites(call, guild_permissions(guild, call.bot(guild)), new=True)
    _apply(call, channel)
    if channel.parent_id in call.world.channels and "permission_overwrites" not in body:
        channel.overwrites = dict(call.world.channels[channel.parent_id].overwrites)
    return RestAnswer(201, channel_json(channels.add_channel(call.world, channel)))


def _edit(call: RestCall) -> RestAnswer:
    channel = call.channel()
    if channel.thread is not None:
        _edit_thread(call, channel)
    else:
        call.require(channel, Permission.MANAGE_CHANNELS)
        if "permission_overwrites" in call.json:
            call.require(channel, Permission.MANAGE_ROLES)
            _check_overwrites(call, call.world.permissions_in(channel, call.world.bot.id))
        _apply(call, channel)
    channels.update_channel(call.world, channel)
    return RestAnswer(200, channel_json(channel))


def _delete(call: RestCall) -> RestAnswer:
    channel = call.channel()
    if channel.type is not ChannelType.DM:
        manage = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
        call.require(channel, manage)
        channels.remove_channel(call.world, channel)
    return RestAnswer(200, channel_json(channel))


def _set_overwrite(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_ROLES)
    target, body = call.id("overwrite_id"), call.json
    allow, deny = int(body.get("allow") or 0), int(body.get("deny") or 0)
    if not _rules_permissions(call, channel):
        _check_bits(call.world.permissions_in(channel, call.world.bot.id), allow | deny)
    channel.overwrites[target] = Overwrite(target, body.get("type") == 0, allow, deny)
    channels.update_channel(call.world, channel)
    return RestAnswer()


def _clear_overwrite(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_ROLES)
    if channel.overwrites.pop(call.id("overwrite_id"), None) is None:
        raise unknown("overwrite")
    channels.update_channel(call.world, channel)
    return RestAnswer()


def _apply(call: RestCall, channel: ChannelRecord) -> None:
    body = call.json
    errors = FormErrors()
    errors.length(("name",), body.get("name"), 100, 1)
    errors.length(("topic",), body.get("topic"), 4096)
    errors.refuse()
    channel.name = str(body.get("name") or channel.name)
    channel.topic = body.get("topic", channel.topic)
    channel.nsfw = bool(body.get("nsfw", channel.nsfw))
    channel.slowmode_seconds = int(body.get("rate_limit_per_user") or channel.slowmode_seconds)
    channel.position = int(body.get("position") or channel.position)
    if "parent_id" in body:
        channel.parent_id = None if body["parent_id"] is None else int(body["parent_id"])
    if body.get("permission_overwrites") is not None:
        channel.overwrites = _overwrites(objects(body["permission_overwrites"]))
    if body.get("available_tags") is not None:
        channel.tags = [_tag(call, one) for one in objects(body["available_tags"])]


def _check_overwrites(call: RestCall, own: Permission, *, new: bool = False) -> None:
    """Refuse to allow or deny in a channel what the bot does not have itself.

    Manage Roles in a new channel is for administrators only.
    """
    for one in objects(call.json.get("permission_overwrites") or []):
        bits = int(one.get("allow") or 0) | int(one.get("deny") or 0)
        _check_bits(own, bits)
        if new and bits & Permission.MANAGE_ROLES and not own & Permission.ADMINISTRATOR:
            raise missing_permissions()


def _check_bits(own: Permission, bits: int) -> None:
    if bits & ~int(own):
        raise missing_permissions()


def _rules_permissions(call: RestCall, channel: ChannelRecord) -> bool:
    """Return whether an overwrite of the channel lets the bot manage its permissions."""
    member = call.bot(call.world.guilds[channel.guild_id or 0])
    return any(
        each.allow & Permission.MANAGE_ROLES
        for each in channel.overwrites.values()
        if each.target_id == member.id or each.target_id in member.role_ids
    )


def _overwrites(listed: Iterable[Json]) -> dict[int, Overwrite]:
    return {
        int(one["id"]): Overwrite(
            int(one["id"]),
            one.get("type") == 0,
            int(one.get("allow") or 0),
            int(one.get("deny") or 0),
        )
        for one in listed
    }


def _tag(call: RestCall, data: Json) -> Tag:
    tag_id = int(data.get("id") or 0) or call.world.new_id()
    return Tag(tag_id, str(data["name"]), bool(data.get("moderated")), data.get("emoji_name"))


def _edit_thread(call: RestCall, channel: ChannelRecord) -> None:
    body, thread = call.json, channel.thread
    if thread is None:
        return
    if thread.owner_id != call.world.bot.id or "locked" in body:
        call.require(channel, Permission.MANAGE_THREADS)
    channel.name = str(body.get("name") or channel.name)
    thread.locked = bool(body.get("locked", thread.locked))
    thread.auto_archive_minutes = int(
        body.get("auto_archive_duration") or thread.auto_archive_minutes
    )
    if body.get("applied_tags") is not None:
        thread.tag_ids = [int(one) for one in cast(list[Any], body["applied_tags"])]
    if "archived" in body and bool(body["archived"]) != thread.archived:
        thread.archived, thread.archived_at = bool(body["archived"]), call.world.now()


def routes() -> list[Route]:
    """Return the routes of this topic."""
    overwrite = "/channels/{channel_id}/permissions/{overwrite_id}"
    return [
        Route("GET", "/guilds/{guild_id}/channels", _list),
        Route("POST", "/guilds/{guild_id}/channels", _create),
        Route("GET", "/channels/{channel_id}", _get),
        Route("PATCH", "/channels/{channel_id}", _edit),
        Route("DELETE", "/channels/{channel_id}", _delete),
        Route("PUT", overwrite, _set_overwrite),
        Route("DELETE", overwrite, _clear_overwrite),
    ]
