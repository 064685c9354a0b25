"""Stripe's rate limits: for each endpoint, and for an account as a whole."""

import time
from collections import defaultdict, deque
from collections.abc import Callable

from bot.simulator.stripe.errors import StripeError

_WINDOW = 1.0  # seconds
_ALL = ""  # every endpoint


class Throttle:
    """Limits requests per second; without limits all are allowed.

    Attributes:
        limit: Requests per second to each endpoint.
        whole: Requests per second to all of them together.
    """

    def __init__(self, limit: int | None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.whole: int | None = None
        self._monotonic = monotonic
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, endpoint: str) -> None:
        """Count a request.

        Raises:
            StripeError: 429; there were too many within the last second.
        """
        limits = (
            (_ALL, self.whole, "global-rate"),
            (endpoint, self.limit, "endpoint-rate"),
        )
        for each, limit, reason in limits:
            if limit is not None and self._full(each, limit):
                raise too_many(reason)
        for each, limit, _ in limits:
            if limit is not None:
                self._recent[each].append(self._monotonic())

    def _full(self, endpoint: str, limit: int) -> bool:
        recent = self._recent[endpoint]
        while recent and recent[0] <= self._monotonic() - _WINDOW:
            recent.popleft()
        return len(recent) >= limit


def too_many(reason: str = "global-rate") -> StripeError:
    """Return Stripe's error for a 429; a header names the limit."""
    return StripeError(
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        headers={"Stripe-Rate-Limited-Reason": reason},
    )
