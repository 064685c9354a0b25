"""Claim slots of jobs: one attempt at a time, a few in all, none lost in a crash.

A slot's row is its lock. The process that works on it writes heartbeats; when they stop, the next
tick of any process takes the slot over. Jobs must therefore be repeatable: what they did for a
target before a crash, they must not do again.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from data import jobs
from data.engine import Database
from data.jobs import JobRun

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a slot is tried, and after which delay.

    The delay doubles from `first_wait` with each failed attempt. A running attempt without a
    heartbeat for `silence` is considered dead.
    """

    attempts: int = 5
    first_wait: timedelta = timedelta(seconds=30)
    heartbeat_timeout: timedelta = timedelta(seconds=60)

    def exhausted(self, run: JobRun) -> bool:
        """Return whether this was the last attempt."""
        return run.attempts >= self.attempts

    def is_due(self, run: JobRun, now: datetime) -> bool:
        """Return whether another attempt may begin now."""
        if run.state == "running":
            return now - run.beat_at > self.heartbeat_timeout
        if run.state == "waiting":
            # No attempt counted: it was interrupted properly and continues at once.
            wait = self.first_wait * 2 ** (run.attempts - 1) if run.attempts else timedelta(0)
            return now - run.beat_at >= wait
        return False


class JobRuns:
    """The job runs as the scheduler uses them."""

    def __init__(self, database: Database, clock: Clock, policy: RetryPolicy) -> None:
        self._database = database
        self._clock = clock
        self._policy = policy

    async def last_ended(self, job: str) -> dict[int, datetime]:
        """Return each guild's latest slot of a job that has ended."""
        async with self._database.read() as connection:
            return await jobs.last_ended(connection, job)

    async def claim(self, job: str, guild_id: int, due_at: datetime) -> JobRun | None:
        """Begin an attempt at a slot; return None if it is not ours to run, or not yet."""
        now = self._clock.now()
        async with self._database.write() as connection:
            since = now - self._policy.heartbeat_timeout
            if await jobs.is_alive(connection, job, guild_id, due_at, since):
                return None
            run = await jobs.begin(connection, job, guild_id, due_at, now)
            if run is not None:
                return run
            seen = await jobs.find(connection, job, guild_id, due_at)
            if seen is None or not self._policy.is_due(seen, now):
                return None
            if self._policy.exhausted(seen):  # each attempt crashed its process
                await jobs.end(connection, seen, "failed", "crashed at every attempt", now)
                return None
            return await jobs.take_over(connection, seen, now)

    async def keep_alive(self, run: JobRun) -> None:
        """Write heartbeats until cancelled, or until another process took the slot over."""
        ours = True
        while ours:
            await asyncio.sleep(self._policy.heartbeat_timeout.total_seconds() / 4)
            try:
                async with self._database.write() as connection:
                    ours = await jobs.heartbeat(connection, run, self._clock.now())
            except Exception:  # noqa: BLE001 the run continues, and the next heartbeat tries again
                _log.exception("job.heartbeat_failed", job=run.job, guild_id=run.guild_id)
        _log.warning("job.taken_over", job=run.job, guild_id=run.guild_id)

    async def end(self, run: JobRun, state: str, detail: str | None) -> None:
        """Close a slot permanently: done, skipped or failed."""
        async with self._database.write() as connection:
            await jobs.end(connection, run, state, detail, self._clock.now())

    async def fail(self, run: JobRun, detail: str) -> bool:
        """Record a failed attempt; return whether another will follow."""
        if self._policy.exhausted(run):
            await self.end(run, "failed", detail)
            return False
        await self._put_off(run, run.attempts, detail)
        return True

    async def interrupt(self, run: JobRun) -> None:
        """Leave a slot to the next start, because the process is closing."""
        await self._put_off(run, run.attempts - 1, "interrupted")

    async def _put_off(self, run: JobRun, attempts: int, detail: str) -> None:
        async with self._database.write() as connection:
            await jobs.put_off(connection, run, attempts, detail, self._clock.now())
