"""The ids of what a batch changed; the new state is read from the database.

So it does not matter how often, in which order, or how late it is read.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class ChangeSet:
    """The ids of what changed.

    Attributes:
        guild_id: The server.
        items: Ids of items that are new, changed or deleted, or lost a signal.
        pairs: Item ids with the ids of members whose signals on them changed.
        active: When items got a public signal: seconds since 1970.
    """

    guild_id: int = 0
    items: set[int] = field(default_factory=set[int])
    pairs: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    active: dict[int, int] = field(default_factory=dict[int, int])

    def add_removed(self, pair: tuple[int, int]) -> None:
        """Add a pair that lost a signal; its item's last activity may change, too."""
        self.pairs.add(pair)
        self.items.add(pair[0])

    def add_public(self, item: int, at: datetime) -> None:
        """Add a public signal."""
        self.active[item] = max(self.active.get(item, 0), int(at.timestamp()))

    def add(self, other: "ChangeSet") -> None:
        """Merge another change set into this one."""
        self.guild_id = other.guild_id
        self.items |= other.items
        self.pairs |= other.pairs
        for item, at in other.active.items():
            self.active[item] = max(self.active.get(item, 0), at)
