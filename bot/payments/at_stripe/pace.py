"""How fast Stripe is asked: as set, and slower for a while where that is too fast for it."""

import time
from collections.abc import Callable

from aiolimiter import AsyncLimiter

SLOWEST = 1.0  # requests a second
A_SECOND = 1.0  # many hear at once that they were too many
RECOVERY_SECONDS = 10.0  # until it is tried faster again


class Pace:
    """Lets so many requests a second through. `steady` counts seconds from anywhere.

    Our limit is a guess: others may use the account, and Stripe may allow less. Each refusal costs
    a request, and a list of many pages would never be read to its end.
    """

    def __init__(self, per_second: float, steady: Callable[[], float] = time.monotonic) -> None:
        self._most = per_second
        self._steady = steady
        self._set(per_second)

    @property
    def rate(self) -> float:
        """How many requests a second are let through now."""
        return self._rate

    async def acquire(self) -> None:
        """Wait for the turn of one request."""
        if self._rate < self._most and self._steady() - self._set_at >= RECOVERY_SECONDS:
            self._set(min(self._rate * 2, self._most))
        await self._limiter.acquire()

    def slow_down(self) -> None:
        """Halve the pace: Stripe has just refused a request as one too many."""
        if self._rate == self._most or self._steady() - self._set_at >= A_SECOND:
            self._set(max(self._rate / 2, SLOWEST))

    def _set(self, rate: float) -> None:
        self._rate = rate
        self._set_at = self._steady()
        # Evenly once it was too fast: as many at once would be too many again.
        full = rate >= self._most
        self._limiter = AsyncLimiter(rate, 1) if full else AsyncLimiter(1, 1 / rate)
