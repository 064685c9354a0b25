"""Forgets what nobody will ask for any more."""

from datetime import timedelta

from bot.clock import Clock
from bot.payments.inbox.processor import KEPT as LISTED
from bot.payments.inbox.processor import OVERLAP
from data import deliveries, inbox, jobs, ranking_weights
from data.engine import Database
from data.pruning import in_steps

# Longer than any digest looks back at what it showed, and than any slot is caught up on.
KEPT = timedelta(days=100)
DECISIONS_KEPT = timedelta(days=400)  # staff see how the weights changed over a year


async def forget_old(database: Database, clock: Clock) -> None:
    """Forget old job slots, deliveries, weight decisions, and events that Stripe lists no more.

    `clock` is never later than Stripe has confirmed: one that leapt would have all forgotten.
    """
    now = clock.now()
    await in_steps(database, inbox.prune, now - LISTED - OVERLAP)
    before = now - KEPT
    await in_steps(database, jobs.prune, before)
    await in_steps(database, deliveries.prune, before)
    await in_steps(database, ranking_weights.prune, now - DECISIONS_KEPT)
