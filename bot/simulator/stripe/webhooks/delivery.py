"""One event on its way to one endpoint, and the log of its attempts."""

from dataclasses import dataclass, field

from bot.simulator.stripe.store import Json


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver an event."""

    event_id: str
    event_type: str
    endpoint_id: str
    number: int  # from 1 within its delivery
    status: int | None  # None: dropped on the way, refused connection or timeout
    seconds: float
    body: bytes
    signature: str

    @property
    def ok(self) -> bool:
        """Whether the endpoint took the event."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - 2xx


@dataclass(slots=True, eq=False)
class Delivery:
    """An event that an endpoint is to get."""

    event: Json
    endpoint: Json
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    given_up: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more will be tried."""
        return self.given_up or any(attempt.ok for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class RetrySchedule:
    """When Stripe tries again; hours and three days in reality."""

    first: float = 0.2  # seconds
    factor: float = 2.0
    longest: float = 2.0  # seconds
    attempts: int = 20

    def pause(self, failures: int) -> float:
        """Seconds to wait after so many failed attempts."""
        return min(self.first * self.factor ** (failures - 1), self.longest)
