"""Forgets what nobody will ask for any more."""

from datetime import timedelta

from bot.clock import Clock
from data import deliveries, jobs
from data.engine import Database

# Longer than any digest looks back at what it showed, and than any slot is caught up on.
KEPT = timedelta(days=100)


class Housekeeping:
    """What is done once a day."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def prune(self) -> None:
        """Forget old slots of jobs, and what digests brought to whom."""
        before = self._clock.now() - KEPT
        async with self._database.write() as connection:
            await jobs.prune(connection, before)
        async with self._database.write() as connection:
            await deliveries.prune(connection, before)
