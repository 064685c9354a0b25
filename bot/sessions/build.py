"""Build the services of live sessions."""

from dataclasses import dataclass

from bot.deps import Deps
from bot.files.store import FileStore
from bot.sessions.attendance_recorder import AttendanceRecorder
from bot.sessions.audience import SessionAudience
from bot.sessions.calendars import SessionCalendars
from bot.sessions.completion import Attended, SessionCompletion
from bot.sessions.events import SessionEvents
from bot.sessions.follow_up import IsOpen, SessionFollowUp
from bot.sessions.planner import SessionPlanner
from bot.sessions.recordings import SessionRecordings

FOLLOW_UP_SECONDS = 15.0
COMPLETION_SECONDS = 30.0


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
    completion: SessionCompletion


def build_sessions(
    deps: Deps, is_open: IsOpen, store: FileStore, attended: Attended
) -> LiveSessions:
    """Build the services and their jobs.

    Args:
        deps: The parts below all features.
        is_open: Returns whether a member may open a content now.
        store: Where the texts of lessons are.
        attended: Marks a session as done for a member.
    """
    database, clock = deps.database, deps.clock
    planner = SessionPlanner(database, clock, deps.wakeup)

    async def save_text(text: str) -> str:
        return (await store.put("texts", text.encode())).key

    follow_up = SessionFollowUp(database, clock, deps.wakeup, planner, is_open)
    deps.scheduler.add_interval_job(FOLLOW_UP_SECONDS, "sessions", follow_up.run)
    attendance = AttendanceRecorder(database, clock)
    own = deps.guild_settings
    completion = SessionCompletion(
        database, clock, attendance, attended, lambda one: own.of(one).learning.attended_percent
    )
    deps.scheduler.add_interval_job(COMPLETION_SECONDS, "attended", completion.run)
    return LiveSessions(
        planner=planner,
        follow_up=follow_up,
        audience=SessionAudience(database, clock, is_open),
        attendance=attendance,
        calendars=SessionCalendars(database, clock, is_open),
        events=SessionEvents(database),
        recordings=SessionRecordings(database, clock, save_text),
        completion=completion,
    )
