"""The delivery of one event to one endpoint, and the log of its attempts."""

from dataclasses import dataclass, field

from bot.simulator.stripe.store import Json


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver an event."""

    event_id: str
    event_type: str
    endpoint_id: str
    number: int  # from 1 within its delivery
    status: int | None  # None: lost, connection refused or timeout
    seconds: float
    body: bytes
    signature: str

    @property
    def ok(self) -> bool:
        """Return whether the endpoint accepted the event."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - 2xx


@dataclass(slots=True, eq=False)
class Delivery:
    """The delivery of an event to an endpoint."""

    event: Json
    endpoint: Json
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    given_up: bool = False

    @property
    def done(self) -> bool:
        """Return whether there will be no more attempts."""
        return self.given_up or any(attempt.ok for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class RetrySchedule:
    """When Stripe retries; in reality up to hours apart, for three days."""

    first: float = 0.2  # seconds
    factor: float = 2.0
    longest: float = 2.0  # seconds
    attempts: int = 20

    def pause(self, failures: int) -> float:
        """Return the seconds to wait after this many failed attempts."""
        return min(self.first * self.factor ** (failures - 1), self.longest)
