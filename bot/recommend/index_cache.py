"""Cache the index of each server in use, always as up to date as the database.

The ids of what batches change are collected and read from the database before the next answer, so
an answer includes everything that was stored before the request. An index that isn't used is
removed; its changes then need not be collected.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.recommend.index.compilation import Compile, compiled_kernels
from bot.recommend.index.index import Index
from bot.recommend.index.kernels import MakeKernels
from bot.recommend.index.numpy_kernels import NumpyKernels
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns
from bot.recommend.index.sparse_rows import ints
from bot.recommend.search.title_cache import TitleSearch
from bot.recommend.signals.change_set import ChangeSet
from bot.recommend.signals.store import SignalStore
from bot.recommend.weights.service import WeightService
from bot.threads import run_in_thread
from data.ranking_weights import StoredWeights

_log = structlog.get_logger(__name__)

IDLE = timedelta(hours=6)  # an index unused for this long is removed
MANY = 200_000  # changed pairs from which on reading everything again is faster
STEP = 1_000  # changed pairs or items applied without a break: some milliseconds
LARGE = 1_000_000  # ratings from which on compiling pays; below, numpy answers in some milliseconds


@dataclass(frozen=True, slots=True)
class IndexChange:
    """The current state of what a change set names."""

    facts: ItemFacts
    pairs: RatingColumns
    active: dict[int, int]

    async def apply(self, index: Index) -> None:
        """Apply the change to an index, in steps between which the event loop runs."""
        items = len(self.facts.number)
        take_in_items = partial(index.take_in_items, self.facts)
        # New items are added at once; a deleted one may take thousands of ratings with it.
        if items > STEP or (items and index.rewritten_by(self.facts) > STEP):
            await run_in_thread(take_in_items)
        elif items:
            take_in_items()
        for start in range(0, len(self.pairs.user), STEP):
            index.take_in(self.pairs.part(slice(start, start + STEP)))
            await asyncio.sleep(0)
        if self.active:
            index.note_active(ints(self.active.keys()), ints(self.active.values()))


@dataclass(slots=True)
class CachedIndex:
    """One server's index, and the changes that aren't applied yet.

    Attributes:
        lock: Held while the index is queried or changed.
        query: Queries the index; None until it is loaded.
        waiting: What changed since the index was last up to date.
        used: When it was last used.
        weights: The server's weights that the query uses.
        compacting: The running task that rebuilds it.
        meanwhile: Changes applied since that task started.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    query: IndexQuery | None = None
    weights: StoredWeights | None = None
    waiting: ChangeSet = field(default_factory=ChangeSet)
    used: datetime | None = None
    compacting: asyncio.Task[None] | None = None
    meanwhile: list[IndexChange] = field(default_factory=list[IndexChange])


