"""Compare our clock with Stripe's, and notify staff if they differ."""

import asyncio
from contextlib import suppress

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.inbox.processor import CURSOR
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.server_time import ConfirmedTime
from data import inbox
from data.engine import Database

TIMEOUT_SECONDS = 5.0
KEY = "clock:"


class ClockCheck:
    """Runs every minute, of which it needs no more than a monotonic clock."""

    def __init__(
        self,
        api: StripeClient,
        proven: ConfirmedTime,
        database: Database,
        outbox: NotificationOutbox,
    ) -> None:
        self._api = api
        self._proven = proven
        self._database = database
        self._outbox = outbox
        self._reported = True  # perhaps before the start

    @property
    def is_off(self) -> bool:
        """Whether our clock is wrong."""
        return self._api.time.is_off

    async def begin(self) -> None:
        """Learn the time before any work; an unreachable Stripe does not delay the start."""
        async with self._database.read() as connection:
            self._proven.resume(await inbox.cursor(connection, CURSOR))
        with suppress(RetryLaterError, PersonMustActError, TimeoutError):
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self._api.read_server_time()

    async def run(self) -> None:
        """Ask Stripe for its time if ours may have jumped; report a difference, once."""
        time = self._api.time
        if time.is_stale:
            try:
                await self._api.read_server_time()
            except (RetryLaterError, PersonMustActError):
                return  # staff are told elsewhere; the response had a date anyway
        if time.is_off:
            self._reported = True
            minutes = round(abs(time.skew).total_seconds() / 60)
            way = "ahead" if time.skew.total_seconds() > 0 else "behind"
            await self._outbox.notify_staff(
                ALL_GUILDS, KEY, "staff-clock-off", minutes=minutes, way=way
            )
        elif self._reported:
            self._reported = False
            await self._outbox.withdraw(KEY)
