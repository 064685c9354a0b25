"""Keeps Stripe's time: our clock, corrected by the `Date` header of each response.

No removal of access may depend on our clock alone. If it jumps, the time continues from Stripe's
last response by the monotonic clock, until the next response.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock

SECOND = timedelta(seconds=1)
SLACK = 2 * SECOND  # `Date` has whole seconds, and its server's clock may be a little off
LEAP = timedelta(minutes=1)  # of our clock from the monotonic one; above leap seconds and lags
FRESH = timedelta(minutes=10)  # how long a response's time is trusted
MAX_SKEW = timedelta(minutes=2)  # signatures older than five minutes are refused


class StripeTime:
    """A clock corrected by Stripe's responses; until the first one it is our own.

    `steady` is a monotonic clock in seconds, independent of changes to the machine's clock.
    """

    def __init__(self, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steady = steady
        self._offset = timedelta()  # Stripe's time minus ours
        self._proven: tuple[datetime, float] | None = None  # Stripe's time, and `steady` then

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        ours = self._clock.now() + self._offset
        if self._proven is None:
            return ours
        return self._steadily(*self._proven) if self.has_leapt else ours

    def begin(self) -> float:
        """Return the value of `steady` when a request begins."""
        return self._steady()

    def at(self, began: float) -> datetime:
        """Return Stripe's time at a recent value of `steady`."""
        return self.now() - timedelta(seconds=self._steady() - began)

    def observe(self, date: str | None, began: float) -> None:
        """Apply a response's `Date` header; `began` is `steady` when the request began."""
        if date is None:
            return
        with suppress(ValueError):  # a proxy's invalid date: wait for the next response
            self._record(parsedate_to_datetime(date), began)

    def _record(self, date: datetime, began: float) -> None:
        steady, ours = self._steady(), self._clock.now()
        # The header was written during the request, and is truncated to the second.
        window = SECOND + timedelta(seconds=steady - began)
        now = ours + self._offset
        if not date - SLACK <= now <= date + window + SLACK:
            now = date + window  # the latest possible: no fetch may seem older than an earlier one
        self._offset = now - ours
        self._proven = now, steady

    @property
    def observed(self) -> bool:
        """Whether Stripe has responded since the start."""
        return self._proven is not None

    @property
    def skew(self) -> timedelta:
        """How far our clock is ahead of Stripe's; negative if it is behind."""
        return self._clock.now() - self.now()

    @property
    def is_off(self) -> bool:
        """Whether our clock is too far off to verify signed webhooks."""
        return abs(self.skew) > MAX_SKEW

    @property
    def is_stale(self) -> bool:
        """Whether to fetch Stripe's time: our clock jumped, or the last response is old."""
        if self._proven is None:
            return True
        return self.has_leapt or self._steadily(*self._proven) - self._proven[0] > FRESH

    @property
    def has_leapt(self) -> bool:
        """Whether our clock was changed since Stripe's last response, if there was one."""
        if self._proven is None:
            return False
        ours = self._clock.now() + self._offset
        return abs(ours - self._steadily(*self._proven)) > LEAP

    def _steadily(self, proven: datetime, second: float) -> datetime:
        return proven + timedelta(seconds=self._steady() - second)


class ConfirmedTime:
    """The time by which access may be removed: never later than Stripe has confirmed.

    Until the first response since the start it stays at the time confirmed before.
    """

    def __init__(self, stripe: StripeTime) -> None:
        self._stripe = stripe
        self._known: datetime | None = None

    def resume(self, known: datetime | None) -> None:
        """Set the time that Stripe had confirmed before the start."""
        self._known = known

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        now = self._stripe.now()
        if self._stripe.observed or self._known is None:
            return now
        return min(now, self._known)
