"""Taking the first few of an order: only what is allowed, and not all from one corner."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.recommend.items import Item

PATIENCE = 50  # spare items a wanted one before we stop looking for variety


@dataclass(slots=True)
class Variety:
    """At most so many items of one author and of one channel, while there are others."""

    of_author: int
    of_channel: int
    _authors: Counter[int | None] = field(default_factory=Counter[int | None])
    _channels: Counter[int] = field(default_factory=Counter[int])

    @classmethod
    def light(cls, count: int) -> "Variety":
        """For one member: leave room for one other channel, two where the list is longer."""
        return cls(of_author=max(2, count // 2), of_channel=max(1, count - 1 - count // 6))

    @classmethod
    def strict(cls, count: int) -> "Variety":
        """For everybody: half of the list for one channel, two for one author."""
        return cls(of_author=2, of_channel=max(1, (count + 1) // 2))

    @classmethod
    def none(cls, count: int) -> "Variety":
        """Take them as they come."""
        return cls(of_author=count, of_channel=count)

    def admits(self, item: Item) -> bool:
        """Say whether the item still fits, and count it if so."""
        if (
            self._authors[item.author_id] >= self.of_author
            or self._channels[item.channel_id] >= self.of_channel
        ):
            return False
        self._authors[item.author_id] += 1
        self._channels[item.channel_id] += 1
        return True


def pick(
    order: Iterable[int],
    item_at: Callable[[int], Item],
    count: int,
    allowed: Callable[[Item], bool],
    variety: Variety,
) -> list[int]:
    """Return up to `count` positions in their order.

    The order is consumed lazily: `allowed` (permissions, at the last moment) is asked for no more
    items than needed. Where variety can't fill the list, the best of the rest does.
    """
    chosen: list[tuple[int, int]] = []
    spare: list[tuple[int, int]] = []
    for place, position in enumerate(order):
        if len(chosen) == count or len(spare) > PATIENCE * count:
            break
        item = item_at(position)
        if allowed(item):
            (chosen if variety.admits(item) else spare).append((place, position))
    chosen += spare[: count - len(chosen)]
    return [position for _, position in sorted(chosen)]
