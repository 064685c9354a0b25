"""Waits for something to happen in a simulated service, without polling."""

import asyncio
import math
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 20.0  # far more than anything takes, also on a busy machine


class SimulatedTimeout(TimeoutError):  # noqa: N818 - it is no error of ours in a test's output
    """Something did not happen in time; the message names it."""


class Pulse:
    """Wakes everyone who waits for a condition whenever the simulated state changes."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        """Let everyone who waits check their condition again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def until(
        self,
        probe: Callable[[], T | None],
        what: str | Callable[[], str],
        timeout: float = PATIENCE_SECONDS,
    ) -> T:
        """Wait until `probe` returns a true value, and return it.

        Args:
            probe: Called immediately and after each change; None and False mean "not yet".
            what: What is waited for, for the error's message; a callable is called at the end, so
                that it can describe the state then.
            timeout: Seconds; math.inf waits forever.

        Raises:
            SimulatedTimeout: The probe returned nothing true in time.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (found := probe()):
            waiter = loop.create_future()
            self._waiters.add(waiter)
            left = None if deadline == math.inf else max(0.0, deadline - loop.time())
            done, _ = await asyncio.wait({waiter}, timeout=left)
            if not done:
                self._waiters.discard(waiter)
                missing = what if isinstance(what, str) else what()
                raise SimulatedTimeout(f"{missing} (waited {timeout:g} s)")
        return found
