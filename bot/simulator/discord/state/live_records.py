"""The records of what happens live: scheduled events, stages, voice states."""

import enum
from dataclasses import dataclass, field
from datetime import datetime


class EventPlace(enum.IntEnum):
    """Discord's entity types: where a scheduled event takes place."""

    STAGE = 1
    VOICE = 2
    EXTERNAL = 3


class EventStatus(enum.IntEnum):
    """The states of a scheduled event."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4

    @property
    def is_over(self) -> bool:
        """Whether nothing can change any more."""
        return self in (EventStatus.COMPLETED, EventStatus.CANCELED)


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """A guild's scheduled event.

    Attributes:
        location: Where an external event takes place; others have a channel.
        entity_id: The stage instance of an active stage event.
    """

    id: int
    guild_id: int
    creator_id: int
    name: str
    place: EventPlace
    starts_at: datetime
    ends_at: datetime | None = None
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    status: EventStatus = EventStatus.SCHEDULED
    entity_id: int | None = None
    interested: set[int] = field(default_factory=set[int])


@dataclass(slots=True)
class VoiceState:
    """That a user is connected to a voice or stage channel."""

    user_id: int
    guild_id: int
    channel_id: int | None
    session_id: str
    suppress: bool = False  # of a stage: in the audience


@dataclass(slots=True, eq=False)
class StageInstance:
    """A stage channel that is live."""

    id: int
    guild_id: int
    channel_id: int
    topic: str
    event_id: int | None = None
