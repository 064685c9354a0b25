"""Trouble planned for deliveries of events: copies, losses, delays."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

_ALL = ("*",)


@dataclass(slots=True, eq=False)
class Disturbance:
    """A planned trouble for deliveries of some types."""

    types: tuple[str, ...]
    left: int | None  # deliveries still to meet it; None: all
    times: int = 1  # copies of each delivery
    seconds: float = 0.0  # late

    def meets(self, event_type: str) -> bool:
        """Whether it befalls this delivery; if so, it is counted."""
        if self.left == 0 or not any(fnmatchcase(event_type, each) for each in self.types):
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Trouble:
    """What is planned, and what it does to each delivery that asks."""

    def __init__(self) -> None:
        self._drops: list[Disturbance] = []
        self._copies: list[Disturbance] = []
        self._delays: list[Disturbance] = []

    def duplicate(
        self, times: int = 3, *, types: Iterable[str] = _ALL, first: int | None = None
    ) -> None:
        """Deliver each event (of these types; the first so many) that many times."""
        self._copies.append(Disturbance(tuple(types), first, times=times))

    def drop(self, first: int | None = 1, *, types: Iterable[str] = _ALL) -> None:
        """Lose the next so many attempts on the way; Stripe's retry may arrive.

        None loses all of them, until `calm`.
        """
        self._drops.append(Disturbance(tuple(types), first))

    def delay(
        self, seconds: float, *, types: Iterable[str] = _ALL, first: int | None = None
    ) -> None:
        """Let deliveries come so much later."""
        self._delays.append(Disturbance(tuple(types), first, seconds=seconds))

    def forget(self) -> None:
        """Drop all plans."""
        for planned in (self._drops, self._copies, self._delays):
            planned.clear()

    def copies_of(self, event_type: str) -> int:
        """How often to deliver this event."""
        return next((each.times for each in self._copies if each.meets(event_type)), 1)

    def delay_of(self, event_type: str) -> float:
        """How many seconds late this delivery begins."""
        return sum(each.seconds for each in self._delays if each.meets(event_type))

    def drops(self, event_type: str) -> bool:
        """Whether this attempt is lost on the way."""
        return any(each.meets(event_type) for each in self._drops)
