"""One batch of signals and removals, merged so that a few statements can store it.

It is stored in the order items, removals, signals. Signals that were recorded and then removed
within the batch are dropped here, so that this order has the same result as the original one.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.recommend.signals.items import TITLED, NewItem
from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared


@dataclass(slots=True)
class Batch:
    """Signals, removals and items of a short period.

    Attributes:
        items: Items by guild id and object id.
        signals: Each signal with its time (UTC).
        undone: Signals to remove, whether or not they are stored.
        cleared: Messages whose signals were removed.
        deleted: Deleted items.
        events: How many calls filled it; the measure of its size.
    """

    items: dict[tuple[int, int], NewItem] = field(default_factory=dict)
    signals: dict[SignalKey, datetime] = field(default_factory=dict)
    undone: set[SignalKey] = field(default_factory=set)
    cleared: list[SourcesCleared] = field(default_factory=list)
    deleted: list[ObjectsDeleted] = field(default_factory=list)
    events: int = 0

    def register(self, item: NewItem) -> None:
        """Add an item; a title replaces none, a thread the message that it started on."""
        place = (item.guild_id, item.object_id)
        known = self.items.get(place)
        if known is None or known.kind == "message" or item.kind in TITLED:
            self.items[place] = item
        self.events += 1

    def record(self, signal: Signal) -> None:
        """Add a signal; of the same one recorded twice, the first time counts."""
        self.signals.setdefault(signal.key, signal.at)
        self.events += 1

    def undo(self, signal: SignalKey) -> None:
        """Remove one signal."""
        self.signals.pop(signal, None)
        self.undone.add(signal)
        self.events += 1

    def clear(self, cleared: SourcesCleared) -> None:
        """Remove the signals of messages."""
        self._forget([signal for signal in self.signals if cleared.covers(signal)])
        self.cleared.append(cleared)
        self.events += 1

    def delete(self, deleted: ObjectsDeleted) -> None:
        """Remove the signals on deleted objects."""
        self._forget([signal for signal in self.signals if self._on(deleted, signal)])
        self.deleted.append(deleted)
        self.events += 1

    def guilds(self) -> set[int]:
        """Return the ids of the servers that the batch concerns."""
        return (
            {guild_id for guild_id, _ in self.items}
            | {signal.guild_id for signal in (*self.signals, *self.undone)}
            | {change.guild_id for change in (*self.cleared, *self.deleted)}
        )

    def singles(self) -> list["Batch"]:
        """Return one batch for each entry of this one, in the order of storing."""
        parts: list[Batch] = []

        def one() -> Batch:
            parts.append(Batch(events=1))
            return parts[-1]

        for place, item in self.items.items():
            one().items[place] = item
        for signal in self.undone:
            one().undone.add(signal)
        for cleared in self.cleared:
            one().cleared.append(cleared)
        for deleted in self.deleted:
            one().deleted.append(deleted)
        for signal, at in self.signals.items():
            one().signals[signal] = at
        return parts

    def _forget(self, columns: list[SignalKey]) -> None:
        for signal in columns:
            del self.signals[signal]

    def _on(self, deleted: ObjectsDeleted, signal: SignalKey) -> bool:
        item = self.items.get((signal.guild_id, signal.object_id))
        if signal.guild_id != deleted.guild_id:
            return False
        if deleted.what == "channels":
            return item is not None and item.channel_id in deleted.ids
        if signal.object_id not in deleted.ids:
            return False
        # Of objects that aren't in the batch only the database knows whether a thread was started
        # on them; a signal on a deleted item is never read.
        return deleted.what == "threads" or (item is not None and item.kind not in TITLED)
