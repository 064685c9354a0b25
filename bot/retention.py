"""Forgets what nobody will ask for any more."""

from datetime import timedelta

from bot.clock import Clock
from bot.payments.inbox.processor import KEPT as LISTED
from bot.payments.inbox.processor import OVERLAP
from data import deliveries, inbox, jobs
from data.engine import Database
from data.pruning import in_steps

# Longer than any digest looks back at what it showed, and than any slot is caught up on.
KEPT = timedelta(days=100)


async def forget_old(database: Database, clock: Clock) -> None:
    """Forget old slots of jobs, what digests brought to whom, and events that Stripe lists no more.

    `clock` is never later than Stripe has confirmed: one that leapt would have all forgotten.
    """
    now = clock.now()
    await in_steps(database, inbox.prune, now - LISTED - OVERLAP)
    before = now - KEPT
    await in_steps(database, jobs.prune, before)
    await in_steps(database, deliveries.prune, before)
