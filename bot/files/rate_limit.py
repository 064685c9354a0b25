"""Limit how many bytes a second all downloads send together.

Downloads share the process with everything that members wait for. Without a limit they are as fast
as the readers, and take the processor along with the line.
"""

import asyncio

from aiolimiter import AsyncLimiter

MIB = 1024 * 1024
SHARE_BYTES = 128 * 1024  # that one download sends before the next one may
BURST_SECONDS = 0.005  # of the rate that may be sent at once


class RateLimit:
    """Lets bytes through at a rate, one share of each download after the other.

    Nobody reserves anything: a download that ends, or is cancelled, leaves its share to the rest.
    """

    def __init__(self, mib_per_second: float) -> None:
        """Set the rate; 0 is no limit."""
        self._limiter: AsyncLimiter | None = None
        self._order = asyncio.Lock()  # first come, first served; the limiter prefers small amounts
        if mib_per_second:
            rate = mib_per_second * MIB
            burst = max(SHARE_BYTES, rate * BURST_SECONDS)
            self._limiter = AsyncLimiter(burst, burst / rate)

    async def wait(self, size: int) -> None:
        """Return when `size` more bytes may be sent."""
        if self._limiter is None:
            return
        while size > 0:
            async with self._order:
                await self._limiter.acquire(min(size, SHARE_BYTES))
            size -= SHARE_BYTES
