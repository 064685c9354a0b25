"""The use case: import many exports; importing one again changes nothing."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.guild_settings import GuildSettings
from bot.recommend.importing.answers import ReplyResolver
from bot.recommend.importing.batches import Batches
from bot.recommend.importing.export import BrokenExportError, Export, Head, Json
from bot.recommend.importing.translate import (
    CHANNELS,
    PRIVATE,
    PUBLIC_THREADS,
    ExportTranslator,
    ImportCounts,
    place_of,
)
from bot.recommend.signals.batch import Batch
from bot.recommend.signals.model import Signal
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.recommend.signals.snowflake import time_of
from bot.recommend.signals.store import SignalStore
from data import history, items, privacy
from data.engine import Database

ImportListener = Callable[[ImportCounts, int], None]  # counts, bytes read


class Importer:
    """Imports exports one after the other; parses the next batch while one is stored."""

    def __init__(
        self,
        database: Database,
        store: SignalStore,
        settings: GuildSettings,
        progress: ImportListener,
    ) -> None:
        self._database = database
        self._store = store
        self._settings = settings
        self._only = settings.file.discord.guild_id
        self._meanings = ReactionMeanings(settings.file.activity.emoji)
        self._progress = progress
        self._answers = ReplyResolver()
        self._text_channels: set[tuple[int, int]] = set()  # guild and id, of all files
        self._parts: dict[int, list[Path]] = {}  # the files of each thread
        self._erased: dict[int, dict[int, datetime]] = {}
        self._bytes = 0
        self._counts = ImportCounts()

    async def run(self, files: Sequence[Path]) -> ImportCounts:
        """Import files; skip broken ones, but count them."""
        before = await self._stored()
        await asyncio.to_thread(self._inspect, files)
        for path in files:
            export = Export(path)
            try:
                await self._take(export)
            except BrokenExportError as error:
                self._counts.broken.append((path, str(error)))
            self._bytes += path.stat().st_size if path.exists() else 0
            self._progress(self._counts, self._bytes)
        await self._late_answers()
        self._counts.added = await self._stored() - before
        return self._counts

    def _inspect(self, files: Sequence[Path]) -> None:
        """Collect text channels and thread files, because exports show threads like posts."""
        for path in files:
            with suppress(BrokenExportError):
                head = Export(path).head()
                if head.kind in CHANNELS:
                    self._text_channels.add((head.guild_id, head.channel_id))
                elif head.kind in PUBLIC_THREADS:
                    self._parts.setdefault(head.channel_id, []).append(path)

    async def _late_answers(self) -> None:
        """Store replies to messages that no file has, where these are stored as items."""
        asked: dict[int, list[int]] = {}
        for guild_id, message_id in self._answers.asked():
            asked.setdefault(guild_id, []).append(message_id)
        for guild_id, message_ids in asked.items():
            async with self._database.read() as reading:
                authors = await items.authors(reading, guild_id, message_ids)
            batch = Batch()
            for item, signal in self._answers.resolved(authors):
                at, erased_at = (
                    time_of(signal.source_id),
                    self._erased[guild_id].get(signal.user_id),
                )
                if erased_at is None or at > erased_at:
                    batch.register(item)
                    batch.record(Signal(signal, at))
                    self._counts.signals += 1
            if batch.events:
                await self._store.write(batch)
        self._counts.lost_answers += self._answers.waiting + self._answers.lost

    async def _take(self, export: Export) -> None:
        head = await asyncio.to_thread(export.head)
        if head.kind in PRIVATE:
            self._counts.private += 1
        elif head.kind not in CHANNELS | PUBLIC_THREADS:
            self._counts.unknown[head.kind[:40]] += 1
        elif self._only not in (None, head.guild_id):
            self._counts.foreign += 1
        else:
            await self._store_all(await self._batches(head, export), export)
            self._counts.files += 1

    async def _batches(self, head: Head, export: Export) -> Batches:
        async with self._database.read() as reading:
            known = await history.kind_of(reading, head.guild_id, head.channel_id)
            if head.guild_id not in self._erased:
                self._erased[head.guild_id] = await privacy.erased(reading, head.guild_id)
        beside = (head.guild_id, head.parent_id or 0) in self._text_channels or known == "thread"
        starter = None if beside else await asyncio.to_thread(self._starter, head.channel_id)
        channels = self._settings.of(head.guild_id).activity.content_channels
        content = frozenset(name.removeprefix("#") for name in channels)
        place = place_of(head, content, starter, known, in_text_channel=beside)
        erased = self._erased[head.guild_id]
        translator = ExportTranslator(place, self._meanings, self._answers, self._counts, erased)
        return Batches(export.messages(), translator, self._counts)

    def _starter(self, thread_id: int) -> Json | None:
        """Find the message with the thread's own id, in all files of the thread."""
        for path in self._parts.get(thread_id, ()):
            with suppress(BrokenExportError):
                found = Export(path).message(thread_id)
                if found is not None:
                    return found
        return None

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
