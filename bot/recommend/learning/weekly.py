"""Fit each server's weights once a week at night, one server at a time.

Not each night: the judgement that adopts weights errs now and then, so it is not repeated more
often than the past changes.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.recommend.learning.request import FitRequest
from bot.recommend.signals.snowflake import time_of
from bot.recommend.weights.service import FittedWeights, WeightService
from bot.scheduling.first_run import first_asked
from bot.scheduling.scheduler import CalendarJob, GuildSchedule, JobOutcome
from bot.scheduling.weekly import WEEKDAYS, WeeklySchedule
from bot.settings import Settings
from data import signals
from data.engine import Database
from data.ranking_weights import StoredWeights

SINCE = "fit-weights"  # the name under which the first start is stored
FIRST_HOUR = 1  # by the clocks of the settings' time zone
HOURS = 3  # over which the servers are spread
CATCH_UP = timedelta(hours=12)
MIN_SIGNALS = 500  # with fewer, no process is started: the fit would refuse

Fit = Callable[[FitRequest], Awaitable[FittedWeights]]

_log = structlog.get_logger(__name__)


class WeeklyFit:
    """The weekly job of each served server.

    Args:
        database: Where the signals are.
        clock: The business clock.
        settings: Returns a server's: the default constants, and the time zone of its nights.
        weights: Stores the result.
        guilds: Returns the ids of the servers that are served.
        fit: Fits, not on the event loop.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Callable[[int], Settings],
        weights: WeightService,
        guilds: Callable[[], Sequence[int]],
        fit: Fit,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._weights = weights
        self._guilds = guilds
        self._fit = fit
        self._lock = asyncio.Lock()

    def job(self) -> CalendarJob:
        """Return the job."""
        return CalendarJob("fit-weights", self.schedules, self.run, CATCH_UP)

    async def schedules(self) -> list[GuildSchedule]:
        """Return each server's night of the week, once it is known which are served."""
        guilds = self._guilds()
        if not guilds:
            return []
        since = await first_asked(self._database, self._clock, SINCE)
        return [
            GuildSchedule(each, night_of(each, self._settings(each).discord.zone), since)
            for each in guilds
        ]

    async def run(self, guild_id: int, _due_at: datetime) -> JobOutcome:
        """Fit one server's weights, and record what was decided."""
        async with self._lock:
            current = await self._weights.current(guild_id)
            if current.frozen_at is not None:
                return JobOutcome("skipped", "frozen")
            async with self._database.read() as reading:
                if not await signals.has_many(reading, guild_id, MIN_SIGNALS):
                    return JobOutcome("skipped", "too few signals")
            return await self._fitted(current)

    async def _fitted(self, current: StoredWeights) -> JobOutcome:
        now = int(self._clock.now().timestamp())
        fitted = await self._fit(FitRequest.of(self._settings(current.guild_id), current, now))
        if not fitted.enough:
            return JobOutcome("skipped", fitted.reason)
        if not await self._weights.record(current.guild_id, fitted, based_on=current.version):
            return JobOutcome("skipped", "the weights were changed meanwhile")
        decision = "adopted" if fitted.adopted else "refused"
        _log.info("weights.fitted", guild=current.guild_id, decision=decision, reason=fitted.reason)
        return JobOutcome("done", f"{decision}: {fitted.reason}")


def night_of(guild_id: int, zone: ZoneInfo) -> WeeklySchedule:
    """Return a server's night of the week, spread by the server's id."""
    day, minute = divmod(int(time_of(guild_id).timestamp()) % (7 * HOURS * 60), HOURS * 60)
    return WeeklySchedule(WEEKDAYS[day], time(FIRST_HOUR + minute // 60, minute % 60), zone)
