"""Plans faults at a simulated service, with the middleware that causes them."""

import asyncio
import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.simulator.waiting import PATIENCE_SECONDS, Pulse


class Effect(enum.Enum):
    """The effect of a fault on a request that it matches."""

    FAIL = "fail"  # an error response, nothing done
    LOSE_ANSWER = "lose_answer"  # the work is done, then the connection drops
    HANG = "hang"  # no response, nothing done
    DELAY = "delay"  # done and answered, but late
    RATE_LIMIT = "rate_limit"  # response 429, nothing done


@dataclass(slots=True, eq=False)
class Fault:
    """One planned fault, with the number of requests it has hit."""

    effect: Effect
    method: str
    path: str
    times: int | None  # None: until cleared
    pulse: Pulse
    status: int = 500
    body: dict[str, Any] | None = None  # None: the service's own error body
    seconds: float = 0.0
    scope: str = "user"  # of a rate limit: user, shared or global
    hits: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def spent(self) -> bool:
        """Return whether the fault has hit as often as planned."""
        return self.released.is_set() or (self.times is not None and self.hits >= self.times)

    def matches(self, method: str, path: str) -> bool:
        """Return whether the fault is still due and matches this request."""
        return (
            not self.spent
            and fnmatchcase(method.upper(), self.method.upper())
            and fnmatchcase(path, self.path)
        )

    async def wait_until_hit(self, times: int = 1, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until the fault has hit at least this many requests."""
        await self.pulse.until(
            lambda: self.hits >= times,
            lambda: f"{self.method} {self.path}: {self.hits} of {times} requests came",
            timeout,
        )


class Faults:
    """The faults planned for one service; the first planned match is caused."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self._pulse = Pulse()

    def fail(
        self,
        method: str = "*",
        path: str = "*",
        *,
        times: int | None = 1,
        status: int = 500,
        body: dict[str, Any] | None = None,
    ) -> Fault:
        """Respond to the next `times` matching requests with an error; nothing is done."""
        return self._plan(
            Fault(Effect.FAIL, method, path, times, self._pulse, status=status, body=body)
        )

    def lose_answer(
        self,
        method: str = "*",
        path: str = "*",
        *,
        times: int | None = 1,
        status: int | None = None,
    ) -> Fault:
        """Do the work, then drop the connection without a response.

        With a `status`, a proxy in between responds with it (such as 502) instead of dropping.
        """
        fault = Fault(Effect.LOSE_ANSWER, method, path, times, self._pulse, status=status or 0)
        return self._plan(fault)

    def hang(self, method: str = "*", path: str = "*", *, times: int | None = 1) -> Fault:
        """Neither do the work nor respond until cleared; then the connection drops."""
        return self._plan(Fault(Effect.HANG, method, path, times, self._pulse))

    def delay(
        self, seconds: float, method: str = "*", path: str = "*", *, times: int | None = 1
    ) -> Fault:
        """Do the work and respond `seconds` later than usual."""
        return self._plan(Fault(Effect.DELAY, method, path, times, self._pulse, seconds=seconds))

    def rate_limit(
        self,
        retry_after: float,
        method: str = "*",
        path: str = "*",
        *,
        times: int | None = 1,
        scope: str = "user",
    ) -> Fault:
        """Respond with 429 and a `retry_after` in seconds; nothing is done."""
        fault = Fault(Effect.RATE_LIMIT, method, path, times, self._pulse, status=429)
        fault.seconds, fault.scope = retry_after, scope
        return self._plan(fault)

    def clear(self) -> None:
        """Remove all planned faults and drop the connections that hang."""
        for fault in self._planned:
            fault.released.set()
        self._planned.clear()

    def claim(self, method: str, path: str) -> Fault | None:
        """Return the fault that this request hits, and count it; None without one."""
        for fault in self._planned:
            if fault.matches(method, path):
                fault.hits += 1
                self._pulse.changed()
                return fault
        return None

    def _plan(self, fault: Fault) -> Fault:
        self._planned.append(fault)
        return fault


def fault_middleware(
    faults: Faults, refuse: Callable[[Fault], web.StreamResponse], base: str = ""
) -> Middleware:
    """Return an aiohttp middleware that causes planned faults.

    Args:
        faults: The service's planned faults.
        refuse: Creates the service's response to a FAIL or RATE_LIMIT fault.
        base: Start of the path (such as "/api/v10") that patterns leave out; other paths hit
            no faults.
    """

    @web.middleware
    async def meet_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(base):
            return await handler(request)
        fault = faults.claim(request.method, request.path.removeprefix(base))
        if fault is None:
            return await handler(request)
        return await _suffer(fault, request, handler, refuse)

    return meet_faults


async def _suffer(
    fault: Fault,
    request: web.Request,
    handler: Handler,
    refuse: Callable[[Fault], web.StreamResponse],
) -> web.StreamResponse:
    match fault.effect:
        case Effect.FAIL | Effect.RATE_LIMIT:
            return refuse(fault)
        case Effect.DELAY:
            await asyncio.sleep(fault.seconds)
            return await handler(request)
        case Effect.HANG:
            await fault.released.wait()
        case Effect.LOSE_ANSWER:
            await handler(request)
            if fault.status:
                return refuse(fault)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500, reason="connection dropped")
