"""What nobody asks for any more is forgotten, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.housekeeping import KEPT, Housekeeping
from data import deliveries, jobs
from data.digests import Target
from data.engine import Database
from data.tables import digest_deliveries, job_runs
from tests.clocks import MONDAY_NOON, HandClock


async def test_old_slots_and_deliveries_are_forgotten(database: Database) -> None:
    clock = HandClock(MONDAY_NOON)
    old, young = clock.now() - KEPT - timedelta(hours=1), clock.now() - KEPT + timedelta(hours=1)
    async with database.write() as connection:
        for due_at in (old, young):
            await jobs.begin(connection, "digest", 7, due_at, due_at)
            targets = {Target(guild_id, due_at, 11): [1] for guild_id in (7, 8)}
            await deliveries.claim(connection, targets, due_at)
    await Housekeeping(database, clock).prune()
    assert await _times(database) == ([young], [young, young])


async def _times(database: Database) -> tuple[list[datetime], list[datetime]]:
    async with database.read() as connection:
        slots = await connection.scalars(select(job_runs.c.due_at))
        delivered = await connection.scalars(select(digest_deliveries.c.due_at))
        return list(slots), list(delivered)
