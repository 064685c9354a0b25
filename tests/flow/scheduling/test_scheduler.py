"""Test that each slot of a job runs once, after any kill, delay or concurrency."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import PersonMustActError
from bot.scheduling.job_runs import JobRuns, RetryPolicy
from bot.scheduling.scheduler import CalendarJob, GuildSchedule, JobOutcome, Scheduler
from bot.scheduling.weekly import WeeklySchedule
from data import jobs as run_rows
from data.engine import Database, open_database
from tests.clocks import MONDAY_NOON, HandClock

GUILD = 7
TICK = 0.02
POLICY = RetryPolicy(
    attempts=3, first_wait=timedelta(minutes=1), heartbeat_timeout=timedelta(minutes=5)
)
NINE = WeeklySchedule("*", time(9), ZoneInfo("UTC"))
TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


class Diary:
    """A calendar job that writes down its runs, and lets a test wait for them."""

    def __init__(self, *guilds: GuildSchedule) -> None:
        self.guilds = list(guilds)
        self.runs: list[tuple[int, datetime]] = []
        self.ticks = 0
        self.act: Callable[[int], Awaitable[JobOutcome]] = self._done
        self._changed = asyncio.Condition()

    def job(self, catch_up: timedelta = DAY) -> CalendarJob:
        return CalendarJob("diary", self.plans, self.run, catch_up)

    async def plans(self) -> list[GuildSchedule]:
        async with self._changed:
            self.ticks += 1
            self._changed.notify_all()
        return self.guilds

    async def run(self, guild_id: int, due_at: datetime) -> JobOutcome:
        async with self._changed:
            self.runs.append((guild_id, due_at))
            self._changed.notify_all()
        return await self.act(guild_id)

    async def until_runs(self, count: int) -> None:
        await self._until(lambda: len(self.runs) >= count)

    async def some_ticks(self) -> None:
        goal = self.ticks + 4
        await self._until(lambda: self.ticks >= goal)

    async def _until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(reached)

    @staticmethod
    async def _done(_guild_id: int) -> JobOutcome:
        return JobOutcome("done")


def promised(since: datetime = TODAY - DAY, guild_id: int = GUILD) -> GuildSchedule:
    return GuildSchedule(guild_id, NINE, since)


@asynccontextmanager
async def ticking(
    database: Database, clock: HandClock, job: CalendarJob
) -> AsyncGenerator[Scheduler]:
    jobs = Scheduler(database, clock, tick_seconds=TICK, policy=POLICY)
    jobs.add_calendar_job(job)
    jobs.start()
    try:
        yield jobs
    finally:
        await jobs.close()


async def find(database: Database) -> run_rows.JobRun | None:
    async with database.read() as connection:
        return await run_rows.find(connection, "diary", GUILD, TODAY)


async def row(database: Database) -> run_rows.JobRun:
    found = await find(database)
    assert found is not None
    return found


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await holds():  # noqa: ASYNC110 rows raise no events
            await asyncio.sleep(TICK)


async def until_state(database: Database, state: str) -> run_rows.JobRun:
    async def reached() -> bool:
        found = await find(database)
        return found is not None and found.state == state

    await until(reached)
    return await row(database)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY_NOON)


async def test_a_slot_that_passed_while_we_were_down_runs_once(
    database: Database, clock: HandClock
) -> None:
    diary = Diary(promised())
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
        await until_state(database, "done")
        await diary.some_ticks()
    async with ticking(database, clock, diary.job()):
        await diary.some_ticks()
    assert diary.runs == [(GUILD, TODAY)]


async def test_of_several_missed_slots_the_latest_runs(
    database: Database, clock: HandClock
) -> None:
    diary = Diary(promised(since=TODAY - 10 * DAY))
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
        await until_state(database, "done")
        await diary.some_ticks()
        assert diary.runs == [(GUILD, TODAY)]
        clock.advance(DAY)
        await diary.until_runs(2)
    assert diary.runs == [(GUILD, TODAY), (GUILD, TODAY + DAY)]


async def test_a_slot_too_old_to_catch_up_is_let_go(database: Database, clock: HandClock) -> None:
    diary = Diary(promised())
    async with ticking(database, clock, diary.job(catch_up=timedelta(hours=2))):
        found = await until_state(database, "skipped")
        await diary.some_ticks()
    assert diary.runs == []
    assert found.detail == "too old to catch up"


async def test_a_slot_from_before_the_promise_never_runs(
    database: Database, clock: HandClock
) -> None:
    diary = Diary(promised(since=TODAY + timedelta(minutes=1)))
    async with ticking(database, clock, diary.job()):
        await diary.some_ticks()
    assert diary.runs == []


async def test_two_processes_on_one_database_run_a_slot_once(
    database: Database, database_url: str, clock: HandClock
) -> None:
    second = open_database(database_url)
    guilds = [promised(guild_id=guild_id) for guild_id in range(1, 21)]
    diary, other = Diary(*guilds), Diary(*guilds)

    async def all_ran() -> bool:
        return len(diary.runs) + len(other.runs) >= len(guilds)

    async with ticking(database, clock, diary.job()), ticking(second, clock, other.job()):
        await until(all_ran)
        await diary.some_ticks()
        await other.some_ticks()
    await second.close()
    assert sorted(diary.runs + other.runs) == [(guild_id, TODAY) for guild_id in range(1, 21)]


async def test_a_failed_slot_is_tried_again_after_a_growing_wait_and_then_given_up(
    database: Database, clock: HandClock
) -> None:
    async def fail(_guild_id: int) -> JobOutcome:
        raise ConnectionError("no answer")

    diary = Diary(promised())
    diary.act = fail
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
        assert (await until_state(database, "waiting")).detail == "ConnectionError: no answer"
        clock.advance(timedelta(seconds=59))
        await diary.some_ticks()
        assert len(diary.runs) == 1
        clock.advance(timedelta(seconds=1))
        await diary.until_runs(2)
        await until_state(database, "waiting")
        clock.advance(timedelta(seconds=119))
        await diary.some_ticks()
        assert len(diary.runs) == 2
        clock.advance(timedelta(seconds=1))
        await diary.until_runs(3)
        found = await until_state(database, "failed")
        clock.advance(timedelta(hours=1))
        await diary.some_ticks()
    assert len(diary.runs) == 3
    assert found.attempts == 3


async def test_one_guilds_failure_keeps_no_other_waiting(
    database: Database, clock: HandClock
) -> None:
    async def fail_for_ours(guild_id: int) -> JobOutcome:
        if guild_id == GUILD:
            raise ConnectionError
        return JobOutcome("done")

    diary = Diary(promised(), promised(guild_id=8))
    diary.act = fail_for_ours
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(2)
    assert sorted(diary.runs) == [(GUILD, TODAY), (8, TODAY)]


async def test_what_a_person_must_change_is_not_tried_again(
    database: Database, clock: HandClock
) -> None:
    async def refuse(_guild_id: int) -> JobOutcome:
        raise PersonMustActError("the channel is gone")

    diary = Diary(promised())
    diary.act = refuse
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
        found = await until_state(database, "failed")
        clock.advance(timedelta(hours=3))
        await diary.some_ticks()
    assert len(diary.runs) == 1
    assert found.detail == "the channel is gone"


async def test_a_slot_of_a_process_that_died_is_taken_over_once_it_is_silent(
    database: Database, clock: HandClock
) -> None:
    dead = await JobRuns(database, clock, POLICY).claim("diary", GUILD, TODAY)
    assert dead is not None
    diary = Diary(promised())
    async with ticking(database, clock, diary.job()):
        clock.advance(POLICY.heartbeat_timeout)
        await diary.some_ticks()
        assert diary.runs == []
        clock.advance(timedelta(seconds=1))
        await diary.until_runs(1)
        found = await until_state(database, "done")
    assert found.attempts == 2


async def test_of_two_that_find_a_silent_slot_one_takes_it_and_the_silent_one_has_no_say(
    database: Database, clock: HandClock
) -> None:
    log = JobRuns(database, clock, POLICY)
    silent = await log.claim("diary", GUILD, TODAY)
    assert silent is not None
    clock.advance(POLICY.heartbeat_timeout + timedelta(seconds=1))
    async with database.write() as connection:
        ours = await run_rows.take_over(connection, silent, clock.now())
        assert ours is not None
        assert await run_rows.take_over(connection, silent, clock.now()) is None
        assert not await run_rows.heartbeat(connection, silent, clock.now())
        assert not await run_rows.end(connection, silent, "failed", "late", clock.now())
        assert await run_rows.end(connection, ours, "done", None, clock.now())
    assert (await row(database)).state == "done"


async def test_a_slot_that_takes_its_process_down_each_time_is_given_up(
    database: Database, clock: HandClock
) -> None:
    log = JobRuns(database, clock, POLICY)
    for _ in range(POLICY.attempts):
        assert await log.claim("diary", GUILD, TODAY) is not None
        clock.advance(POLICY.heartbeat_timeout + timedelta(seconds=1))
    assert await log.claim("diary", GUILD, TODAY) is None
    assert (await row(database)).state == "failed"


async def test_a_run_shows_signs_of_life(database: Database, clock: HandClock) -> None:
    quick = RetryPolicy(heartbeat_timeout=timedelta(seconds=4 * TICK))
    log = JobRuns(database, clock, quick)
    run = await log.claim("diary", GUILD, TODAY)
    assert run is not None
    clock.advance(timedelta(hours=1))
    alive = asyncio.create_task(log.keep_alive(run))

    async def seen_alive() -> bool:
        return (await row(database)).beat_at == clock.now()

    await until(seen_alive)
    await log.end(run, "done", None)
    await asyncio.wait_for(alive, 20)


async def test_closing_in_order_leaves_the_slot_to_the_next_start_at_once(
    database: Database, clock: HandClock
) -> None:
    async def hang(_guild_id: int) -> JobOutcome:
        await asyncio.Event().wait()
        raise AssertionError

    diary = Diary(promised())
    diary.act = hang
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
    assert (await row(database)).state == "waiting"
    again = Diary(promised())
    async with ticking(database, clock, again.job()):
        await again.until_runs(1)
        found = await until_state(database, "done")
    assert again.runs == [(GUILD, TODAY)]
    assert found.attempts == 1


async def test_a_long_run_is_not_begun_again_beside_itself(
    database: Database, clock: HandClock
) -> None:
    finish = asyncio.Event()

    async def long(_guild_id: int) -> JobOutcome:
        await finish.wait()
        return JobOutcome("done")

    diary = Diary(promised())
    diary.act = long
    async with ticking(database, clock, diary.job()):
        await diary.until_runs(1)
        clock.advance(timedelta(days=2))  # silent by the clock, and two more slots have passed
        await diary.some_ticks()
        assert len(diary.runs) == 1
        finish.set()
        await diary.until_runs(2)
    assert diary.runs == [(GUILD, TODAY), (GUILD, TODAY + 2 * DAY)]


async def test_a_periodic_job_runs_at_the_start_and_goes_on_after_failing(
    database: Database, clock: HandClock
) -> None:
    counted: list[tuple[str, str]] = []
    thrice = asyncio.Event()
    calls = 0

    async def sweep() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            thrice.set()
        raise ConnectionError

    jobs = Scheduler(database, clock, count=lambda name, outcome: counted.append((name, outcome)))
    jobs.start()
    jobs.add_interval_job(TICK, "sweep", sweep)
    async with asyncio.timeout(20):
        await thrice.wait()
    await jobs.close()
    assert counted[:2] == [("sweep", "error")] * 2


async def test_a_periodic_job_that_failed_is_made_up_for_soon_and_then_keeps_its_time(
    database: Database, clock: HandClock
) -> None:
    again = asyncio.Event()
    calls = 0

    async def read() -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise ConnectionError
        again.set()

    jobs = Scheduler(database, clock)
    jobs.start()
    jobs.add_interval_job(3600, "read", read, again_seconds=TICK)
    async with asyncio.timeout(20):
        await again.wait()
    await asyncio.sleep(5 * TICK)
    await jobs.close()
    assert calls == 3


async def test_the_next_slot_waits_until_the_one_before_has_ended_or_fallen_silent(
    database: Database, clock: HandClock
) -> None:
    log = JobRuns(database, clock, POLICY)
    first = await log.claim("diary", GUILD, TODAY)
    assert first is not None
    assert await log.claim("diary", GUILD, TODAY + DAY) is None
    assert await log.claim("diary", GUILD + 1, TODAY + DAY) is not None
    clock.advance(POLICY.heartbeat_timeout + timedelta(seconds=1))
    assert await log.claim("diary", GUILD, TODAY + DAY) is not None
