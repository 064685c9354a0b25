"""Keeps one model a server, and builds it anew when signals have come in.

A small server is fresh at every question. Where a build takes a while, builds may cost a tenth of
the time at most: after one that took `t`, the next waits `10 t`.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.recommend.batch import Batch
from bot.recommend.model import Model

QUICK = 0.1  # seconds that a build may take without a rest after it
REST = 10  # how many times as long as a build took, the next one waits
STALE = timedelta(hours=1)  # ratings decay even where nobody acts

Build = Callable[[int, datetime], Awaitable[Model]]


@dataclass(frozen=True, slots=True)
class Built:
    """A model, and when and from what it was built."""

    model: Model
    at: datetime
    version: int
    rest_until: float  # on the monotonic clock


class Models:
    """The models of all servers in memory."""

    def __init__(self, build: Build, clock: Clock) -> None:
        self._build = build
        self._clock = clock
        self._built: dict[int, Built] = {}
        self._versions: dict[int, int] = defaultdict(int)
        self._building: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def changed(self, batch: Batch) -> None:
        """Note that a batch was stored."""
        for guild_id in batch.guilds():
            self._versions[guild_id] += 1

    async def get(self, guild_id: int) -> Built:
        """Return the server's model, as fresh as is affordable."""
        async with self._building[guild_id]:
            built = self._built.get(guild_id)
            if built is None or self._outdated(guild_id, built):
                built = self._built[guild_id] = await self._make(guild_id)
            return built

    def _outdated(self, guild_id: int, built: Built) -> bool:
        if self._clock.now() - built.at > STALE:
            return True
        changed = built.version != self._versions[guild_id]
        return changed and time.monotonic() >= built.rest_until

    async def _make(self, guild_id: int) -> Built:
        version, at = self._versions[guild_id], self._clock.now()
        began = time.monotonic()
        model = await self._build(guild_id, at)
        took = time.monotonic() - began
        rest = REST * took if took > QUICK else 0.0
        return Built(model, at, version, time.monotonic() + rest)
