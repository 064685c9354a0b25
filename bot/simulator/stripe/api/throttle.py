"""Stripe's limit of requests a second, for each endpoint."""

import time
from collections import deque
from collections.abc import Callable

from bot.simulator.stripe.errors import StripeError

_WINDOW = 1.0  # seconds


class Throttle:
    """Lets so many requests a second through to each endpoint; any number if there is no limit."""

    def __init__(self, limit: int | None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._recent: dict[str, deque[float]] = {}

    def admit(self, endpoint: str) -> None:
        """Count a request.

        Raises:
            StripeError: 429; there were too many within the last second.
        """
        if self._limit is None:
            return
        now = self._monotonic()
        recent = self._recent.setdefault(endpoint, deque())
        while recent and recent[0] <= now - _WINDOW:
            recent.popleft()
        if len(recent) >= self._limit:
            raise too_many()
        recent.append(now)


def too_many() -> StripeError:
    """How Stripe words a 429."""
    return StripeError(
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
    )
