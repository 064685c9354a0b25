"""Watch live signals while Discord's history is compared with what is stored.

A live signal is newer than a page fetched before it, so it wins: the comparison must not change
what a watch knows.
"""

from collections.abc import Generator
from contextlib import contextmanager

from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared

Mark = tuple[int, int, int, int]  # user, object, source, key: a signal without its kind


class LiveWatch:
    """Collects the signals and deletions that a buffer receives."""

    def __init__(self) -> None:
        self._marks: set[Mark] = set()
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

    def undo(self, act: SignalKey) -> None:
        """Add a removed signal."""
        self._note(act)

    def clear(self, cleared: SourcesCleared) -> None:
        """Add messages whose signals were removed."""
        self._cleared.append(cleared)

    def delete(self, deleted: ObjectsDeleted) -> None:
        """Add deleted objects."""
        self._gone |= deleted.ids

    def knows(self, act: SignalKey) -> bool:
        """Return whether a newer event about a signal was received."""
        return (
            mark(act) in self._marks
            or act.object_id in self._gone
            or any(cleared.covers(act) for cleared in self._cleared)
        )

    def _note(self, act: SignalKey) -> None:
        if not self._closed:
            self._marks.add(mark(act))
            self.sources.add(act.source_id)


def mark(act: SignalKey) -> Mark:
    """Return the identity of a signal without its kind."""
    return (act.user_id, act.object_id, act.source_id, act.key)
