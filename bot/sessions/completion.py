"""Marks sessions as done for the members who attended enough of them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sessions.attendance import needed_time
from bot.sessions.attendance_recorder import AttendanceRecorder
from data import sessions
from data.engine import Database
from data.sessions import LiveSession

AT_ONCE = 20  # sessions of one run
SETTLED = timedelta(minutes=1)  # after the end, until all who stayed have been seen
LOST = timedelta(hours=1)  # as long a gap may last

# (guild, member, content, since) marks a content as done for a member to whom it is open.
Attended = Callable[[int, int, int, datetime], Awaitable[None]]


class SessionCompletion:
    """Counts the attendance of each session once.

    So a member who takes it back is not overruled, and nothing is taken back if the owner asks for
    a greater share later, or if stays are deleted.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        attendance: AttendanceRecorder,
        attended: Attended,
        percent: Callable[[int], int],
    ) -> None:
        self._database = database
        self._clock = clock
        self._attendance = attendance
        self._attended = attended
        self._percent = percent

    async def run(self) -> None:
        """Count the sessions that ended; during a gap it waits for Discord's word."""
        waits = SETTLED if self._attendance.connected else LOST
        async with self._database.read_fast() as connection:
            due = await sessions.uncounted(connection, self._clock.now() - waits, AT_ONCE)
        for each in due:
            await self._count(each)

    async def _count(self, each: LiveSession) -> None:
        began, ended = each.began_at or each.starts_at, each.ended_at or each.ends_at
        needed = needed_time(each.minutes, ended - began, self._percent(each.guild_id))
        times = await self._attendance.of_session(each, seen=True)
        for user_id, time in sorted(times.items()):
            if time >= needed:
                await self._attended(each.guild_id, user_id, each.content_id, ended)
        async with self._database.write() as connection:
            await sessions.change(connection, each.id, counted=True)
