"""Serializes scheduled events, stages and voice states as Discord does."""

from datetime import datetime
from typing import Any

from bot.simulator.discord.state.live_records import ScheduledEvent, StageInstance, VoiceState


def iso(moment: datetime | None) -> str | None:
    """Return a time as Discord writes it, with an offset; None stays None."""
    return None if moment is None else moment.isoformat(timespec="microseconds")


def event_json(event: ScheduledEvent, *, with_count: bool = False) -> dict[str, Any]:
    """Return a scheduled event, with how many are interested if that was requested."""
    data: dict[str, Any] = {
        "id": str(event.id),
        "guild_id": str(event.guild_id),
        "channel_id": None if event.channel_id is None else str(event.channel_id),
        "creator_id": str(event.creator_id),
        "name": event.name,
        "description": event.description,
        "image": None,
        "scheduled_start_time": iso(event.starts_at),
        "scheduled_end_time": iso(event.ends_at),
        "privacy_level": 2,
        "status": int(event.status),
        "entity_type": int(event.place),
        "entity_id": None if event.entity_id is None else str(event.entity_id),
        "entity_metadata": None if event.location is None else {"location": event.location},
        "recurrence_rule": None,
        "guild_scheduled_event_exceptions": [],
    }
    if with_count:
        data["user_count"] = len(event.interested)
    return data


def stage_json(stage: StageInstance) -> dict[str, Any]:
    """Return a live stage."""
    return {
        "id": str(stage.id),
        "guild_id": str(stage.guild_id),
        "channel_id": str(stage.channel_id),
        "topic": stage.topic,
        "privacy_level": 2,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": None if stage.event_id is None else str(stage.event_id),
    }


def voice_json(state: VoiceState) -> dict[str, Any]:
    """Return a voice state; without a channel the user has disconnected."""
    return {
        "guild_id": str(state.guild_id),
        "channel_id": None if state.channel_id is None else str(state.channel_id),
        "user_id": str(state.user_id),
        "session_id": state.session_id,
        "deaf": False,
        "mute": False,
        "self_deaf": False,
        "self_mute": False,
        "self_video": False,
        "self_stream": False,
        "suppress": state.suppress,
        "request_to_speak_timestamp": None,
    }
