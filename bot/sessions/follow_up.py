"""Does what becomes due by time alone: reminders, beginnings and ends."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.scheduling.worker import WakeupEvent
from bot.sessions.planner import SessionPlanner, notice_arguments
from bot.sessions.reminding import FURTHEST, due_reminder
from data import notices, session_followers, sessions, voice_stays
from data.engine import Database
from data.sessions import LiveSession

IsOpen = Callable[[int, int, int], Awaitable[bool]]  # (guild, member, content) -> may open it now
MAX_OVERRUN = timedelta(hours=1)


class SessionFollowUp:
    """Runs at intervals; a run makes up for missed ones."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wakeup: WakeupEvent,
        planner: SessionPlanner,
        is_open: IsOpen,
    ) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup
        self._planner = planner
        self._is_open = is_open

    async def run(self) -> None:
        """Begin and end what is due, and queue the reminders."""
        now = self._clock.now()
        async with self._database.read() as connection:
            coming = await sessions.open_until(connection, now + FURTHEST)
        for each in coming:
            await self._advance(each, now)
            if each.state == "scheduled" and now < each.starts_at:
                await self._remind(each, now)

    async def _advance(self, each: LiveSession, now: datetime) -> None:
        if each.state == "scheduled" and now >= each.starts_at:
            await self._planner.begin(each, each.starts_at)
        if now < each.ends_at:
            return
        if now >= each.ends_at + MAX_OVERRUN:
            await self._planner.end(each, each.ends_at)
        elif not await self._is_busy(each):
            await self._planner.end(each, now)

    async def _is_busy(self, each: LiveSession) -> bool:
        """Return whether members are still in the session's channel."""
        if each.channel_id is None:
            return False
        async with self._database.read_fast() as connection:
            there = await voice_stays.open_in(connection, each.guild_id)
        return each.channel_id in there.values()

    async def _remind(self, each: LiveSession, now: datetime) -> None:
        """Queue the reminder that is due to all followers, once."""
        due = due_reminder(each.starts_at, each.settled_at, now)
        if due is None:
            return
        minutes = int(due / timedelta(minutes=1))
        if each.reminded is not None and each.reminded <= minutes:
            return
        async with self._database.read() as connection:
            followers = await session_followers.of_content(connection, each.content_id)
        wanted = [
            follower.user_id
            for follower in followers
            if due_reminder(each.starts_at, max(follower.since, each.settled_at), now) == due
            and (
                each.preview
                or await self._is_open(each.guild_id, follower.user_id, each.content_id)
            )
        ]
        async with self._database.write() as connection:
            # First, so that a session that was moved or cancelled meanwhile reminds nobody.
            if not await sessions.mark_reminded(connection, each, minutes):
                return
            for user_id in wanted:
                await notices.post(
                    connection,
                    guild_id=each.guild_id,
                    user_id=user_id,
                    key=f"session:{each.id}:remind:{minutes}:{each.version}:{user_id}",
                    message="session-remind",
                    arguments=notice_arguments(each, each.starts_at),
                    at=now,
                )
        if wanted:
            self._wakeup.notify()
