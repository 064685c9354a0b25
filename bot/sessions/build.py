"""Build the services of live sessions."""

from dataclasses import dataclass

from bot.deps import Deps
from bot.files.store import FileStore
from bot.sessions.attendance_recorder import AttendanceRecorder
from bot.sessions.audience import SessionAudience
from bot.sessions.calendars import SessionCalendars
from bot.sessions.events import SessionEvents
from bot.sessions.follow_up import IsOpen, SessionFollowUp
from bot.sessions.planner import SessionPlanner
from bot.sessions.recordings import SessionRecordings

FOLLOW_UP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class LiveSessions:
    """What cogs and the web server may use of live sessions."""

    planner: SessionPlanner
    follow_up: SessionFollowUp
    audience: SessionAudience
    attendance: AttendanceRecorder
    calendars: SessionCalendars
    events: SessionEvents
    recordings: SessionRecordings


def build_sessions(deps: Deps, is_open: IsOpen, store: FileStore) -> LiveSessions:
    """Build the services and their job.

    Args:
        deps: The parts below all features.
        is_open: Returns whether a member may open a content now.
        store: Where the texts of lessons are.
    """
    database, clock = deps.database, deps.clock
    planner = SessionPlanner(database, clock, deps.wakeup)

    async def save_text(text: str) -> str:
        return (await store.put("texts", text.encode())).key

    follow_up = SessionFollowUp(database, clock, deps.wakeup, planner, is_open)
    deps.scheduler.add_interval_job(FOLLOW_UP_SECONDS, "sessions", follow_up.run)
    return LiveSessions(
        planner=planner,
        follow_up=follow_up,
        audience=SessionAudience(database, clock, is_open),
        attendance=AttendanceRecorder(database, clock),
        calendars=SessionCalendars(database, clock, is_open),
        events=SessionEvents(database),
        recordings=SessionRecordings(database, clock, save_text),
    )
