"""When the comparison runs: each night, at a quiet hour of the owner's time zone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.payments.notifications.outbox import ALL_GUILDS
from bot.payments.reconcile.reconciler import Members, Reconciler
from bot.payments.removal.breaker import RemovalBreaker
from bot.scheduling.scheduler import CalendarJob, GuildSchedule, JobOutcome
from bot.scheduling.weekly import EVERY_DAY, WeeklySchedule
from data import inbox
from data.engine import Database

RUN_AT = time(4, 15)
CATCH_UP = timedelta(hours=20)  # later than that, the next night is soon enough
PROMISED = "comparison"


class NightlyReconcile:
    """The daily slot of the comparison: one for all guilds of the Stripe account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        comparison: Reconciler,
        breaker: RemovalBreaker,
        zone: ZoneInfo,
    ) -> None:
        self._database = database
        self._clock = clock
        self._comparison = comparison
        self._breaker = breaker
        self._plan = WeeklySchedule(EVERY_DAY, RUN_AT, zone)

    def job(self, members: Members, ready: Callable[[], bool]) -> CalendarJob:
        """Return the job.

        Args:
            members: Compares the roles of Discord's members.
            ready: Whether Discord's members are known; before that no slot is due.
        """

        async def schedules() -> list[GuildSchedule]:
            if not ready():
                return []
            return [GuildSchedule(ALL_GUILDS, self._plan, await self._since())]

        async def run(_guild_id: int, _due_at: datetime) -> JobOutcome:
            async with self._breaker.whole():
                found = await self._comparison.run(members)
            return JobOutcome("done", f"compared {found.compared}, found {found.total}")

        return CalendarJob("comparison", schedules, run, CATCH_UP)

    async def _since(self) -> datetime:
        """Return since when slots count: the time of the first call."""
        async with self._database.read() as connection:
            since = await inbox.cursor(connection, PROMISED)
        now = self._clock.now()
        if since is not None and since <= now:
            return since
        since = now
        async with self._database.write() as connection:
            await inbox.move_cursor(connection, PROMISED, since)
        return since
