"""REST: live stages."""

from bot.simulator.discord.errors import ApiError, FormErrors, invalid, unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route, as_snowflake
from bot.simulator.discord.serializers.live import stage_json
from bot.simulator.discord.state import live
from bot.simulator.discord.state.live_records import StageInstance
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import ChannelRecord, ChannelType, GuildRecord

_NEEDED = (Permission.MANAGE_CHANNELS, Permission.MUTE_MEMBERS, Permission.MOVE_MEMBERS)


def _create(call: RestCall) -> RestAnswer:
    body = call.json
    channel = call.world.channels.get(as_snowflake(str(body.get("channel_id")), "channel_id"))
    if channel is None:
        raise unknown("channel")
    call.require(channel, *_NEEDED)
    if channel.type is not ChannelType.STAGE:
        raise invalid(("channel_id",), "CHANNEL_TYPE_INVALID", "Channel is not a stage channel.")
    guild = _guild(call, channel)
    if channel.id in guild.stages:
        raise ApiError(400, 150006, "The Stage is already open")
    errors = FormErrors()
    if body.get("topic") is None:
        errors.required(("topic",))
    errors.length(("topic",), body.get("topic"), 120, 1)
    errors.refuse()
    stage = StageInstance(call.world.new_id(), guild.id, channel.id, str(body["topic"]))
    live.add_stage(call.world, guild, stage)
    return RestAnswer(200, stage_json(stage))


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, stage_json(_stage(call, call.channel())))


def _delete(call: RestCall) -> RestAnswer:
    channel = call.channel(*_NEEDED)
    live.remove_stage(call.world, _guild(call, channel), _stage(call, channel))
    return RestAnswer()


def _stage(call: RestCall, channel: ChannelRecord) -> StageInstance:
    stage = _guild(call, channel).stages.get(channel.id)
    if stage is None:
        raise unknown("stage instance")
    return stage


def _guild(call: RestCall, channel: ChannelRecord) -> GuildRecord:
    guild = call.world.guild_of(channel)
    if guild is None:
        raise unknown("channel")
    return guild


def routes() -> list[Route]:
    """Return the routes of this topic."""
    return [
        Route("POST", "/stage-instances", _create),
        Route("GET", "/stage-instances/{channel_id}", _get),
        Route("DELETE", "/stage-instances/{channel_id}", _delete),
    ]
