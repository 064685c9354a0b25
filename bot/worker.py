"""A worker: does a step of stored work whenever it is woken, and now and then without."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


class Wake:
    """A bell that several workers can listen to: each hears every ring, none waits for another."""

    def __init__(self) -> None:
        self._bells: list[asyncio.Event] = []

    def bell(self) -> asyncio.Event:
        """Return a listener's own event."""
        event = asyncio.Event()
        self._bells.append(event)
        return event

    def set(self) -> None:
        """Ring."""
        for event in self._bells:
            event.set()


class Worker:
    """Runs `step` until it finds nothing more to do, then waits for the bell or the interval.

    The bell only saves time: work is found in the database, so a lost ring delays it by no more
    than `seconds`. A failing step is logged and tried again after a growing pause.
    """

    def __init__(
        self, name: str, step: Callable[[], Awaitable[int]], wake: Wake, *, seconds: float
    ) -> None:
        self._name = name
        self._step = step
        self._bell = wake.bell()
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._run(), name=f"worker {self._name}")

    async def close(self) -> None:
        """Stop between two steps, or in the middle of a wait."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            self._bell.clear()
            try:
                while await self._step():
                    pass
                pause = FIRST_PAUSE
            except Exception:  # noqa: BLE001 the work is stored; only this attempt failed
                _log.exception("worker.failed", worker=self._name, pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            try:
                await asyncio.wait_for(self._bell.wait(), self._seconds)
            except TimeoutError:
                continue
