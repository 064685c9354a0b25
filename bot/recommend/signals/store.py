"""Store batches of signals in the database, and read columns from it."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

import numpy as np

from bot.recommend.index.records import Handover, ItemFacts, RatingColumns, RatingParts
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.signals.aggregate import KindWeights, SignalColumns, aggregate
from bot.recommend.signals.batch import Batch
from bot.recommend.signals.change_set import ChangeSet
from bot.recommend.signals.items import Item, NewItem
from bot.recommend.signals.model import (
    ANSWERS,
    KINDS,
    PUBLIC,
    ObjectsDeleted,
    SignalKey,
    SourcesCleared,
)
from bot.recommend.signals.rating_builder import RatingBuilder
from data import items, signals
from data.engine import Connection, Database

REMEMBERED = 20_000  # items
FEW = 200  # events or ids up to which a statement takes only some milliseconds

Place = tuple[int, int]  # guild_id and object_id
Known = dict[Place, tuple[int, int | None]]  # item ids, and authors if known
Listener = Callable[[ChangeSet], None]


class SignalStore:
    """Writes batches and reads servers.

    Caches the items that it has registered, because most signals concern a few items, and writing
    these again is most of a batch's cost. The cache stays valid even if others write: an item's id
    never changes, and items are never removed.
    """

    def __init__(self, database: Database, rule: KindWeights) -> None:
        self._database = database
        self._rule = rule
        self._registered: dict[Place, NewItem] = {}
        self._listeners: list[Listener] = []
        self._reading = asyncio.Lock()  # one server is read at a time, to limit the memory

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` with each batch's change set, right after it was stored."""
        self._listeners.append(listener)

    async def write(self, batch: Batch) -> None:
        """Store a batch in one transaction; storing it again changes nothing."""
        news = {
            place: item
            for place, item in batch.items.items()
            if self._registered.get(place) != item
        }
        touched: dict[int, ChangeSet] = defaultdict(ChangeSet)
        # A deletion may remove many signals, however few events the batch has.
        few = batch.events <= FEW and not batch.deleted and not batch.cleared
        async with self._database.write_fast() if few else self._database.write() as connection:
            await _write(connection, batch, news, touched)
        if len(self._registered) > REMEMBERED:
            self._registered.clear()
        self._registered.update(news)
        for guild_id, names in touched.items():
            names.guild_id = guild_id
            for listener in self._listeners:
                listener(names)

    async def everything(self, guild_id: int) -> tuple[Handover[ItemFacts], RatingParts]:
        """Read all facts and pairs of a server; pairs are summed up as they are taken.

        Signals on items stored during the read are skipped; a change set will contain them.
        """
        async with self._reading:
            async with self._database.read() as connection:
                columns = await items.columns(connection, guild_id)
            gathering = RatingBuilder(columns.number, columns.author, columns.created // 1000)

            def take(part: signals.StoredSignalColumns) -> None:
                gathering.take(SignalColumns(part.user, part.item, part.kind, part.at))

            async with self._database.read() as one, self._database.read() as other:
                await signals.parts_of_guild(one, guild_id, KINDS, take, beside=other)
            pairs = await asyncio.to_thread(gathering.pairs, self._rule)
            return Handover(_facts(columns, gathering.active)), pairs

    async def history(
        self, guild_id: int, since: datetime | None = None
    ) -> tuple[ItemFacts, SignalColumns]:
        """Read all facts and signals of a server, or only what is newer than `since`.

        An older item with a newer signal is included. Each item's last activity is its creation,
        because signals show when it was active.
        """
        async with self._reading, self._database.read() as connection:
            columns = await items.columns(connection, guild_id)
            stored = await signals.of_guild(connection, guild_id, KINDS, since)
        acts = SignalColumns(stored.user, stored.item, stored.kind, stored.at)
        facts = _facts(columns, columns.created // 1000)
        if since is not None:
            new = facts.created >= since.timestamp()
            facts = facts.only(new | np.isin(facts.number, acts.item))
        return facts, acts

    async def again(self, touched: ChangeSet) -> tuple[ItemFacts, RatingColumns]:
        """Read the current state of what a change set names."""
        guild_id = touched.guild_id
        few = len(touched.items) + len(touched.pairs) <= FEW
        async with self._database.read_fast() if few else self._database.read() as connection:
            columns = await items.columns_of(connection, guild_id, touched.items)
            latest = await signals.active(connection, guild_id, touched.items, PUBLIC)
            stored = await signals.of_pairs(connection, guild_id, touched.pairs, KINDS)
        done = SignalColumns(stored.user, stored.item, stored.kind, stored.at)
        found = [latest.get(int(number), 0) for number in columns.number]
        active = np.maximum(columns.created, np.array(found, np.int64)) // 1000
        return _facts(columns, active), aggregate(done, self._rule, touched.pairs)

    async def items(self, guild_id: int, numbers: Collection[int]) -> Mapping[int, Item]:
        """Return the items that are not deleted, by item id."""
        async with self._database.read_fast() as connection:
            return await items.by_number(connection, guild_id, numbers)

    async def titles(
        self, guild_id: int, since: datetime, take: Callable[[Ints, list[str]], None]
    ) -> None:
        """Read the ids and titles of items created since then and not deleted, in parts.

        What is stored during the read may be missing; a change set will contain it. `take` is
        called in threads, one call at a time.
        """
        async with self._database.read() as connection:
            await items.titles(connection, guild_id, since, take)

    async def titles_of(self, guild_id: int, numbers: Collection[int]) -> Mapping[int, str]:
        """Return the titles of the items that have one and are not deleted."""
        async with self._database.read() as connection:
            return await items.titles_of(connection, guild_id, numbers)

    async def numbers_of(self, guild_id: int, object_ids: Collection[int]) -> Mapping[int, int]:
        """Return the item ids of those that exist, by Discord's ids."""
        async with self._database.read() as connection:
            return await items.ids(connection, guild_id, object_ids)

    async def answerers(
        self, guild_id: int, numbers: Collection[int], since: datetime
    ) -> Mapping[int, int]:
        """Count the members, except the author, who answered each item since then."""
        async with self._database.read() as connection:
            return await signals.answerers(connection, guild_id, numbers, ANSWERS, since)


async def _write(
    connection: Connection,
    batch: Batch,
    news: Mapping[Place, NewItem],
    touched: dict[int, ChangeSet],
) -> None:
    await items.upsert(connection, list(news.values()))
    places = {(signal.guild_id, signal.object_id) for signal in (*batch.signals, *batch.undone)}
    known = await _known_items(connection, {*places, *news})
    for guild_id, object_id in news:
        touched[guild_id].items.add(known[guild_id, object_id][0])
    undone = list(_on_known(batch.undone, known))
    await signals.delete_by_key(connection, [_stored(signal, number) for signal, number in undone])
    for signal, number in undone:
        touched[signal.guild_id].add_removed((number, signal.user_id))
    for cleared in batch.cleared:
        for pair in await _clear(connection, cleared):
            touched[cleared.guild_id].add_removed(pair)
    for deleted in batch.deleted:
        touched[deleted.guild_id].items.update(await _delete(connection, deleted))
    done = list(_on_known(batch.signals, known))
    await signals.insert(
        connection,
        [_stored_signal(signal, number, batch.signals[signal]) for signal, number in done],
    )
    for signal, number in done:
        touched[signal.guild_id].pairs.add((number, signal.user_id))
        author = known[signal.guild_id, signal.object_id][1]
        if signal.kind in PUBLIC and signal.user_id != author:
            touched[signal.guild_id].add_public(number, batch.signals[signal])


async def _known_items(connection: Connection, places: Iterable[Place]) -> Known:
    objects: dict[int, set[int]] = defaultdict(set)
    for guild_id, object_id in places:
        objects[guild_id].add(object_id)
    return {
        (guild_id, object_id): known
        for guild_id, object_ids in objects.items()
        for object_id, known in (await items.with_authors(connection, guild_id, object_ids)).items()
    }


def _on_known(done: Iterable[SignalKey], known: Known) -> Iterable[tuple[SignalKey, int]]:
    """Pair signals with their item's id; skip signals on unknown items."""
    for signal in done:
        found = known.get((signal.guild_id, signal.object_id))
        if found is not None:
            yield signal, found[0]


async def _clear(connection: Connection, cleared: SourcesCleared) -> set[signals.Pair]:
    of = (cleared.guild_id, cleared.source_ids)
    pairs = await signals.of_sources(connection, *of, kinds=cleared.kinds, key=cleared.key)
    if pairs:
        await signals.delete_by_source(connection, *of, kinds=cleared.kinds, key=cleared.key)
    return pairs


async def _delete(connection: Connection, deleted: ObjectsDeleted) -> list[int]:
    delete = {
        "messages": items.delete_messages,
        "threads": items.delete_threads,
        "channels": items.delete_channels,
    }[deleted.what]
    return await delete(connection, deleted.guild_id, deleted.ids, deleted.at)


def _facts(columns: items.ItemColumns, active: np.ndarray) -> ItemFacts:
    return ItemFacts(
        columns.number,
        columns.channel,
        columns.author,
        columns.created // 1000,
        active,
        columns.plain,
        columns.alive,
        columns.content,
    )


def _stored(signal: SignalKey, number: int) -> signals.StoredSignalKey:
    return signals.StoredSignalKey(
        signal.guild_id, signal.user_id, number, signal.kind, signal.source_id, signal.key
    )


def _stored_signal(signal: SignalKey, number: int, at: datetime) -> signals.StoredSignal:
    return signals.StoredSignal(
        signal.guild_id, signal.user_id, number, signal.kind, signal.source_id, signal.key, at
    )
