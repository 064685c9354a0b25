"""The simulated account's clock: real time, plus what a test or the demo skipped."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Real time with an offset, used for all times on Stripe's objects.

    Signatures of webhooks use real time, because their receiver's clock isn't shifted.
    """

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the simulated time, in UTC."""
        return datetime.now(UTC) + self._offset

    def stamp(self) -> int:
        """Return the simulated time in whole seconds, as Stripe writes it."""
        return int(self.now().timestamp())

    def advance(self, step: timedelta) -> None:
        """Skip some time."""
        self._offset += step
