"""The use case: make a server's stored signals equal to Discord's history.

A backfill reads channel by channel, each with its threads. Any failure ends it, and the caller
retries it; what was read before is then skipped, except for what may have changed since.
"""

from collections.abc import Collection
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.recommend.history.channel_reader import ChannelReader
from bot.recommend.history.progress import BackfillListener, BackfillProgress
from bot.recommend.history.source import (
    ChannelUnreadableError,
    HistoryChannel,
    HistorySource,
    HistoryThread,
)
from bot.recommend.history.window import HistoryWindow, Lookback, window_of
from bot.recommend.history.writer import HistoryWriter
from bot.recommend.profile.erasure import Erasure
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.extract import MessageLocation
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.recommend.signals.snowflake import id_at, time_of
from bot.settings import ActivitySettings
from data import history
from data.engine import Database
from data.history import HistoryMark

# A dead connection is noticed after about a minute, so `mark_listening` stores an earlier time.
UNSURE = timedelta(minutes=2)

_log = structlog.get_logger(__name__)


class Backfill:
    """Reads servers, and tracks which ones received live events without a gap."""

    def __init__(
        self,
        database: Database,
        buffer: SignalBuffer,
        eraser: Erasure,
        activity: ActivitySettings,
        clock: Clock,
    ) -> None:
        self._database = database
        self._buffer = buffer
        self._eraser = eraser
        self._meanings = ReactionMeanings(activity.emoji)
        self._reach = Lookback(
            timedelta(days=activity.backfill_days), timedelta(days=activity.recheck_days)
        )
        self._clock = clock
        self._unread: set[int] = set()

    def mark_gap(self, guild_ids: Collection[int]) -> None:
        """Mark servers in which events may have been missed."""
        self._unread |= set(guild_ids)

    async def mark_listening(self, guild_ids: Collection[int]) -> None:
        """Store that servers receive live events, except those with a gap to be read."""
        until = self._clock.now() - UNSURE
        if await self._buffer.flush():  # all received signals are stored
            async with self._database.write() as writing:
                await history.mark_listened(writing, set(guild_ids) - self._unread, until)

    async def read(self, archive: HistorySource, on_progress: BackfillListener) -> BackfillProgress:
        """Read a server; `on_progress` is called after each channel and thread.

        Raises:
            RetryLaterError: Discord or the database failed; call again later.
        """
        guild_id, began = archive.guild_id, self._clock.now()
        await self._eraser.erase_who_left(guild_id, archive.is_member)
        async with self._database.read() as reading:
            since = await history.heard_until(reading, guild_id)
            marks = await history.marks(reading, guild_id)
        channels = archive.channels()
        progress = BackfillProgress(began, since, len(channels))
        writer = HistoryWriter(self._database, self._buffer, self._clock, guild_id, progress)
        reader = ChannelReader(self._database, self._buffer, archive, self._meanings, writer, began)
        walk = _Walk(self._database, archive, writer, reader, marks, self._reach, on_progress)
        for channel in channels:
            await walk.channel(channel)
        await walk.opened_meanwhile(channels)
        await walk.lost_channels()
        async with self._database.write() as writing:
            await history.finish(writing, guild_id, began, walk.read)
        self._unread.discard(guild_id)
        return progress


class _Walk:
    """Reads all channels of one server once."""

    def __init__(
        self,
        database: Database,
        archive: HistorySource,
        writer: HistoryWriter,
        reader: ChannelReader,
        marks: dict[int, HistoryMark],
        reach: Lookback,
        on_progress: BackfillListener,
    ) -> None:
        self._database = database
        self._archive = archive
        self._writer = writer
        self._reader = reader
        self._marks = marks
        self._reach = reach
        self._progress = on_progress
        self.read: set[int] = set()
        self._threads: set[int] = set()  # those that were listed

    async def channel(self, channel: HistoryChannel) -> None:
        """Read a channel with its threads; one that can't be read is left for next time."""
        progress = self._writer.progress
        done = progress.done
        try:
            await self._family(channel)
            self.read.add(channel.id)
        except ChannelUnreadableError as error:
            progress.unreadable += 1
            _log.warning("history.unreadable", channel=channel.id, error=str(error))
        progress.done = done + 1
        await self._progress(progress)

    async def opened_meanwhile(self, channels: Collection[HistoryChannel]) -> None:
        """Read the open threads that were missing when the threads were listed."""
        by_id = {channel.id: channel for channel in channels if channel.id in self.read}
        late = [
            each
            for each in await self._archive.open_threads()
            if each.id not in self._threads and each.item.channel_id in by_id
        ]
        for thread in late:
            channel = by_id[thread.item.channel_id]
            self._writer.register([thread.item])
            await self._thread(channel, thread, self._span(self._marks.get(channel.id)))
            await self._close(channel, [thread.id])

    async def lost_channels(self) -> None:
        """Delete the data of channels that no longer exist."""
        async with self._database.read() as reading:
            known = await history.channels_of(reading, self._archive.guild_id)
        lost = [each for each in known if not self._archive.knows_channel(each)]
        await self._forget_if_gone("channels", lost)

    async def _family(self, channel: HistoryChannel) -> None:
        progress = self._writer.progress
        mark = self._marks.get(channel.id)
        span = self._span(mark)
        threads = await self._archive.threads(channel.id, time_of(span.low))
        self._threads |= {thread.id for thread in threads}
        self._writer.register([thread.item for thread in threads])
        share = 1 / (len(threads) + 1)
        for thread in threads:
            if thread.newest > span.low:
                await self._thread(channel, thread, self._span(self._marks.get(thread.id, mark)))
            progress.done += share
            await self._progress(progress)
        if not channel.forum:
            await self._reader.read(channel.place, span)
        await self._lost_threads(channel, threads, span)
        await self._writer.flush()
        await self._close(channel, [thread.id for thread in threads])

    async def _thread(
        self, channel: HistoryChannel, thread: HistoryThread, span: HistoryWindow
    ) -> None:
        place = MessageLocation(channel.place.guild_id, channel.id, thread.item)
        try:
            first = await self._reader.read(place, span)
        except ChannelUnreadableError:
            return  # it has just been deleted, for which there is a live event
        if thread.item.kind == "thread" and thread.id > span.low:
            await self._reader.opening(thread, first)

    async def _lost_threads(
        self, channel: HistoryChannel, listed: Collection[HistoryThread], span: HistoryWindow
    ) -> None:
        async with self._database.read() as reading:
            known = await history.threads_in(reading, channel.place.guild_id, channel.id, span.low)
        lost = known - {thread.id for thread in listed}
        await self._forget_if_gone("threads", sorted(lost))

    async def _forget_if_gone(self, what: str, ids: Collection[int]) -> None:
        gone = [each for each in ids if not await self._archive.has_channel(each)]
        self._writer.forget("threads" if what == "threads" else "channels", gone)
        await self._writer.flush()

    async def _close(self, channel: HistoryChannel, thread_ids: Collection[int]) -> None:
        """Mark a channel as read, and drop the marks of its threads."""
        guild_id, began = channel.place.guild_id, self._writer.progress.began
        await self._writer.set_mark(channel.id, id_at(began), began)
        async with self._database.write() as writing:
            await history.drop_marks(writing, guild_id, thread_ids)

    def _span(self, mark: HistoryMark | None) -> HistoryWindow:
        progress = self._writer.progress
        return window_of(mark, progress.since, progress.began, self._reach)
