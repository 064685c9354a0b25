"""Read and change the stored signals for a backfill.

Changes go through the buffer of the live signals, so that both keep their order; what a watch
received live during the read is newer than any page and isn't changed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from bot.clock import Clock
from bot.errors import RetryLaterError
from bot.recommend.history.diff import HistoryDiff, VisibleSignal
from bot.recommend.history.progress import BackfillProgress
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import LiveWatch
from bot.recommend.signals.model import (
    HISTORY,
    NAMED,
    ObjectsDeleted,
    Signal,
    SignalKey,
    SourcesCleared,
)
from bot.recommend.signals.snowflake import time_of
from data import history, privacy
from data.engine import Database
from data.history import HistoryMark, KnownSignal

BATCH_SIZE = 2_000  # signals added to the buffer before it is flushed


class HistoryWriter:
    """Reads and changes one server's stored signals, for one backfill."""

    def __init__(
        self,
        database: Database,
        buffer: SignalBuffer,
        clock: Clock,
        guild_id: int,
        progress: BackfillProgress,
    ) -> None:
        self._database = database
        self._buffer = buffer
        self._clock = clock
        self._guild_id = guild_id
        self.progress = progress

    async def stored(self, source_ids: Collection[int]) -> list[SignalKey]:
        """Return the stored signals from messages, of kinds that history can show."""
        async with self._database.read() as reading:
            known = await history.signals_from(reading, self._guild_id, source_ids, HISTORY)
        return [self._signal_key(each) for each in known]

    async def apply(self, difference: HistoryDiff, watch: LiveWatch) -> None:
        """Apply a difference, except what was received live since or erased."""
        async with self._database.read() as reading:
            erased = await privacy.erased(reading, self._guild_id)
        undo = [signal for signal in difference.undo if not watch.knows(signal)]
        record = [
            each
            for each in difference.record
            if not watch.knows(each.key) and not _is_erased(each.key, erased)
        ]
        with watch.closed():
            for signal in undo:
                self._buffer.undo(signal)
        self.progress.undone += len(undo)
        for start in range(0, len(record), BATCH_SIZE):
            self._record(record[start : start + BATCH_SIZE], watch)
            await self.flush()

    def forget(
        self, what: Literal["messages", "threads", "channels"], ids: Collection[int]
    ) -> None:
        """Delete objects that no longer exist, with all signals on them."""
        if not ids:
            return
        gone = frozenset(ids)
        if what == "messages":
            self._buffer.clear(SourcesCleared(self._guild_id, gone))
        self._buffer.delete(ObjectsDeleted(self._guild_id, what, gone, self._clock.now()))
        self.progress.gone += len(gone)

    def register(self, items: Collection[NewItem]) -> None:
        """Register items as they are now, because titles change."""
        for item in items:
            self._buffer.register(item)

    async def set_mark(self, channel_id: int, read_to: int, seen_at: datetime) -> None:
        """Store how far a channel or thread is read."""
        async with self._database.write() as writing:
            await history.set_mark(
                writing, self._guild_id, channel_id, HistoryMark(read_to, seen_at)
            )

    async def flush(self) -> None:
        """Store all waiting signals.

        Raises:
            RetryLaterError: The database failed.
        """
        if not await self._buffer.flush():
            raise RetryLaterError("the database stored no signals")

    def _record(self, shown: Sequence[VisibleSignal], watch: LiveWatch) -> None:
        fresh = [each for each in shown if not watch.knows(each.key)]
        with watch.closed():
            for item in {each.item.object_id: each.item for each in fresh}.values():
                self._buffer.register(item)
            for each in fresh:
                self._buffer.record(Signal(each.key, each.at))
        self.progress.added += len(fresh)

    def _signal_key(self, known: KnownSignal) -> SignalKey:
        kind = NAMED[known.kind]
        return SignalKey(
            self._guild_id, known.user_id, known.object_id, kind, known.source_id, known.key
        )


def _is_erased(signal: SignalKey, erased: dict[int, datetime]) -> bool:
    """Return whether a signal is from before its member's erasure; True in doubt."""
    at = erased.get(signal.user_id)
    return at is not None and time_of(signal.source_id) <= at
