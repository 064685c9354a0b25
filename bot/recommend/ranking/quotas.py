"""Pick the first few of an order, but not all by one author or from one channel."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Quotas:
    """The most items of one author and channel in a list, while there are others."""

    of_author: int
    of_channel: int
    _authors: Counter[int] = field(default_factory=Counter[int])
    _channels: Counter[int] = field(default_factory=Counter[int])

    @classmethod
    def light(cls, count: int) -> "Quotas":
        """Return quotas for one member: they leave room for one or two other channels."""
        return cls(of_author=max(2, count // 2), of_channel=max(1, count - 1 - count // 6))

    @classmethod
    def strict(cls, count: int) -> "Quotas":
        """Return quotas for a shared list: half of it for one channel, two for one author."""
        return cls(of_author=2, of_channel=max(1, (count + 1) // 2))

    def admits(self, author: int, channel: int) -> bool:
        """Return whether an item is within the quotas, and count it if so."""
        if self._authors[author] >= self.of_author or self._channels[channel] >= self.of_channel:
            return False
        self._authors[author] += 1
        self._channels[channel] += 1
        return True


def pick(
    order: Iterable[int],
    corner: Callable[[int], tuple[int, int]],
    count: int,
    variety: Quotas,
) -> list[int]:
    """Return up to `count` of an order; `corner` returns author and channel of each.

    Where the quotas don't fill the list, the best of the rest do.
    """
    chosen: list[tuple[int, int]] = []
    spare: list[tuple[int, int]] = []
    for place, each in enumerate(order if count else ()):
        (chosen if variety.admits(*corner(each)) else spare).append((place, each))
        if len(chosen) == count:
            break  # without asking for the next, which may take a computation
    chosen += spare[: count - len(chosen)]
    return [each for _, each in sorted(chosen)]
