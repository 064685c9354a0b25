"""Watch live signals while Discord's history is compared with what is stored.

A live signal is newer than a page fetched before it, so it wins: the comparison must not change
what a watch knows.
"""

from collections.abc import Generator
from contextlib import contextmanager

from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared

Identity = tuple[int, int, int, int]  # user, object, source, key: a signal without its kind


class LiveWatch:
    """Collects the signals and deletions that a buffer receives."""

    def __init__(self) -> None:
        self._identities: set[Identity] = set()
        self._cleared: list[SourcesCleared] = []
        self._gone: set[int] = set()
        self._closed = False
        self.sources: set[int] = set()  # the messages of all signals

    @contextmanager
    def closed(self) -> Generator[None]:
        """Ignore all signals in the block, because they are the comparison's own."""
        self._closed = True
        try:
            yield
        finally:
            self._closed = False

    def record(self, signal: Signal) -> None:
        """Add a signal."""
        self._note(signal.key)

    def undo(self, signal: SignalKey) -> None:
        """Add a removed signal."""
        self._note(signal)

    def clear(self, cleared: SourcesCleared) -> None:
        """Add messages whose signals were removed."""
        self._cleared.append(cleared)

    def delete(self, deleted: ObjectsDeleted) -> None:
        """Add deleted objects."""
        self._gone |= deleted.ids

    def knows(self, signal: SignalKey) -> bool:
        """Return whether a newer event about a signal was received."""
        return (
            identity(signal) in self._identities
            or signal.object_id in self._gone
            or any(cleared.covers(signal) for cleared in self._cleared)
        )

    def _note(self, signal: SignalKey) -> None:
        if not self._closed:
            self._identities.add(identity(signal))
            self.sources.add(signal.source_id)


def identity(signal: SignalKey) -> Identity:
    """Return the identity of a signal without its kind."""
    return (signal.user_id, signal.object_id, signal.source_id, signal.key)
