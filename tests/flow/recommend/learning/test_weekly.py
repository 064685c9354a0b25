"""Test the weekly fit: one server at a time, at its own minute, recorded once."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.recommend.learning import weekly
from bot.recommend.learning.request import FitRequest
from bot.recommend.learning.weekly import FIRST_HOUR, HOURS, WeeklyFit, night_of
from bot.recommend.signals.snowflake import id_at
from bot.recommend.weights.service import FittedWeights
from bot.scheduling.scheduler import GuildSchedule, Scheduler
from bot.scheduling.weekly import WEEKDAYS, next_slots
from bot.settings import Settings
from data import jobs as job_rows
from data.engine import Database
from tests.e2e.polling import eventually
from tests.flow.recommend.community import GUILD, Community

JOB = "fit-weights"
STAFF = 7
BETTER = FittedWeights(True, "better", {"popular": 1.0}, 90, 400, 50)
NO_BETTER = FittedWeights(False, "no-better", {"popular": 1.0}, 90, 400, 50)
TOO_LITTLE = FittedWeights(False, "too-little", {}, 3, 0, 0)


class Nights:
    """A server with some signals, its weekly job, and what was asked of the fit."""

    def __init__(self, database: Database, result: FittedWeights = BETTER) -> None:
        self.community = Community(database)
        self.weights = self.community.weights
        self.result = result
        self.requests: list[FitRequest] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.job = WeeklyFit(
            database,
            self.community.clock,
            lambda _: Settings(),
            self.weights,
            lambda: [GUILD],
            self.fit,
        )

    async def fit(self, request: FitRequest) -> FittedWeights:
        self.requests.append(request)
        if self.meanwhile:
            await self.meanwhile()
        return self.result

    async def busy(self) -> None:
        """Store as many signals as a fit needs at least."""
        for user in range(weekly.MIN_SIGNALS // 10 + 1):
            for number in range(1, 11):
                if user == 0:
                    self.community.item(number)
                else:
                    self.community.act(user, number)
        assert await self.community.buffer.flush()

    async def night(self) -> None:
        """Move the clock to just after the server's next night."""
        (schedule,) = await self.job.schedules()
        clock = self.community.clock
        (slot,) = next_slots(schedule.schedule, clock.now(), 1)
        clock.advance(slot - clock.now() + timedelta(minutes=1))

    async def run(self) -> tuple[str, str | None]:
        outcome = await self.job.run(GUILD, self.community.clock.now())
        return outcome.state, outcome.detail


async def test_a_better_fit_is_adopted_and_the_next_starts_from_it(database: Database) -> None:
    nights = Nights(database)
    await nights.busy()
    assert await nights.run() == ("done", "adopted: better")
    assert (await nights.weights.current(GUILD)).weights == {"popular": 1.0}
    nights.result = NO_BETTER
    assert await nights.run() == ("done", "refused: no-better")
    assert [each.version for each in nights.requests] == [0, 1]
    assert nights.requests[1].weights == {"popular": 1.0}
    assert (await nights.weights.current(GUILD)).version == 1


async def test_a_server_with_little_past_is_skipped_without_a_record(database: Database) -> None:
    nights = Nights(database, TOO_LITTLE)
    assert await nights.run() == ("skipped", "too few signals")
    assert not nights.requests
    await nights.busy()
    assert await nights.run() == ("skipped", "too-little")
    assert not (await nights.weights.overview(GUILD)).decisions


async def test_frozen_weights_are_not_fitted(database: Database) -> None:
    nights = Nights(database)
    await nights.busy()
    await nights.weights.freeze(GUILD, STAFF)
    assert await nights.run() == ("skipped", "frozen")
    assert not nights.requests


async def test_a_reset_or_freeze_during_the_fit_wins(database: Database) -> None:
    nights = Nights(database)
    await nights.busy()

    async def freeze() -> None:
        await nights.weights.freeze(GUILD, STAFF)

    nights.meanwhile = freeze
    assert await nights.run() == ("skipped", "the weights were changed meanwhile")
    assert (await nights.weights.current(GUILD)).version == 0


async def test_two_servers_are_never_fitted_at_once(database: Database) -> None:
    nights = Nights(database)
    await nights.busy()
    running, most = 0, 0

    async def count() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    nights.meanwhile = count
    now = nights.community.clock.now()
    await asyncio.gather(*(nights.job.run(GUILD, now) for _ in range(3)))
    assert most == 1


def test_the_nights_are_spread_over_the_week_and_some_hours() -> None:
    zone = ZoneInfo("Europe/Zurich")
    created = [datetime(2020, 1, 1, tzinfo=zone) + timedelta(seconds=7 * n) for n in range(4000)]
    nights = [night_of(id_at(each), zone) for each in created]
    times = {each.at for each in nights}
    assert {each.days for each in nights} == set(WEEKDAYS)
    assert len(times) > HOURS * 60 * 0.9
    assert {each.hour for each in times} == set(range(FIRST_HOUR, FIRST_HOUR + HOURS))


async def test_the_job_runs_once_a_week_and_again_after_an_interruption(
    database: Database,
) -> None:
    nights = Nights(database)
    await nights.busy()
    begun = asyncio.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    nights.meanwhile = hang
    async with ticking(database, nights) as ticks:
        await ticks()
    assert not begun.is_set()  # nothing is due before the first night
    await nights.night()
    async with ticking(database, nights), asyncio.timeout(20):
        await begun.wait()
    nights.meanwhile = None
    async with ticking(database, nights):
        await until_ended(database, nights)
    assert len(nights.requests) == 2
    nights.community.clock.advance(timedelta(days=6))
    async with ticking(database, nights) as ticks:
        await ticks()
    assert len(nights.requests) == 2
    await nights.night()
    async with ticking(database, nights):
        await until_ended(database, nights)
    assert len(nights.requests) == 3


@asynccontextmanager
async def ticking(
    database: Database, nights: Nights
) -> AsyncGenerator[Callable[[], Awaitable[None]]]:
    """Run the scheduler; yields a function that waits for some ticks."""
    ticked = asyncio.Semaphore(0)

    async def schedules() -> list[GuildSchedule]:
        ticked.release()
        return await nights.job.schedules()

    async def some_ticks() -> None:
        async with asyncio.timeout(20):
            for _ in range(5):
                await ticked.acquire()

    jobs = Scheduler(database, nights.community.clock, tick_seconds=0.02)
    jobs.add_calendar_job(replace(nights.job.job(), schedules=schedules))
    jobs.start()
    try:
        yield some_ticks
    finally:
        await jobs.close()


async def until_ended(database: Database, nights: Nights) -> None:
    """Wait until the last night's slot is over."""
    (schedule,) = await nights.job.schedules()

    async def ended() -> bool:
        async with database.read() as reading:
            over = await job_rows.last_ended(reading, JOB)
        return schedule.due(over.get(GUILD), nights.community.clock.now()) is None

    await eventually(ended, "the night's slot did not end")
