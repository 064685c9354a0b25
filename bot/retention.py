"""Delete data that is no longer needed."""

from datetime import timedelta

from bot.clock import Clock
from bot.payments.inbox.processor import KEPT as LISTED
from bot.payments.inbox.processor import OVERLAP
from data import deliveries, inbox, jobs, moves, ranking_weights
from data.engine import Database
from data.pruning import in_steps

# Longer than any digest looks back at what it showed, and than any slot is caught up on.
KEPT = timedelta(days=100)
DECISIONS_KEPT = timedelta(days=400)  # staff see how the weights changed over a year


async def forget_old(database: Database, clock: Clock) -> None:
    """Delete old job runs, deliveries, finished moves, weight decisions and events.

    `clock` must never be later than the time confirmed by Stripe, because a clock that jumped
    ahead would delete everything.
    """
    now = clock.now()
    await in_steps(database, inbox.prune, now - LISTED - OVERLAP)
    before = now - KEPT
    await in_steps(database, jobs.prune, before)
    await in_steps(database, deliveries.prune, before)
    await in_steps(database, moves.prune, before)
    await in_steps(database, ranking_weights.prune, now - DECISIONS_KEPT)
