"""Logs a simulated service's requests and responses, for assertions."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from bot.simulator.waiting import PATIENCE_SECONDS, Pulse


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One parsed request with its response."""

    method: str
    path: str  # without the service's base
    query: dict[str, str]
    body: Any  # decoded JSON or form; None without one
    status: int
    answer: Any  # decoded JSON; None without one
    headers: dict[str, str]  # of the request, without its authorization

    def matches(self, method: str, path: str) -> bool:
        """Return whether this request matches two fnmatch patterns."""
        return fnmatchcase(self.method, method.upper()) and fnmatchcase(self.path, path)


class RequestLog:
    """The requests of one run, in the order of their responses."""

    def __init__(self) -> None:
        self._entries: list[LoggedRequest] = []
        self._pulse = Pulse()

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: LoggedRequest) -> None:
        """Add a request that has a response."""
        self._entries.append(entry)
        self._pulse.changed()

    def clear(self) -> None:
        """Remove all requests."""
        self._entries.clear()

    def matching(self, method: str, path: str) -> list[LoggedRequest]:
        """Return the requests that match two fnmatch patterns, oldest first."""
        return [entry for entry in self._entries if entry.matches(method, path)]

    def count(self, method: str, path: str) -> int:
        """Return how many requests match two fnmatch patterns, whatever the response."""
        return len(self.matching(method, path))

    def since(self, seen: int) -> list[LoggedRequest]:
        """Return the requests after the first `seen` ones."""
        return self._entries[seen:]

    async def wait_for_more(self, seen: int) -> None:
        """Wait without a time limit until there are more than `seen` requests."""
        await self._pulse.until(lambda: len(self) > seen, "a request", math.inf)

    async def wait_for(
        self, method: str, path: str, *, times: int = 1, timeout: float = PATIENCE_SECONDS
    ) -> LoggedRequest:
        """Wait until `times` matching requests have a response; return the last of them."""
        await self._pulse.until(
            lambda: self.count(method, path) >= times,
            lambda: f"{method} {path}: {self.count(method, path)} of {times} requests came",
            timeout,
        )
        return self.matching(method, path)[times - 1]
