"""Forgets what nobody will ask for any more."""

from datetime import timedelta

from bot.clock import Clock
from bot.payments.intake import KEPT as LISTED
from bot.payments.intake import OVERLAP
from data import deliveries, inbox, jobs
from data.engine import Database
from data.pruning import in_steps

# Longer than any digest looks back at what it showed, and than any slot is caught up on.
KEPT = timedelta(days=100)


class Housekeeping:
    """What is done once a day.

    `clock` is never later than Stripe has confirmed: one that leapt would have all forgotten.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def prune(self) -> None:
        """Forget old slots of jobs, what digests brought to whom, and closed events.

        Those Stripe lists no longer either.
        """
        now = self._clock.now()
        await in_steps(self._database, inbox.prune, now - LISTED - OVERLAP)
        before = now - KEPT
        await in_steps(self._database, jobs.prune, before)
        await in_steps(self._database, deliveries.prune, before)
