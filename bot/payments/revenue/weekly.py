"""The weekly summary for staff: when it is due, and what it says of the week."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.revenue.report import RevenueReport, RevenueService
from bot.scheduling.first_run import first_asked
from bot.scheduling.scheduler import CalendarJob, GuildSchedule, JobOutcome
from bot.scheduling.weekly import WeeklySchedule
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from data import reconcile
from data.engine import Database

NAME = "weekly-summary"  # of the cursor with its first start, and in the keys of notices
MESSAGE = "turn-staff-weekly"
CATCH_UP = timedelta(days=3)
_WEEK = timedelta(days=7)

SettingsOf = Callable[[int], Settings]
# Returns the lines about the latest time between two edges, with amounts of money or without.
Render = Callable[[int, RevenueReport, bool], str]


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """Queues a notice for each week, once, for servers that sell and want it."""

    database: Database
    clock: Clock
    revenue: RevenueService
    outbox: NotificationOutbox
    settings: SettingsOf
    wakeup: WakeupEvent

    def job(self, render: Render) -> CalendarJob:
        """Return the job; `render` makes text of the figures."""

        async def run(guild_id: int, due_at: datetime) -> JobOutcome:
            return await self._run(guild_id, due_at, render)

        return CalendarJob("weekly-summary", self._schedules, run, CATCH_UP)

    async def _schedules(self) -> list[GuildSchedule]:
        async with self.database.read() as connection:
            selling = set((await reconcile.plan_guilds(connection)).values())
        if not selling:
            return []
        since = await first_asked(self.database, self.clock, NAME)
        return [
            GuildSchedule(guild_id, _schedule(self.settings(guild_id)), since)
            for guild_id in sorted(selling)
            if self.settings(guild_id).notices.weekly_summary != "off"
        ]

    async def _run(self, guild_id: int, due_at: datetime, render: Render) -> JobOutcome:
        settings = self.settings(guild_id)
        report = await self.revenue.report(guild_id, _edges(due_at, settings.discord.zone))
        if not report.currencies:
            return JobOutcome("done", "nothing to say")
        money = settings.notices.weekly_summary == "money"
        await self.outbox.notify_staff(
            guild_id,
            f"{NAME}:{due_at:%Y%m%d%H}",
            MESSAGE,
            since=f"<t:{int(report.edges[-2].timestamp())}:D>",
            lines=render(guild_id, report, money),
        )
        self.wakeup.notify()
        return JobOutcome("done")


def _schedule(settings: Settings) -> WeeklySchedule:
    notices = settings.notices
    at = time(notices.weekly_summary_hour)
    return WeeklySchedule(notices.weekly_summary_day, at, settings.discord.zone)


def _edges(due_at: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the start of the week before, of this week, and its end.

    They are at the same time of day, also where clocks change.
    """
    local = due_at.astimezone(zone)
    return [(local - back * _WEEK).astimezone(due_at.tzinfo) for back in (2, 1, 0)]
