"""Limit the HTTP endpoint's connections: how many there are, and for how long.

Each connection has a time limit for a whole request. When all places are taken, the connection
that has waited longest for the rest of a request is closed, so that Stripe and the health checks
are always accepted.
"""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import cast

CONNECTIONS = 128  # well below the 256 open files that the smallest systems allow
SECONDS = 20.0  # for a whole request to arrive, and for the next one to begin


class ConnectionLimits:
    """The open connections, the longest waiting first."""

    def __init__(self, *, limit: int = CONNECTIONS, seconds: float = SECONDS) -> None:
        self._limit = limit
        self._seconds = seconds
        self._waiting: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}
        self._busy: set[asyncio.BaseTransport] = set()

    def protocol(self, serve: Callable[[], asyncio.Protocol]) -> asyncio.Protocol:
        """Return a protocol for a new connection that passes everything on to `serve`'s."""
        return _Bounded(self, serve())

    @contextmanager
    def busy(self, transport: asyncio.BaseTransport | None) -> Generator[None]:
        """Keep a connection open while its request, which has arrived, is answered."""
        timer = None if transport is None else self._waiting.pop(transport, None)
        if transport is None or timer is None:  # it is closing
            yield
            return
        timer.cancel()
        self._busy.add(transport)
        try:
            yield
        finally:
            if transport in self._busy:
                self._busy.remove(transport)
                self._wait(transport)

    def admit(self, transport: asyncio.BaseTransport) -> bool:
        """Accept a connection, in place of a waiting one; False if all are being answered."""
        if len(self._waiting) + len(self._busy) >= self._limit:
            oldest = next(iter(self._waiting), None)
            if oldest is None:
                return False
            self._close(oldest)
        self._wait(transport)
        return True

    def forget(self, transport: asyncio.BaseTransport) -> None:
        """Remove a connection that is closed."""
        timer = self._waiting.pop(transport, None)
        if timer is not None:
            timer.cancel()
        self._busy.discard(transport)

    def _wait(self, transport: asyncio.BaseTransport) -> None:
        loop = asyncio.get_running_loop()
        self._waiting[transport] = loop.call_later(self._seconds, self._close, transport)

    def _close(self, transport: asyncio.BaseTransport) -> None:
        self.forget(transport)
        cast("asyncio.Transport", transport).abort()  # no response: no request was sent


class _Bounded(asyncio.Protocol):
    """Passes on the events of one connection if it was accepted."""

    def __init__(self, connections: ConnectionLimits, inner: asyncio.Protocol) -> None:
        self._connections = connections
        self._inner: asyncio.Protocol | None = inner
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if self._inner is not None and self._connections.admit(transport):
            self._inner.connection_made(transport)
        else:
            self._inner = None
            cast("asyncio.Transport", transport).abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._connections.forget(self._transport)
        if self._inner is not None:
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._inner is None else self._inner.eof_received()

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._inner.resume_writing()
