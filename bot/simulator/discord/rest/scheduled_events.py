"""REST: a guild's scheduled events, and who is interested in them."""

from datetime import datetime
from typing import Any, cast

from bot.simulator.discord.errors import ApiError, FormErrors, invalid, missing_permissions, unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.guild import member_json, user_json
from bot.simulator.discord.serializers.live import event_json
from bot.simulator.discord.state import live
from bot.simulator.discord.state.live_records import EventPlace, EventStatus, ScheduledEvent
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import ChannelType, GuildRecord, Json

_MAX_EVENTS = 100
_ALLOWED = {
    EventStatus.SCHEDULED: (EventStatus.ACTIVE, EventStatus.CANCELED),
    EventStatus.ACTIVE: (EventStatus.COMPLETED,),
}
_CHANNEL_TYPES = {EventPlace.STAGE: ChannelType.STAGE, EventPlace.VOICE: ChannelType.VOICE}
_NEEDED = {
    EventPlace.STAGE: (
        Permission.MANAGE_CHANNELS,
        Permission.MUTE_MEMBERS,
        Permission.MOVE_MEMBERS,
    ),
    EventPlace.VOICE: (Permission.CONNECT,),
}


def _list(call: RestCall) -> RestAnswer:
    return RestAnswer(
        200, [event_json(one, with_count=_counts(call)) for one in call.guild().events.values()]
    )


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, event_json(_event(call, call.guild()), with_count=_counts(call)))


def _create(call: RestCall) -> RestAnswer:
    guild, body = call.guild(), call.json
    call.require_in(guild, Permission.CREATE_EVENTS)
    errors = FormErrors()
    for name in ("name", "scheduled_start_time", "privacy_level", "entity_type"):
        if body.get(name) is None:
            errors.required((name,))
    errors.refuse()
    if body["privacy_level"] != 2:  # noqa: PLR2004 the guild's members, the only level
        raise invalid(("privacy_level",), "BASE_TYPE_CHOICES", "Value must be one of {2}.")
    if len(guild.events) >= _MAX_EVENTS:
        text = "Maximum number of uncompleted guild scheduled events reached (100)"
        raise ApiError(400, 30038, text)
    event = ScheduledEvent(
        call.world.new_id(),
        guild.id,
        call.world.bot.id,
        "",
        _place(body["entity_type"]),
        _time(body, "scheduled_start_time") or call.world.now(),
    )
    _apply(call, event, body)
    live.add_event(call.world, guild, event)
    return RestAnswer(200, event_json(event))


def _edit(call: RestCall) -> RestAnswer:
    guild, body = call.guild(), call.json
    event = _event(call, guild)
    _check_owner(call, guild, event)
    if event.status.is_over:
        raise ApiError(400, 180000, "Cannot update a finished event")
    status = None if body.get("status") is None else EventStatus(int(body["status"]))
    if status is not None and status is not event.status and status not in _ALLOWED[event.status]:
        text = "Invalid Guild Scheduled Event Status Transition"
        raise invalid(("status",), "GUILD_SCHEDULED_EVENT_INVALID_STATUS", text)
    _apply(call, event, body)
    if status is None or status is event.status:
        live.update_event(call.world, event)
    else:
        live.set_status(call.world, guild, event, status)
    return RestAnswer(200, event_json(event))


def _delete(call: RestCall) -> RestAnswer:
    guild = call.guild()
    event = _event(call, guild)
    _check_owner(call, guild, event)
    live.remove_event(call.world, guild, event)
    return RestAnswer()


def _users(call: RestCall) -> RestAnswer:
    guild = call.guild()
    event, limit = _event(call, guild), call.number("limit", 100, 1, 100)
    after, before = call.cursor("after") or 0, call.cursor("before") or 1 << 64
    ids = sorted(one for one in event.interested if after < one < before)
    ids = ids[-limit:] if "before" in call.query and "after" not in call.query else ids[:limit]
    return RestAnswer(200, [_interested(call, guild, event, user_id) for user_id in ids])


def _interested(call: RestCall, guild: GuildRecord, event: ScheduledEvent, user_id: int) -> Json:
    data: Json = {
        "guild_scheduled_event_id": str(event.id),
        "user_id": str(user_id),
        "user": user_json(call.world.users[user_id]),
        "response": 1,
    }
    if call.query.get("with_member", "").lower() in ("1", "true") and user_id in guild.members:
        data["member"] = member_json(guild.members[user_id])
    return data


