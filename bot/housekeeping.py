"""Forgets what nobody will ask for any more."""

from datetime import timedelta

from bot.clock import Clock
from data import deliveries, jobs
from data.engine import Database
from data.pruning import in_steps

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
        await in_steps(self._database, jobs.prune, before)
        await in_steps(self._database, deliveries.prune, before)
