"""Idempotency keys: a repeated request gets the stored response, no second object."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from bot.simulator.stripe.clock import SimulatedClock
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Json

_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stored:
    """A response kept for repetition; errors are kept as well."""

    fingerprint: tuple[str, str, str]
    status: int
    answer: Json
    request_id: str
    at: int
    machine_at: float = field(default_factory=time.monotonic)


class Idempotency:
    """The keys of one account, separate for each mode.

    Attributes:
        under_way: For how many real seconds a key is kept, whatever the clock says. When days
            pass in seconds, they may pass between a request and its repetition.
    """

    def __init__(self, clock: SimulatedClock) -> None:
        self.under_way = 0.0
        self._clock = clock
        self._stored: dict[tuple[str, bool], Stored] = {}
        self._busy: set[str] = set()

    def enter(self, key: str) -> None:
        """Record that a request with this key is in progress.

        Raises:
            StripeError: 409, because another one is in progress.
        """
        if key in self._busy:
            raise StripeError(
                "There is currently another in-progress request using this Idempotent Key (that "
                "probably means you submitted twice, and the other request is still going "
                f"through): {key}. Please try again later.",
                status=409,
                kind="idempotency_error",
                code="idempotency_key_in_use",
            )
        self._busy.add(key)

    def leave(self, key: str) -> None:
        """Record that the request is done."""
        self._busy.discard(key)

    def recall(self, key: str, fingerprint: tuple[str, str, str], *, live: bool) -> Stored | None:
        """Return the stored response to a repeated request of this mode, for 24 hours.

        Raises:
            StripeError: The key was first used for another request.
        """
        stored = self._stored.get((key, live))
        if stored is None or self._is_over(stored):
            return None
        if stored.fingerprint != fingerprint:
            raise StripeError(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
                kind="idempotency_error",
            )
        return stored

    def _is_over(self, stored: Stored) -> bool:
        old = self._clock.stamp() - stored.at >= _LIFETIME.total_seconds()
        return old and time.monotonic() - stored.machine_at >= self.under_way

    def remember(self, key: str, stored: Stored, *, live: bool) -> None:
        """Store a response for repetition."""
        self._stored[key, live] = stored
