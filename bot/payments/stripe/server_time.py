"""What time it is at Stripe: our own clock, put right by the `Date` of each answer.

Nothing that takes access away may hang on our clock alone. Where that leaps, the time goes on from
Stripe's last word at the pace of a steady clock, until Stripe's next word tells.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock

SECOND = timedelta(seconds=1)
SLACK = 2 * SECOND  # `Date` counts whole seconds, and its server may be a little off
LEAP = timedelta(minutes=1)  # our clock against the steady one: no leap second, no slow machine
FRESH = timedelta(minutes=10)  # so long Stripe's word is as good as new
LARGEST_SKEW = timedelta(minutes=2)  # signatures older than five minutes are refused


class StripeTime:
    """A clock that Stripe's answers keep right. Until the first one it is our own.

    `steady` counts seconds from anywhere, whatever is done to the machine's clock.
    """

    def __init__(self, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steady = steady
        self._offset = timedelta()  # Stripe's time less ours
        self._proven: tuple[datetime, float] | None = None  # Stripe's time at a steady second

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        ours = self._clock.now() + self._offset
        if self._proven is None:
            return ours
        return self._steadily(*self._proven) if self.has_leapt else ours

    def begin(self) -> float:
        """Return the steady second at which a request begins."""
        return self._steady()

    def at(self, began: float) -> datetime:
        """Return when it was, by Stripe's clock, at a steady second not long ago."""
        return self.now() - timedelta(seconds=self._steady() - began)

    def observe(self, date: str | None, began: float) -> None:
        """Take in the `Date` of an answer to a request that began at a steady second."""
        if date is None:
            return
        with suppress(ValueError):  # a proxy's fancy: the next answer will do
            self._hear(parsedate_to_datetime(date), began)

    def _hear(self, told: datetime, began: float) -> None:
        steady, ours = self._steady(), self._clock.now()
        # Written while the request was under way, and cut to the second.
        window = SECOND + timedelta(seconds=steady - began)
        now = ours + self._offset
        if not told - SLACK <= now <= told + window + SLACK:
            now = told + window  # the latest that fits: no look may seem older than one before
        self._offset = now - ours
        self._proven = now, steady

    @property
    def observed(self) -> bool:
        """Whether Stripe has answered since the start."""
        return self._proven is not None

    @property
    def skew(self) -> timedelta:
        """By how much our clock is ahead of Stripe's; behind is negative."""
        return self._clock.now() - self.now()

    @property
    def is_off(self) -> bool:
        """Whether our clock is off by more than signed webhooks bear."""
        return abs(self.skew) > LARGEST_SKEW

    @property
    def is_stale(self) -> bool:
        """Whether to ask Stripe before time decides: our clock leapt, or its word is old."""
        if self._proven is None:
            return True
        return self.has_leapt or self._steadily(*self._proven) - self._proven[0] > FRESH

    @property
    def has_leapt(self) -> bool:
        """Whether our clock was changed since Stripe's last word, if there was one."""
        if self._proven is None:
            return False
        ours = self._clock.now() + self._offset
        return abs(ours - self._steadily(*self._proven)) > LEAP

    def _steadily(self, proven: datetime, second: float) -> datetime:
        return proven + timedelta(seconds=self._steady() - second)


class ConfirmedTime:
    """The time that may take something away: never later than Stripe has confirmed.

    Before its first answer since the start it stands still where it was before.
    """

    def __init__(self, stripe: StripeTime) -> None:
        self._stripe = stripe
        self._known: datetime | None = None

    def resume(self, known: datetime | None) -> None:
        """Go on from the time that Stripe had confirmed before the start."""
        self._known = known

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        now = self._stripe.now()
        if self._stripe.observed or self._known is None:
            return now
        return min(now, self._known)
