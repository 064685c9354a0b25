"""Catch up with Stripe: by its events, and for longer gaps by its lists."""

from datetime import datetime

from bot.clock import Clock
from bot.errors import PersonMustActError
from bot.payments.inbox.processor import CURSOR, KEPT, EventProcessor
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.stripe.errors import cause_of
from data import inbox
from data.engine import Database


class CatchUp:
    """Runs at start and at intervals; with polling it is the only source of events."""

    def __init__(
        self,
        database: Database,
        event_processor: EventProcessor,
        comparison: Reconciler,
        outbox: NotificationOutbox,
        clock: Clock,
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._event_processor = event_processor
        self._comparison = comparison
        self._clock = clock

    async def run(self) -> None:
        """Process the events that were missed.

        After a gap longer than Stripe keeps events, reconcile first, because processing the events
        moves the cursor and so removes the evidence of the gap.

        Raises:
            RetryLaterError, PersonMustActError: Stripe can't be asked; the second is notified.
        """
        try:
            since = await self._gap()
            if since is not None:
                await self._notify(since)
                await self._comparison.run(since=since)
            await self._event_processor.catch_up()
        except PersonMustActError as error:
            cause = f"stripe-key:{cause_of(error)}"
            await self._outbox.report_cause(ALL_GUILDS, cause, "staff-stripe-key", error=str(error))
            raise

    async def _gap(self) -> datetime | None:
        """Return since when events were missed, if that is longer than Stripe keeps them."""
        async with self._database.read() as connection:
            cursor = await inbox.cursor(connection, CURSOR)
        return cursor if cursor is not None and cursor < self._clock.now() - KEPT else None

    async def _notify(self, since: datetime) -> None:
        stamp = int(since.timestamp())
        await self._outbox.notify_staff(
            ALL_GUILDS, f"gap:{stamp}", "nightly-gap", since=f"<t:{stamp}:f>"
        )
