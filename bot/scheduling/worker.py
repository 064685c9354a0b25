"""Workers: run stored work when notified and at an interval; retry what failed."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import structlog

_log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
MAX_PAUSE_SECONDS = 60.0
SHUTDOWN_TIMEOUT_SECONDS = 5.0
REST_SECONDS = 0.02  # what arrives in between is processed together, in one step
# The same for what is notified by everything that happens, but seldom finds work: during a rush it
# would ask the database for nothing as often as there are payments.
LONG_REST_SECONDS = 0.3


class WakeupEvent:
    """A wake-up event with many listeners; every `notify()` reaches all of them."""

    def __init__(self) -> None:
        self._bells: list[asyncio.Event] = []

    def subscribe(self) -> asyncio.Event:
        """Return a new listener's own event."""
        event = asyncio.Event()
        self._bells.append(event)
        return event

    def unsubscribe(self, event: asyncio.Event) -> None:
        """Remove a listener."""
        self._bells.remove(event)

    def notify(self) -> None:
        """Wake all listeners."""
        for event in self._bells:
            event.set()


class Worker:
    """Runs `step` until nothing is left, then waits for `wakeup` or the interval.

    Between two steps there is a short pause, so frequent notifications are served together. A
    notification only saves time: work is found in the database, so a lost one delays it by at most
    `seconds`. A failing step is logged and retried after a growing delay.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], Awaitable[int]],
        wakeup: WakeupEvent,
        *,
        seconds: float,
        rest: float = REST_SECONDS,
    ) -> None:
        """Rest for `rest` seconds between two steps; by default hardly at all."""
        self._name = name
        self._rest = rest
        self._step = step
        self._wakeup = wakeup
        self._event = wakeup.subscribe()
        self._seconds = seconds
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether it was started."""
        return self._task is not None

    def start(self) -> None:
        """Start working; nothing happens if it was started before."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name=f"worker {self._name}")

    async def close(self) -> None:
        """Let the current step finish; cancel it if that takes too long, to be redone."""
        self._closing.set()
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
        while not self._closing.is_set():
            await self._pause(rested_at - loop.time())
            rested_at = loop.time() + self._rest
            self._event.clear()
            try:
                wait = 0 if await self._step() else self._seconds
                pause = FIRST_PAUSE
            except Exception:  # noqa: BLE001 the work is stored; only this attempt failed
                _log.exception("worker.failed", worker=self._name, pause=pause)
                pause, wait = min(pause * 2, MAX_PAUSE_SECONDS), pause
            if wait and not self._closing.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._event.wait(), wait)

    async def _pause(self, seconds: float) -> None:
        """Let others run, for so long unless this is closed meanwhile."""
        if seconds <= REST_SECONDS:
            await asyncio.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)


async def all_ended(work: Iterable[Awaitable[object]]) -> None:
    """Run work concurrently; raise its first error only once all of it has ended.

    A failed step is retried, and must not meet work that the last attempt left running.
    """
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


def backoff_delay(
    attempts: int, *, longest: timedelta, first: timedelta = timedelta(seconds=2)
) -> timedelta:
    """Return the delay after `attempts` failures: doubled each time, up to `longest`."""
    return min(first * 2 ** min(max(attempts - 1, 0), 20), longest)
