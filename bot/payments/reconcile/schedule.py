"""When the comparison runs: each night, at a quiet hour of the owner's time zone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.payments.notifications.outbox import ALL_GUILDS
from bot.payments.reconcile.reconciler import Members, Reconciler
from bot.payments.removal.breaker import RemovalBreaker
from bot.scheduling.first_run import first_asked
from bot.scheduling.scheduler import CalendarJob, GuildSchedule, JobOutcome
from bot.scheduling.weekly import EVERY_DAY, WeeklySchedule
from data.engine import Database

RUN_AT = time(4, 15)
CATCH_UP = timedelta(hours=20)  # later than that, the next night is soon enough
SINCE = "comparison"  # the name under which the first start is stored


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
            since = await first_asked(self._database, self._clock, SINCE)
            return [GuildSchedule(ALL_GUILDS, self._plan, since)]

        async def run(_guild_id: int, _due_at: datetime) -> JobOutcome:
            async with self._breaker.whole():
                found = await self._comparison.run(members)
            return JobOutcome("done", f"compared {found.compared}, found {found.total}")

        return CalendarJob("comparison", schedules, run, CATCH_UP)
