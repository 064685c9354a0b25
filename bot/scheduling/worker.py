"""A worker: does a step of stored work whenever it is woken, and now and then without."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable

import structlog

_log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
MAX_PAUSE_SECONDS = 60.0
SHUTDOWN_TIMEOUT_SECONDS = 5.0
REST_SECONDS = 0.02  # what comes in between is taken together, in one step


class WakeupEvent:
    """A bell that several workers can listen to: each hears every ring, none waits for another."""

    def __init__(self) -> None:
        self._bells: list[asyncio.Event] = []

    def subscribe(self) -> asyncio.Event:
        """Return a listener's own event."""
        event = asyncio.Event()
        self._bells.append(event)
        return event

    def unsubscribe(self, event: asyncio.Event) -> None:
        """Ring for a listener no more."""
        self._bells.remove(event)

    def notify(self) -> None:
        """Ring."""
        for event in self._bells:
            event.set()


class Worker:
    """Runs `step` until it finds nothing more to do, then waits for the bell or the interval.

    Between two steps there is a short rest at least: whoever rings often is answered in one go. The
    bell only saves time: work is found in the database, so a lost ring delays it by no more
    than `seconds`. A failing step is logged and tried again after a growing pause.
    """

    def __init__(
        self, name: str, step: Callable[[], Awaitable[int]], wakeup: WakeupEvent, *, seconds: float
    ) -> None:
        self._name = name
        self._step = step
        self._wakeup = wakeup
        self._event = wakeup.subscribe()
        self._seconds = seconds
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether it was started."""
        return self._task is not None

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._run(), name=f"worker {self._name}")

    async def close(self) -> None:
        """Let the step under way finish; one that takes too long is cut off and found again."""
        self._closing = True
        self._event.set()
        self._wakeup.unsubscribe(self._event)
        if self._task is None:
            return
        done, _ = await asyncio.wait({self._task}, timeout=SHUTDOWN_TIMEOUT_SECONDS)
        if not done:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        loop, pause, rested_at = asyncio.get_running_loop(), FIRST_PAUSE, 0.0
        while not self._closing:
            await asyncio.sleep(rested_at - loop.time())
            rested_at = loop.time() + REST_SECONDS
            self._event.clear()
            try:
                wait = 0 if await self._step() else self._seconds
                pause = FIRST_PAUSE
            except Exception:  # noqa: BLE001 the work is stored; only this attempt failed
                _log.exception("worker.failed", worker=self._name, pause=pause)
                pause, wait = min(pause * 2, MAX_PAUSE_SECONDS), pause
            if wait and not self._closing:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._event.wait(), wait)


async def all_ended(work: Iterable[Awaitable[object]]) -> None:
    """Run work side by side; raise its first error only once all of it has ended.

    A step that failed is tried again, and must not meet what the last one left running.
    """
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