class IndexCache:
    """The indexes in memory, by server."""

    def __init__(
        self,
        store: SignalStore,
        weights: WeightService,
        tuning: Params,
        clock: Clock,
        *,
        compile_kernels: Compile = compiled_kernels,
        large: int = LARGE,
    ) -> None:
        """Answer with numpy; from a `large` index on, with kernels once they are compiled."""
        self._store = store
        self._weights = weights
        self._tuning = tuning
        self._clock = clock
        self._cached: dict[int, CachedIndex] = {}
        self._loading: dict[int, asyncio.Task[None]] = {}
        self._compile_kernels = compile_kernels
        self._large = large
        self._make_kernels: MakeKernels = NumpyKernels
        self._compiling: asyncio.Task[None] | None = None
        self.titles = TitleSearch(store, clock, age=timedelta(days=tuning.max_age_days))
        store.subscribe(self._note)
        weights.subscribe(self._take_weights)

    @asynccontextmanager
    async def open(self, guild_id: int) -> AsyncGenerator[IndexQuery]:
        """Return a server's index, up to date and locked until the end of the block."""
        cached = self._cached.setdefault(guild_id, CachedIndex())
        async with cached.lock:
            cached.used = self._clock.now()
            yield await self._fresh(guild_id, cached)

    async def load(self, guild_id: int) -> None:
        """Load a server's index."""
        cached = self._cached.setdefault(guild_id, CachedIndex())
        async with cached.lock:
            cached.used = self._clock.now()
            await self._fresh(guild_id, cached)
        await self.titles.load(guild_id)

    async def ready(self, guild_id: int, seconds: float) -> bool:
        """Return whether a server's index is loaded, after at most `seconds` of waiting.

        Loading continues after the timeout or when the caller is cancelled.
        """
        cached = self._cached.get(guild_id)
        if cached is not None and cached.query is not None:
            return True
        if guild_id not in self._loading:
            task = asyncio.create_task(self.load(guild_id), name=f"load-index-{guild_id}")
            self._loading[guild_id] = task
            task.add_done_callback(lambda _: self._loading.pop(guild_id))
        loading = self._loading[guild_id]
        await asyncio.wait((loading,), timeout=seconds)
        if not loading.done():
            return False
        loading.result()
        return True

    async def refresh_all(self) -> None:
        """Apply waiting changes, so that no answer has to; remove unused indexes."""
        for guild_id, cached in list(self._cached.items()):
            if cached.query is None or cached.lock.locked():
                continue
            if cached.used is not None and cached.used < self._clock.now() - IDLE:
                del self._cached[guild_id]
                continue
            async with cached.lock:
                await self._fresh(guild_id, cached)
        await self.titles.refresh_all(IDLE)

    async def close(self) -> None:
        """Wait for indexes being rebuilt; cancel those being loaded, and compiling."""
        for loading in self._loading.values():
            loading.cancel()
        tasks = [cached.compacting for cached in self._cached.values() if cached.compacting]
        tasks += self._loading.values()
        if self._compiling is not None:
            self._compiling.cancel()
            tasks.append(self._compiling)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _note(self, touched: ChangeSet) -> None:
        cached = self._cached.get(touched.guild_id)
        if cached is not None:
            cached.waiting.add(touched)

    def _take_weights(self, weights: StoredWeights) -> None:
        """Use a server's new weights from the next answer on; the index stays as it is."""
        cached = self._cached.get(weights.guild_id)
        if cached is None or (cached.weights and cached.weights.version >= weights.version):
            return  # an older version that was read while a newer one was adopted
        cached.weights = weights
        if cached.query is not None:
            cached.query = self._query(cached, cached.query.index)

    def _query(self, cached: CachedIndex, index: Index) -> IndexQuery:
        if cached.weights is None or not cached.weights.version:
            return IndexQuery(index, kernels=self._make_kernels())
        weights = cached.weights
        tuning = self._tuning.with_weights(weights.weights, weights.version)
        return IndexQuery(index, tuning, self._make_kernels())

    async def _fresh(self, guild_id: int, cached: CachedIndex) -> IndexQuery:
        waiting, cached.waiting = cached.waiting, ChangeSet(guild_id)
        try:
            if cached.query is None or len(waiting.pairs) > MANY:
                index = await self._load(guild_id)
                self._take_weights(await self._weights.current(guild_id))
                cached.query = self._query(cached, index)
            elif waiting.items or waiting.pairs or waiting.active:
                change = IndexChange(*await self._store.again(waiting), waiting.active)
                await change.apply(cached.query.index)
                if cached.compacting is not None:
                    cached.meanwhile.append(change)
        except BaseException:
            cached.waiting.add(waiting)  # not lost: applied before the next answer
            raise
        if cached.query.index.crowded and cached.compacting is None:
            cached.compacting = asyncio.create_task(self._compact(cached, cached.query.index))
        return cached.query

    async def _load(self, guild_id: int) -> Index:
        now = int(self._clock.now().timestamp())
        facts, pairs = await self._store.everything(guild_id)
        index = await asyncio.to_thread(Index, facts, pairs, self._tuning, now)
        ratings = len(index.by_user.side.base)
        if ratings >= self._large and self._compiling is None:
            self._compiling = asyncio.create_task(self._compile(), name="compile-kernels")
        _log.info("index.loaded", guild=guild_id, items=index.items.size, ratings=ratings)
        return index

    async def _compile(self) -> None:
        """Compile the kernels beside the answers, then use them in all indexes."""
        make = await self._compile_kernels()
        if make is not None:
            self._make_kernels = make
            for cached in self._cached.values():
                if cached.query is not None:
                    cached.query.kernels = make()

    async def _compact(self, cached: CachedIndex, old: Index) -> None:
        try:
            index = await asyncio.to_thread(old.compacted, int(self._clock.now().timestamp()))
            async with cached.lock:
                for change in cached.meanwhile:
                    await change.apply(index)
                if cached.query is not None and cached.query.index is old:
                    cached.query = self._query(cached, index)
        finally:
            cached.meanwhile = []
            cached.compacting = None
