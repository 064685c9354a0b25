"""Run jobs: APScheduler ticks, the job runs decide.

There are two kinds of job. A *periodic* one (`add_interval_job`) runs at an interval of the
machine's time and keeps no record. A *calendar* job runs once for each slot of each guild's weekly
schedule. Whether a slot is due is checked with the injected clock at each tick, so a slot that
passed while the process was down is found at the first tick after the start.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.errors import PersonMustActError
from bot.scheduling.job_runs import JobRuns, RetryPolicy
from bot.scheduling.weekly import WeeklySchedule, due_slot
from data.engine import Database
from data.jobs import JobRun

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GuildSchedule:
    """When a job is due in one guild; slots up to `since` do not count."""

    guild_id: int
    schedule: WeeklySchedule
    since: datetime

    def due(self, ended: datetime | None, now: datetime) -> datetime | None:
        """Return the latest slot that has come and not ended; `ended` is the last ended.

        An ended slot in the future was run by a wrong clock.
        """
        past = ended is not None and ended <= now
        after = max(self.since, ended) if past and ended is not None else self.since
        return due_slot(self.schedule, after=after, now=now)


@dataclass(frozen=True, slots=True)
class GuildBacklog:
    """Work waiting in one guild on any day: its slot is the time at which it came due."""

    guild_id: int
    due_at: datetime

    def due(self, ended: datetime | None, _now: datetime) -> datetime | None:
        """Return the slot, unless it has ended."""
        return None if ended is not None and self.due_at <= ended else self.due_at


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """The outcome of a slot: `state` is done or skipped."""

    state: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarJob:
    """A job that guilds schedule. Slots older than `catch_up` lapse.

    `run` must be repeatable.
    """

    name: str
    schedules: Callable[[], Awaitable[Sequence[GuildSchedule | GuildBacklog]]]
    run: Callable[[int, datetime], Awaitable[JobOutcome]]
    catch_up: timedelta


def _count_nothing(_job: str, _outcome: str) -> None:
    pass


SHUTDOWN_TIMEOUT_SECONDS = 5.0


class Scheduler:
    """The scheduler of one process.

    Invariants: a failing job is logged and counted, and never ends another; the same job of the
    same guild never runs twice at once, in this process or another.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        tick_seconds: float = 20,
        policy: RetryPolicy | None = None,
        count: Callable[[str, str], None] = _count_nothing,
    ) -> None:
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._runs = JobRuns(database, clock, policy or RetryPolicy())
        self._count = count
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": None,  # a late tick is as good as one on time
            },
        )
        self._ticking: set[asyncio.Task[object]] = set()
        self._running: dict[tuple[str, int], asyncio.Task[None]] = {}

    def add_interval_job(
        self,
        seconds: float,
        name: str,
        work: Callable[[], Awaitable[object]],
        *,
        again_seconds: float | None = None,
    ) -> None:
        """Run `work` now (or once started) and then every `seconds` of the machine's time.

        With `again_seconds` a failed run is repeated after that time instead of at its next time.
        """
        self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType] no types in APScheduler 3
            self._guarded,
            "interval",
            seconds=seconds,
            args=(name, work, again_seconds),
            id=name,
            name=name,
            replace_existing=True,
            next_run_time=datetime.now(UTC),
        )

    def add_calendar_job(self, job: CalendarJob) -> None:
        """Run a job at each slot of each guild that schedules it."""

        async def tick() -> None:
            await self._tick(job)

        self.add_interval_job(self._tick_seconds, job.name, tick)

    def start(self) -> None:
        """Start ticking; needs the running event loop."""
        self._scheduler.start()

    async def close(self) -> None:
        """Let short work end, and leave long runs to the next start."""
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()  # pyright: ignore[reportUnknownMemberType] as above
            if self._ticking:
                await asyncio.wait(self._ticking, timeout=SHUTDOWN_TIMEOUT_SECONDS)
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in the loop's next iteration
        tasks = [*self._ticking, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _guarded(
        self, name: str, work: Callable[[], Awaitable[object]], again_seconds: float | None
    ) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 the scheduler runs coroutines as tasks
        self._ticking.add(task)
        try:
            await work()
        except asyncio.CancelledError:
            _log.debug("job.cancelled", job=name)  # the scheduler would log this as an error
        except Exception:  # noqa: BLE001 one job must not stop the others
            _log.exception("job.failed", job=name)
            self._count(name, "error")
            if again_seconds is not None:
                self._repeat(name, again_seconds)
        finally:
            self._ticking.discard(task)

    def _repeat(self, name: str, seconds: float) -> None:
        """Bring a job's next run forward, unless it is near or everything is stopping."""
        job = self._scheduler.get_job(name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] no types in APScheduler 3
        soon = datetime.now(UTC) + timedelta(seconds=seconds)
        if job is not None and soon < job.next_run_time:  # pyright: ignore[reportUnknownMemberType] as above
            job.modify(next_run_time=soon)  # pyright: ignore[reportUnknownMemberType] as above

    async def _tick(self, job: CalendarJob) -> None:
        plans = await job.schedules()
        ended = await self._runs.last_ended(job.name) if plans else {}
        for schedule in plans:
            # The claim alone would do; this saves a write for every guild at every tick.
            due_at = schedule.due(ended.get(schedule.guild_id), self._clock.now())
            if due_at is not None and (job.name, schedule.guild_id) not in self._running:
                await self._begin(job, schedule.guild_id, due_at)

    async def _begin(self, job: CalendarJob, guild_id: int, due_at: datetime) -> None:
        run = await self._runs.claim(job.name, guild_id, due_at)
        if run is None:
            return
        if self._clock.now() - due_at > job.catch_up:
            _log.warning("job.too_late", job=job.name, guild_id=guild_id, due_at=due_at)
            await self._runs.end(run, "skipped", "too old to catch up")
            self._count(job.name, "let_go")
            return
        key = (job.name, guild_id)
        task = asyncio.create_task(self._perform(job, run), name=f"{job.name}:{guild_id}")
        self._running[key] = task
        task.add_done_callback(lambda task: self._settle(key, task))

    def _settle(self, key: tuple[str, int], task: asyncio.Task[None]) -> None:
        self._running.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Even recording the outcome failed: heartbeats stop, so a later tick takes over.
            _log.error("job.outcome_not_recorded", job=key[0], guild_id=key[1], exc_info=error)

    async def _perform(self, job: CalendarJob, run: JobRun) -> None:
        """Run one attempt and record its outcome; raises nothing except on cancellation."""
        try:
            outcome = await self._while_alive(job, run)
            await self._runs.end(run, outcome.state, outcome.detail)
            self._count(job.name, outcome.state)
        except asyncio.CancelledError:
            await self._runs.interrupt(run)
            raise
        except PersonMustActError as error:
            _log.warning("job.failed", job=job.name, guild_id=run.guild_id, error=str(error))
            await self._runs.end(run, "failed", str(error))
            self._count(job.name, "failed")
        except Exception as error:  # noqa: BLE001 one job must not stop the others
            again = await self._runs.fail(run, f"{type(error).__name__}: {error}")
            _log.exception("job.failed", job=job.name, guild_id=run.guild_id)
            self._count(job.name, "retry" if again else "failed")

    async def _while_alive(self, job: CalendarJob, run: JobRun) -> JobOutcome:
        alive = asyncio.create_task(self._runs.keep_alive(run))
        try:
            return await job.run(run.guild_id, run.due_at)
        finally:
            alive.cancel()
