"""What happens while somebody compares Discord's history with what is stored.

What is told live is newer than a page that was read before it, so it wins: whoever compares
leaves alone what a watch knows.
"""

from collections.abc import Generator
from contextlib import contextmanager

from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared

Mark = tuple[int, int, int, int]  # user, object, source, key: an act whatever its kind


class LiveWatch:
    """Notes the acts and things that a buffer is told of."""

    def __init__(self) -> None:
        self._marks: set[Mark] = set()
        self._cleared: list[SourcesCleared] = []
        self._gone: set[int] = set()
        self._closed = False
        self.sources: set[int] = set()  # the messages of all acts

    @contextmanager
    def closed(self) -> Generator[None]:
        """Note nothing until the end of the block: what happens there is the comparer's own."""
        self._closed = True
        try:
            yield
        finally:
            self._closed = False

    def record(self, signal: Signal) -> None:
        """Note an act."""
        self._note(signal.key)

    def undo(self, act: SignalKey) -> None:
        """Note an act taken back."""
        self._note(act)

    def clear(self, cleared: SourcesCleared) -> None:
        """Note messages that lost what they carried."""
        self._cleared.append(cleared)

    def delete(self, deleted: ObjectsDeleted) -> None:
        """Note things that are no more."""
        self._gone |= deleted.ids

    def knows(self, act: SignalKey) -> bool:
        """Say whether something newer was heard of an act."""
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
    """Return what makes an act itself but for its kind."""
    return (act.user_id, act.object_id, act.source_id, act.key)
