"""The use case: take in many exports, each once or again and again."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from bot.recommend.batch import Batch
from bot.recommend.emoji import Meanings
from bot.recommend.importing.batches import Batches
from bot.recommend.importing.counts import Counts
from bot.recommend.importing.export import BrokenExportError, Export, Head
from bot.recommend.importing.translate import (
    CHANNELS,
    PUBLIC_THREADS,
    Authors,
    Translator,
    place_of,
)
from bot.recommend.store import SignalStore
from bot.settings import Settings
from data import history, privacy
from data.engine import Database

Progress = Callable[[Counts, int], None]  # and the bytes read so far


class Importer:
    """Reads exports one after the other; parses the next batch while one is stored."""

    def __init__(
        self, database: Database, store: SignalStore, settings: Settings, progress: Progress
    ) -> None:
        activity = settings.activity
        self._database = database
        self._store = store
        self._only = settings.discord.guild_id
        self._content = frozenset(name.removeprefix("#") for name in activity.content_channels)
        self._meanings = Meanings(activity.emoji)
        self._progress = progress
        self._authors = Authors()
        self._erased: dict[int, dict[int, datetime]] = {}
        self._bytes = 0
        self._counts = Counts()

    async def run(self, files: Sequence[Path]) -> Counts:
        """Import files; those that are broken are noted and left."""
        before = await self._stored()
        for path in files:
            export = Export(path)
            try:
                await self._take(export)
            except BrokenExportError as error:
                self._counts.broken.append((path, str(error)))
            self._bytes += path.stat().st_size if path.exists() else 0
            self._progress(self._counts, self._bytes)
        self._counts.added = await self._stored() - before
        return self._counts

    async def _take(self, export: Export) -> None:
        head = await asyncio.to_thread(export.head)
        if head.kind not in CHANNELS | PUBLIC_THREADS:
            self._counts.private += 1
        elif self._only not in (None, head.guild_id):
            self._counts.foreign += 1
        else:
            await self._store_all(await self._batches(head, export), export)
            self._counts.files += 1

    async def _batches(self, head: Head, export: Export) -> Batches:
        messages = export.messages()
        first = await asyncio.to_thread(next, messages, None)
        async with self._database.read() as reading:
            known = await history.kind_of(reading, head.guild_id, head.channel_id)
            if head.guild_id not in self._erased:
                self._erased[head.guild_id] = await privacy.erased(reading, head.guild_id)
        place = place_of(head, self._content, first, known)
        erased = self._erased[head.guild_id]
        translator = Translator(place, self._meanings, self._authors, self._counts, erased)
        whole = chain([] if first is None else [first], messages)
        return Batches(whole, translator, self._counts)

    async def _store_all(self, batches: Batches, export: Export) -> None:
        batch: Batch | None = await asyncio.to_thread(batches.next)
        while batch is not None:
            following = asyncio.create_task(asyncio.to_thread(batches.next))
            try:
                await self._store.write(batch)
            finally:
                await asyncio.wait({following})
            self._progress(self._counts, self._bytes + export.position)
            batch = following.result()

    async def _stored(self) -> int:
        async with self._database.read() as reading:
            return await history.count_signals(reading)
