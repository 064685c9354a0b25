"""What a batch touched in one server: names only. What is true of them is read again.

So it does not matter how often, in which order, or how late it is read.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class ChangeSet:
    """Names of what changed.

    Attributes:
        guild_id: the server.
        items: our numbers of items that are new, changed or gone, or lost an act.
        pairs: numbers of items with the ids of members whose acts on them changed.
        active: when items saw an act in public: seconds since 1970.
    """

    guild_id: int = 0
    items: set[int] = field(default_factory=set[int])
    pairs: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    active: dict[int, int] = field(default_factory=dict[int, int])

    def add_removed(self, pair: tuple[int, int]) -> None:
        """Note a pair that lost an act: its item may have been active last by that."""
        self.pairs.add(pair)
        self.items.add(pair[0])

    def add_public(self, item: int, at: datetime) -> None:
        """Note an act in public."""
        self.active[item] = max(self.active.get(item, 0), int(at.timestamp()))

    def add(self, other: "ChangeSet") -> None:
        """Take in what else was touched."""
        self.guild_id = other.guild_id
        self.items |= other.items
        self.pairs |= other.pairs
        for item, at in other.active.items():
            self.active[item] = max(self.active.get(item, 0), at)
