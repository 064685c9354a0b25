"""Cache the titles of each server in use, always as up to date as the database."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.search.text import folded
from bot.recommend.search.titles import Titles
from bot.recommend.signals.change_set import ChangeSet
from bot.recommend.signals.store import SignalStore


@dataclass(slots=True)
class CachedTitles:
    """One server's titles.

    Attributes:
        used: When they were last searched.
        lock: Held while they are searched or changed.
        titles: None until they are read.
        waiting: Ids of items that changed since.
    """

    used: datetime
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    titles: Titles | None = None
    waiting: set[int] = field(default_factory=set[int])


class TitleSearch:
    """Finds items by words of their titles, among those new enough to be recommended."""

    def __init__(self, store: SignalStore, clock: Clock, *, age: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._age = age
        self._cached: dict[int, CachedTitles] = {}
        store.subscribe(self._note)

    async def find(self, guild_id: int, words: Sequence[str]) -> list[Ints]:
        """Return, for each `folded` word, the ids of items with it in the title.

        The result includes everything that was stored before the call.
        """
        cached = self._cached.setdefault(guild_id, CachedTitles(self._clock.now()))
        async with cached.lock:
            cached.used = self._clock.now()
            titles = await self._fresh(guild_id, cached)
            return await asyncio.to_thread(lambda: [titles.mentioning(word) for word in words])

    async def load(self, guild_id: int) -> None:
        """Load a server's titles, so that no search waits for them."""
        await self.find(guild_id, ())

    async def refresh_all(self, idle: timedelta) -> None:
        """Apply waiting changes; remove servers not searched for longer than `idle`."""
        for guild_id, cached in list(self._cached.items()):
            if cached.lock.locked():
                continue
            if cached.used < self._clock.now() - idle:
                del self._cached[guild_id]
                continue
            async with cached.lock:
                await self._fresh(guild_id, cached)

    def _note(self, touched: ChangeSet) -> None:
        cached = self._cached.get(touched.guild_id)
        if cached is not None:
            cached.waiting |= touched.items

    async def _fresh(self, guild_id: int, cached: CachedTitles) -> Titles:
        waiting, cached.waiting = cached.waiting, set()
        since = self._clock.now() - self._age
        try:
            if cached.titles is None or cached.titles.crowded:
                titles = Titles()
                await self._store.titles(guild_id, since, titles.add)
                cached.titles = titles
            elif waiting:
                texts = await self._store.titles_of(guild_id, waiting)
                cached.titles.put({number: folded(texts.get(number) or "") for number in waiting})
        except BaseException:
            cached.waiting |= waiting  # not lost: read before the next result
            raise
        return cached.titles
