"""Fixtures: live sessions on a real database, with a clock that tests set."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.scheduling.worker import WakeupEvent
from bot.sessions.attendance_recorder import AttendanceRecorder
from bot.sessions.audience import SessionAudience
from bot.sessions.calendars import SessionCalendars
from bot.sessions.events import SessionEvents
from bot.sessions.follow_up import SessionFollowUp
from bot.sessions.planner import SessionPlanner
from bot.sessions.recordings import SessionRecordings
from bot.sessions.request import SessionRequest
from data import notices
from data.engine import Database
from data.notices import Notice
from data.sessions import LiveSession

GUILD, STAFF, ALICE, BOB, ROOM = 10, 20, 30, 31, 50
START = datetime(2026, 12, 1, 18, tzinfo=UTC)


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is set."""

    time: datetime = START - timedelta(days=3)

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.time


@dataclass(slots=True)
class Studio:
    """The services of live sessions; `owners` may open what is not open to all."""

    database: Database
    clock: SetClock = field(default_factory=SetClock)
    owners: set[int] = field(default_factory=set[int])
    texts: list[str] = field(default_factory=list[str])  # of lessons, by their keys

    async def is_open(self, _guild_id: int, user_id: int, _content_id: int) -> bool:
        """Return whether a member owns the sessions."""
        return user_id in self.owners

    @property
    def planner(self) -> SessionPlanner:
        """The planner; like all services it holds no state of its own."""
        return SessionPlanner(self.database, self.clock, WakeupEvent())

    @property
    def audience(self) -> SessionAudience:
        """What members do."""
        return SessionAudience(self.database, self.clock, self.is_open)

    @property
    def calendars(self) -> SessionCalendars:
        """The calendars."""
        return SessionCalendars(self.database, self.clock, self.is_open)

    @property
    def events(self) -> SessionEvents:
        """What is due at Discord."""
        return SessionEvents(self.database)

    @property
    def recordings(self) -> SessionRecordings:
        """What remains of sessions."""

        async def save_text(text: str) -> str:
            self.texts.append(text)
            return f"texts/{len(self.texts)}"

        return SessionRecordings(self.database, self.clock, save_text)

    def recorder(self) -> AttendanceRecorder:
        """Return a new recorder, as after a restart."""
        return AttendanceRecorder(self.database, self.clock)

    async def add(self, **changes: Any) -> LiveSession:  # noqa: ANN401 the types of SessionRequest
        """Schedule a session in a voice channel."""
        options: dict[str, Any] = {
            "guild_id": GUILD,
            "actor_id": STAFF,
            "title": "Ask me",
            "text": "Anything",
            "when": "2026-12-01 18:00",
            "zone": ZoneInfo("UTC"),
            "minutes": 60,
            "repeats": "never",
            "place": "voice",
            "channel_id": ROOM,
            "link": None,
            "offer_id": None,
        }
        return await self.planner.add(SessionRequest(**(options | changes)))

    async def at(self, moment: datetime) -> None:
        """Set the clock, and do what is due."""
        self.clock.time = moment
        await SessionFollowUp(
            self.database, self.clock, WakeupEvent(), self.planner, self.is_open
        ).run()

    async def before(self, **time: float) -> None:
        """Set the clock to a time before the start, and do what is due."""
        await self.at(START - timedelta(**time))

    async def sent(self) -> Sequence[Notice]:
        """Return the notices that wait, and deliver them."""
        async with self.database.write() as connection:
            found = await notices.claim(connection, self.clock.now(), timedelta(minutes=2), 100)
            for each in found:
                await notices.close(connection, each.id, "sent")
        return found

    async def messages(self) -> list[tuple[int | None, str]]:
        """Return who gets which message, and deliver them."""
        return [(each.user_id, each.message) for each in await self.sent()]


@pytest.fixture
def studio(database: Database) -> Studio:
    return Studio(database)
