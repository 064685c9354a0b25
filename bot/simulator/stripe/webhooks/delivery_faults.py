"""Plans faults of event deliveries: copies, losses, delays."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

_ALL = ("*",)


@dataclass(slots=True, eq=False)
class Disturbance:
    """A planned fault for deliveries of some types."""

    types: tuple[str, ...]
    left: int | None  # deliveries it will still affect; None: all
    times: int = 1  # copies of each delivery
    seconds: float = 0.0  # of delay

    def meets(self, event_type: str) -> bool:
        """Return whether it affects this delivery, and count it."""
        if self.left == 0 or not any(fnmatchcase(event_type, each) for each in self.types):
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Trouble:
    """The planned faults, and their effect on each delivery."""

    def __init__(self) -> None:
        self._drops: list[Disturbance] = []
        self._copies: list[Disturbance] = []
        self._delays: list[Disturbance] = []

    def duplicate(
        self, times: int = 3, *, types: Iterable[str] = _ALL, first: int | None = None
    ) -> None:
        """Deliver each event (of these types; the first `first` ones) `times` times."""
        self._copies.append(Disturbance(tuple(types), first, times=times))

    def drop(self, first: int | None = 1, *, types: Iterable[str] = _ALL) -> None:
        """Lose the next `first` attempts; Stripe's retry may arrive.

        None loses all of them, until `calm`.
        """
        self._drops.append(Disturbance(tuple(types), first))

    def delay(
        self, seconds: float, *, types: Iterable[str] = _ALL, first: int | None = None
    ) -> None:
        """Delay deliveries by some seconds."""
        self._delays.append(Disturbance(tuple(types), first, seconds=seconds))

    def forget(self) -> None:
        """Remove all planned faults."""
        for planned in (self._drops, self._copies, self._delays):
            planned.clear()

    def copies_of(self, event_type: str) -> int:
        """Return how many times to deliver this event."""
        return next((each.times for each in self._copies if each.meets(event_type)), 1)

    def delay_of(self, event_type: str) -> float:
        """Return by how many seconds this delivery is delayed."""
        return sum(each.seconds for each in self._delays if each.meets(event_type))

    def drops(self, event_type: str) -> bool:
        """Return whether this attempt is lost."""
        return any(each.meets(event_type) for each in self._drops)
