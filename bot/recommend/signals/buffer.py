"""Buffer signals in memory and store them in batches.

A write per message would cost 0.8 ms.

Invariants:
- `record`, `undo`, … only access memory and never wait: they run in the gateway's handlers.
- Batches are stored oldest first, one at a time; a batch leaves the queue once it is stored.
- Storing a batch again changes nothing, so a failure at any point is retried.
- The queue is bounded. Beyond `limit` the oldest batch is dropped, counted and logged.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import structlog

from bot.recommend.signals.batch import Batch
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import LiveWatch
from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared
from data.engine import refused_for_good

_log = structlog.get_logger(__name__)

MAX_PAUSE_SECONDS = 60.0  # seconds between two tries

Store = Callable[[Batch], Awaitable[None]]
Listener = Callable[[Batch], None]


class SignalBuffer:
    """Collects signals, bounded by time and by count.

    Args:
        store: Stores one batch; called again for a batch that failed.
        seconds: How long a signal waits at most [s], while the database works.
        size: Events that make a batch full.
        limit: Events that may wait in total.
        first_pause: Wait before the first retry [s]; doubled for each further one.
        refused: Returns whether an error is permanent, caused by the batch's content.
    """

    def __init__(
        self,
        store: Store,
        *,
        seconds: float,
        size: int,
        limit: int = 100_000,
        first_pause: float = 1.0,
        refused: Callable[[Exception], bool] = refused_for_good,
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._size = size
        self._limit = limit
        self._first_pause = first_pause
        self._open = Batch()
        self._sealed: deque[Batch] = deque()
        self._waiting = 0
        self._storing = asyncio.Lock()
        self._some = asyncio.Event()
        self._full = asyncio.Event()
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[Listener] = []
        self._watches: list[LiveWatch] = []
        self._refused = refused
        self.stored = 0
        self.dropped = 0
        self.refused = 0

    @property
    def waiting(self) -> int:
        """The number of events that aren't stored yet."""
        return self._waiting

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each batch, right after it was stored."""
        self._listeners.append(listener)

    @contextmanager
    def watch(self) -> Generator[LiveWatch]:
        """Return a watch that receives all live signals until the end of the block."""
        watch = LiveWatch()
        self._watches.append(watch)
        try:
            yield watch
        finally:
            self._watches.remove(watch)

    def register(self, item: NewItem) -> None:
        """Add an item; the signal on it that follows gets into the same batch."""
        self._open.register(item)
        self._waiting += 1
        self._some.set()

    def record(self, signal: Signal) -> None:
        """Add a signal."""
        self._open.record(signal)
        for watch in self._watches:
            watch.record(signal)
        self._count()

    def undo(self, signal: SignalKey) -> None:
        """Add the removal of a signal."""
        self._open.undo(signal)
        for watch in self._watches:
            watch.undo(signal)
        self._count()

    def clear(self, cleared: SourcesCleared) -> None:
        """Add the removal of messages' signals."""
        self._open.clear(cleared)
        for watch in self._watches:
            watch.clear(cleared)
        self._count()

    def delete(self, deleted: ObjectsDeleted) -> None:
        """Add the deletion of objects."""
        self._open.delete(deleted)
        for watch in self._watches:
            watch.delete(deleted)
        self._count()

    def start(self) -> None:
        """Start storing in the background."""
        self._task = asyncio.create_task(self._run(), name="signal-buffer")

    async def close(self) -> None:
        """Store the rest and stop; what the database refuses now is counted as dropped."""
        self._closing.set()
        if self._task is not None:
            await self._task
        while await self.flush() and self._waiting:
            pass  # recorded during the flush
        if self._waiting:
            _log.error("signals.lost_at_close", count=self._waiting)
            self.dropped += self._waiting

    async def flush(self) -> bool:
        """Try once to store what is waiting now; return False if the database failed.

        What is recorded meanwhile forms the next batch: with it, a flush would hardly end while
        many members are active.
        """
        async with self._storing:
            self._seal()
            while self._sealed:
                if not await self._store_oldest():
                    return False
            return True

    def _count(self) -> None:
        self._waiting += 1
        self._some.set()
        if self._open.events >= self._size:
            self._seal()
            self._full.set()
            if self._waiting > self._limit:
                self._drop_oldest()

    def _seal(self) -> None:
        if self._open.events:
            self._sealed.append(self._open)
            self._open = Batch()

    def _drop_oldest(self) -> None:
        oldest = 1 if self._storing.locked() else 0  # the first may be being stored
        if oldest >= len(self._sealed):
            return
        batch = self._sealed[oldest]
        del self._sealed[oldest]
        self._waiting -= batch.events
        self.dropped += batch.events
        _log.error("signals.dropped", count=batch.events, waiting=self._waiting)

    async def _store_oldest(self) -> bool:
        batch = self._sealed[0]
        try:
            await self._store(batch)
        except Exception as error:  # noqa: BLE001 the batch must survive any database error
            if self._refused(error):
                self._set_aside(batch)
                return True
            _log.exception("signals.not_stored", waiting=self._waiting)
            return False
        self._sealed.popleft()
        self._waiting -= batch.events
        self.stored += batch.events
        for listener in self._listeners:
            listener(batch)
        return True

    def _set_aside(self, batch: Batch) -> None:
        """Split a batch that is refused for good, so that only its bad entry is dropped.

        One signal that can't be stored must not block all the others.
        """
        self._sealed.popleft()
        parts = batch.singles()
        if len(parts) == 1:
            self._waiting -= batch.events
            self.refused += 1
            _log.error("signals.refused", refused=self.refused)
            return
        self._waiting += sum(part.events for part in parts) - batch.events
        self._sealed.extendleft(reversed(parts))

    async def _run(self) -> None:
        pause = self._first_pause
        while not self._closing.is_set():
            await self._until(self._some)
            await self._until(self._full, self._seconds)
            self._some.clear()
            self._full.clear()
            if await self.flush():
                pause = self._first_pause
            else:
                await self._until(None, pause)
                pause = min(pause * 2, MAX_PAUSE_SECONDS)
                self._some.set()

    async def _until(self, event: asyncio.Event | None, seconds: float | None = None) -> None:
        """Wait for the event, for closing, or for the time to pass."""
        events = [self._closing] if event is None else [self._closing, event]
        waits = [asyncio.create_task(each.wait()) for each in events]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