def _apply(call: RestCall, event: ScheduledEvent, body: Json) -> None:
    """Take a body's fields over, all of them or, if one is wrong, none."""
    errors = FormErrors()
    errors.length(("name",), body.get("name"), 100, 1)
    errors.length(("description",), body.get("description"), 1000, 1)
    metadata = cast(Json, body.get("entity_metadata") or {})
    errors.length(("entity_metadata", "location"), metadata.get("location"), 100, 1)
    place = _place(body["entity_type"]) if body.get("entity_type") else event.place
    channel_id = int(body["channel_id"]) if body.get("channel_id") else None
    if "channel_id" not in body and place is event.place:
        channel_id = event.channel_id
    location = str(metadata["location"]) if metadata.get("location") else None
    if "entity_metadata" not in body and place is event.place:
        location = event.location
    starts = _time(body, "scheduled_start_time") or event.starts_at
    ends = _time(body, "scheduled_end_time") if "scheduled_end_time" in body else event.ends_at
    if "scheduled_start_time" in body and starts <= call.world.now():
        text = "Cannot schedule event in the past."
        errors.add(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", text)
    if ends is not None and ends <= starts:
        text = "Cannot schedule event to end before it starts."
        errors.add(("scheduled_end_time",), "GUILD_SCHEDULED_EVENT_END_BEFORE_START", text)
    if body.get("recurrence_rule") is not None:
        text = "The simulator has no recurring events."
        errors.add(("recurrence_rule",), "NOT_SIMULATED", text)
    if place is EventPlace.EXTERNAL:
        _check_external(errors, channel_id, location, ends)
    else:
        _check_channel(call, errors, place, channel_id)
    errors.refuse()
    event.name = str(body.get("name") or event.name)
    event.description = body.get("description", event.description)
    event.place, event.channel_id, event.location = place, channel_id, location
    event.starts_at, event.ends_at = starts, ends


def _check_external(
    errors: FormErrors, channel_id: int | None, location: str | None, ends: datetime | None
) -> None:
    if channel_id is not None:
        text = "Channel must be null for external events."
        errors.add(("channel_id",), "GUILD_SCHEDULED_EVENT_CHANNEL", text)
    if location is None:
        errors.required(("entity_metadata", "location"))
    if ends is None:
        errors.required(("scheduled_end_time",))


def _check_channel(
    call: RestCall, errors: FormErrors, place: EventPlace, channel_id: int | None
) -> None:
    channel = call.world.channels.get(channel_id or 0)
    if channel is None:
        errors.required(("channel_id",))
        return
    if channel.type is not _CHANNEL_TYPES[place]:
        text = "Invalid channel type for the entity type."
        errors.add(("channel_id",), "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE", text)
        return
    call.require(channel, *_NEEDED[place])


def _check_owner(call: RestCall, guild: GuildRecord, event: ScheduledEvent) -> None:
    """Refuse unless the bot made the event and may make some, or manages all events."""
    may = guild_permissions(guild, call.bot(guild))
    own = event.creator_id == call.world.bot.id and bool(may & Permission.CREATE_EVENTS)
    if not own and not may & Permission.MANAGE_EVENTS:
        raise missing_permissions()


def _event(call: RestCall, guild: GuildRecord) -> ScheduledEvent:
    event = guild.events.get(call.id("event_id"))
    if event is None:
        raise unknown("guild scheduled event")
    return event


def _place(value: object) -> EventPlace:
    try:
        return EventPlace(int(cast(int, value)))
    except ValueError as error:
        text = "Value must be one of {1, 2, 3}."
        raise invalid(("entity_type",), "BASE_TYPE_CHOICES", text) from error


def _time(body: dict[str, Any], name: str) -> datetime | None:
    value = body.get(name)
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError as error:
        text = f'Could not parse "{value}" as an ISO8601 timestamp.'
        raise invalid((name,), "DATE_TIME_TYPE_PARSE", text) from error
    if parsed.tzinfo is None:
        raise invalid((name,), "DATE_TIME_TYPE_PARSE", "The time has no offset.")
    return parsed


def _counts(call: RestCall) -> bool:
    return call.query.get("with_user_count", "").lower() in ("1", "true")


def routes() -> list[Route]:
    """Return the routes of this topic."""
    of_guild = "/guilds/{guild_id}/scheduled-events"
    return [
        Route("GET", of_guild, _list),
        Route("POST", of_guild, _create),
        Route("GET", f"{of_guild}/{{event_id}}", _get),
        Route("PATCH", f"{of_guild}/{{event_id}}", _edit),
        Route("DELETE", f"{of_guild}/{{event_id}}", _delete),
        Route("GET", f"{of_guild}/{{event_id}}/users", _users),
    ]
