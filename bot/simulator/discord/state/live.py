"""Changes to scheduled events, stages and voice states."""

from bot.simulator.discord.serializers.guild import member_json
from bot.simulator.discord.serializers.live import event_json, stage_json, voice_json
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.live_records import (
    EventPlace,
    EventStatus,
    ScheduledEvent,
    StageInstance,
    VoiceState,
)
from bot.simulator.discord.state.records import ChannelRecord, ChannelType, GuildRecord, Member
from bot.simulator.discord.state.world import DiscordState


def add_event(world: DiscordState, guild: GuildRecord, event: ScheduledEvent) -> None:
    """Create a scheduled event."""
    guild.events[event.id] = event
    _emit(world, "CREATE", event)


def update_event(world: DiscordState, event: ScheduledEvent) -> None:
    """Emit that a scheduled event has changed."""
    _emit(world, "UPDATE", event)


def set_status(
    world: DiscordState, guild: GuildRecord, event: ScheduledEvent, status: EventStatus
) -> None:
    """Start, complete or cancel an event; a stage goes live and ends with it."""
    event.status = status
    if event.place is EventPlace.STAGE and event.channel_id is not None:
        if status is EventStatus.ACTIVE:
            stage = StageInstance(
                world.new_id(), guild.id, event.channel_id, event.name, event_id=event.id
            )
            event.entity_id = stage.id
            add_stage(world, guild, stage)
        elif event.channel_id in guild.stages:
            remove_stage(world, guild, guild.stages[event.channel_id])
    update_event(world, event)
    if status.is_over:
        del guild.events[event.id]


def remove_event(world: DiscordState, guild: GuildRecord, event: ScheduledEvent) -> None:
    """Delete a scheduled event."""
    del guild.events[event.id]
    _emit(world, "DELETE", event)


def set_interest(world: DiscordState, event: ScheduledEvent, user_id: int, *, on: bool) -> None:
    """Let a user press *Interested*, or take it back."""
    if (user_id in event.interested) == on:
        return
    (event.interested.add if on else event.interested.discard)(user_id)
    data = {
        "guild_scheduled_event_id": str(event.id),
        "user_id": str(user_id),
        "guild_id": str(event.guild_id),
    }
    name = f"GUILD_SCHEDULED_EVENT_USER_{'ADD' if on else 'REMOVE'}"
    world.emit(GatewayEvent(name, data, event.guild_id, _channel(world, event)))


def add_stage(world: DiscordState, guild: GuildRecord, stage: StageInstance) -> None:
    """Let a stage channel go live."""
    guild.stages[stage.channel_id] = stage
    channel = world.channels[stage.channel_id]
    world.emit(GatewayEvent("STAGE_INSTANCE_CREATE", stage_json(stage), guild.id, channel))


def remove_stage(world: DiscordState, guild: GuildRecord, stage: StageInstance) -> None:
    """End a live stage."""
    del guild.stages[stage.channel_id]
    channel = world.channels[stage.channel_id]
    world.emit(GatewayEvent("STAGE_INSTANCE_DELETE", stage_json(stage), guild.id, channel))


def connect(
    world: DiscordState, guild: GuildRecord, member: Member, channel: ChannelRecord | None
) -> None:
    """Connect a member to a voice channel, move them there, or disconnect them (None)."""
    before = guild.voice.get(member.id)
    if (before is None and channel is None) or (
        before is not None and channel is not None and before.channel_id == channel.id
    ):
        return
    session = before.session_id if before is not None else f"{world.new_id():x}"
    suppress = channel is not None and channel.type is ChannelType.STAGE
    state = VoiceState(
        member.id, guild.id, None if channel is None else channel.id, session, suppress
    )
    if channel is None:
        guild.voice.pop(member.id, None)
    else:
        guild.voice[member.id] = state
    data = voice_json(state) | {"member": member_json(member)}
    world.emit(GatewayEvent("VOICE_STATE_UPDATE", data, guild.id))


def _channel(world: DiscordState, event: ScheduledEvent) -> ChannelRecord | None:
    return None if event.channel_id is None else world.channels.get(event.channel_id)


def _emit(world: DiscordState, what: str, event: ScheduledEvent) -> None:
    name = f"GUILD_SCHEDULED_EVENT_{what}"
    world.emit(GatewayEvent(name, event_json(event), event.guild_id, _channel(world, event)))
