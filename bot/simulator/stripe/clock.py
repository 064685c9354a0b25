"""The simulated account's clock: real time, plus what a test or the demo skipped."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Real time with an offset; all that Stripe stamps on objects follows it.

    Signatures of webhooks stay on real time, since their receiver's clock isn't moved.
    """

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        return datetime.now(UTC) + self._offset

    def stamp(self) -> int:
        """The simulated time in whole seconds, as Stripe writes it."""
        return int(self.now().timestamp())

    def advance(self, step: timedelta) -> None:
        """Skip some time."""
        self._offset += step
