"""Read one channel or thread by pages, and compare each with the stored signals.

Reading again therefore changes nothing, and an interrupted backfill continues at its mark.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.recommend.history.diff import VisibleSignal, compare
from bot.recommend.history.extract import VisibleSignals, container, show
from bot.recommend.history.source import PAGE, HistoryMessage, HistorySource, HistoryThread
from bot.recommend.history.window import HistoryWindow
from bot.recommend.history.writer import HistoryWriter
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.extract import MessageLocation, signal_from_new_thread
from bot.recommend.signals.live_watch import LiveWatch
from bot.recommend.signals.model import REACTIONS, SignalKey
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from data import history
from data.engine import Database

NEWEST = (1 << 63) - 1  # no id is greater


class ChannelReader:
    """Reads channels for one backfill of a server, which began at `began`."""

    def __init__(
        self,
        database: Database,
        buffer: SignalBuffer,
        archive: HistorySource,
        meanings: ReactionMeanings,
        writer: HistoryWriter,
        began: datetime,
    ) -> None:
        self._database = database
        self._buffer = buffer
        self._archive = archive
        self._meanings = meanings
        self._writer = writer
        self._began = began

    async def read(self, place: MessageLocation, span: HistoryWindow) -> Sequence[HistoryMessage]:
        """Read a window of a channel, or of the thread in it; return its first page."""
        after, first = span.low, None
        while True:
            with self._buffer.watch() as watch:
                page = await self._archive.page(container(place), after)
                first = page if first is None else first
                await self._compare(place, page, after, span, watch)
            await self._writer.flush()
            self._writer.progress.messages += len(page)
            if page:
                after = page[-1].id
                await self._writer.set_mark(container(place), after, self._began)
            if len(page) < PAGE:
                return first

    async def opening(self, thread: HistoryThread, first: Sequence[HistoryMessage]) -> None:
        """Record who started a thread (not a forum post); `first` are its first messages."""
        if thread.opener is None or any(message.origin is False for message in first):
            return
        with self._buffer.watch() as watch:
            signal = signal_from_new_thread(thread.item, thread.opener)
            stored = [each for each in await self._writer.stored([thread.id]) if each == signal]
            shown = VisibleSignal(thread.item, signal, thread.item.created_at)
            await self._writer.apply(compare(stored, [shown], lambda _: True), watch)

    async def _compare(
        self,
        place: MessageLocation,
        page: Sequence[HistoryMessage],
        after: int,
        span: HistoryWindow,
        watch: LiveWatch,
    ) -> None:
        high = page[-1].id if len(page) >= PAGE else NEWEST
        showing = VisibleSignals()
        for message in page:
            await show(self._archive, self._meanings, place, message, span, showing)
        absent = await self._sources(place, after, high) - {message.id for message in page}
        absent -= _never_there(place, page)
        gone = [each for each in absent - watch.sources if not await self._is_there(place, each)]
        stored = await self._writer.stored([message.id for message in page])
        spared = _spared(page, showing)
        await self._writer.apply(compare(stored, showing.signals, spared), watch)
        self._writer.forget("messages", gone)

    async def _sources(self, place: MessageLocation, low: int, high: int) -> set[int]:
        async with self._database.read() as reading:
            if place.thread is not None:
                thread_id = place.thread.object_id
                return await history.sources_on(reading, place.guild_id, thread_id, low, high)
            return await history.messages_in(reading, place.guild_id, place.channel_id, low, high)

    async def _is_there(self, place: MessageLocation, message_id: int) -> bool:
        """Return whether a message exists in the thread, or in its channel as a reply."""
        if await self._archive.has_message(container(place), message_id):
            return True
        in_channel = place.thread is not None and place.thread.kind == "thread"
        return in_channel and await self._archive.has_message(place.channel_id, message_id)


def _never_there(place: MessageLocation, page: Sequence[HistoryMessage]) -> set[int]:
    """Return the id of a thread without starter message, which can't be missing."""
    headed = any(message.origin is not None for message in page)
    if place.thread is None or place.thread.kind == "post" or headed:
        return set()
    return {place.thread.object_id}


def _spared(page: Sequence[HistoryMessage], showing: VisibleSignals) -> Callable[[SignalKey], bool]:
    """Return a predicate for stored signals that stay though a page lacks them.

    These are the start of a thread, a vague reply, and reactions that Discord doesn't list.
    """
    with_thread = {message.id for message in page if message.has_thread}
    vague = {message.id for message in page if message.vague}

    def spared(signal: SignalKey) -> bool:
        return (
            (signal.kind == "post" and signal.source_id in with_thread)
            or (signal.kind == "reply" and signal.source_id in vague)
            or (signal.kind in REACTIONS and (signal.source_id, signal.key) in showing.unlisted)
        )

    return spared
