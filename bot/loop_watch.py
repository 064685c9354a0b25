"""Measure how long the event loop is blocked, and find out by what.

A timer on the loop measures how late it is called. A thread samples the loop's stack while it is
late, because afterwards nothing shows what it was doing.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from types import FrameType

import structlog

INTERVAL = (
    0.02  # seconds between two calls of the timer: a measured delay may be this much too short
)
GLANCE = 0.05  # seconds between two samples of the thread
SLOW = 0.1  # seconds that the loop may be blocked; longer delays are logged as warnings
SELDOM = 60.0  # seconds between two warnings, unless the later delay is longer
DEPTH = 12  # the innermost calls of a stack that are logged

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StackSample:
    """What the loop was doing while it was late for the call that was due at `due`."""

    due: float
    stack: tuple[str, ...]  # the innermost call last


class LoopWatch:
    """Measures the running loop's delays; calls `report` with the seconds of each."""

    def __init__(self, report: Callable[[float], None] = lambda _: None) -> None:
        self._report = report
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._over = threading.Event()
        self._warned = (-SELDOM, 0.0)  # time of the last warning, and its delay
        self.sample: StackSample | None = None
        self.longest = 0.0  # seconds
        self.longest_by: tuple[str, ...] = ()

    def start(self) -> None:
        """Start watching the running loop."""
        self._plan()
        of = threading.get_ident()
        threading.Thread(target=self._look, args=(of,), name="loop-watch", daemon=True).start()

    def close(self) -> None:
        """Stop watching."""
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()

    def _plan(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + INTERVAL
        self._timer = loop.call_at(self._due, self._measure)

    def _measure(self) -> None:
        late = max(0.0, time.monotonic() - self._due)
        glance, self.sample = self.sample, None
        stack = glance.stack if glance is not None and glance.due == self._due else ()
        self._report(late)
        if late > self.longest:
            self.longest, self.longest_by = late, stack
        if late >= SLOW:
            self._warn(late, stack)
        self._plan()

    def _warn(self, late: float, stack: tuple[str, ...]) -> None:
        at, longest = self._warned
        now = time.monotonic()
        if now - at < SELDOM and late <= longest:
            return
        self._warned = now, late
        _log.warning("loop.blocked", ms=round(1000 * late), calls=list(stack))

    def _look(self, thread: int) -> None:
        """Sample the loop's stack while it is late; runs in a separate thread."""
        while not self._over.wait(GLANCE):
            due = self._due
            seen = self.sample is not None and self.sample.due == due
            if not seen and time.monotonic() - due >= SLOW / 2:
                self.sample = StackSample(due, _stack(sys._current_frames().get(thread)))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] no other way to another thread's stack


def _stack(frame: FrameType | None) -> tuple[str, ...]:
    """Name the innermost calls: files, lines and functions, never their arguments."""
    calls: list[str] = []
    while frame is not None and len(calls) < DEPTH:
        path = PurePath(frame.f_code.co_filename)
        calls.append(f"{path.parent.name}/{path.name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return tuple(reversed(calls))
