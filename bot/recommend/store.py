"""The stream's one door to the database: batches in, columns out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bot.recommend.batch import Batch
from bot.recommend.items import Item, NewItem
from bot.recommend.matrix import Acts
from bot.recommend.signals import KINDS, Act, Cleared, Deleted
from data import items, signals
from data.engine import Connection, Database

REMEMBERED = 20_000  # items

Place = tuple[int, int]  # guild_id and object_id
Numbers = dict[Place, int]  # our numbers of the items


@dataclass(frozen=True, slots=True)
class Records:
    """What is stored of a server: items, and acts with positions into them."""

    items: tuple[Item, ...]
    acts: Acts


class SignalStore:
    """Writes batches and reads servers.

    Remembers which items it has registered, and how: most acts happen on a few of them, and
    telling the database the same again is most of a batch's cost. What the memory holds stays
    true whoever else writes: an item's number never changes, and items are never removed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._registered: dict[Place, NewItem] = {}

    async def write(self, batch: Batch) -> None:
        """Store a batch in one transaction; storing it again changes nothing."""
        news = {
            place: item
            for place, item in batch.items.items()
            if self._registered.get(place) != item
        }
        await self._write(batch, news)
        if len(self._registered) > REMEMBERED:
            self._registered.clear()
        self._registered.update(news)

    async def _write(self, batch: Batch, news: dict[Place, NewItem]) -> None:
        async with self._database.write() as connection:
            await items.upsert(connection, [_new_item(item) for item in news.values()])
            numbers = await _numbers(connection, (*batch.signals, *batch.undone))
            await signals.delete_acts(
                connection,
                [_stored(act, number) for act, number in _known(batch.undone, numbers)],
            )
            for cleared in batch.cleared:
                await _clear(connection, cleared)
            for deleted in batch.deleted:
                await _delete(connection, deleted)
            await signals.insert(
                connection,
                [
                    _stored_signal(act, number, batch.signals[act])
                    for act, number in _known(batch.signals, numbers)
                ],
            )

    async def read(self, guild_id: int) -> Records:
        """Read all of a server; acts on deleted items are left out."""
        async with self._database.read() as connection:
            rows = await items.alive(connection, guild_id)
            columns = await signals.columns(connection, guild_id, KINDS)
        numbers = np.array([row.id for row in rows], np.int64)
        position = np.searchsorted(numbers, columns.item)
        known = (columns.kind >= 0) & np.isin(columns.item, numbers)
        acts = Acts(columns.user, position.astype(np.int64), columns.kind, columns.at)
        return Records(tuple(_item(row) for row in rows), acts.only(known))

    async def is_alive(self, guild_id: int, object_id: int) -> bool:
        """Tell whether an item exists, whatever a model that is older says."""
        async with self._database.read() as connection:
            return await items.is_alive(connection, guild_id, object_id)

    async def out_of_question(self, guild_id: int, user_id: int, since: datetime) -> set[int]:
        """Return the items that a member dealt with, and all that were deleted after `since`."""
        async with self._database.read() as connection:
            return await signals.out_of_question(connection, guild_id, user_id, since)


async def _numbers(connection: Connection, acts: Iterable[Act]) -> Numbers:
    objects: dict[int, set[int]] = defaultdict(set)
    for act in acts:
        objects[act.guild_id].add(act.object_id)
    return {
        (guild_id, object_id): number
        for guild_id, object_ids in objects.items()
        for object_id, number in (await items.ids(connection, guild_id, object_ids)).items()
    }


def _known(acts: Iterable[Act], numbers: Numbers) -> Iterable[tuple[Act, int]]:
    """Pair acts with our number of their item; an act on what is no item says nothing."""
    for act in acts:
        number = numbers.get((act.guild_id, act.object_id))
        if number is not None:
            yield act, number


async def _clear(connection: Connection, cleared: Cleared) -> None:
    await signals.delete_by_source(
        connection, cleared.guild_id, cleared.source_ids, kind=cleared.kind, key=cleared.key
    )


async def _delete(connection: Connection, deleted: Deleted) -> None:
    delete = {
        "messages": items.delete_messages,
        "threads": items.delete_threads,
        "channels": items.delete_channels,
    }[deleted.what]
    await delete(connection, deleted.guild_id, deleted.ids, deleted.at)


def _stored(act: Act, number: int) -> signals.StoredAct:
    return signals.StoredAct(act.guild_id, act.user_id, number, act.kind, act.source_id, act.key)


def _stored_signal(act: Act, number: int, at: datetime) -> signals.StoredSignal:
    return signals.StoredSignal(
        act.guild_id, act.user_id, number, act.kind, act.source_id, act.key, at
    )


def _new_item(item: NewItem) -> items.NewItem:
    return items.NewItem(
        guild_id=item.guild_id,
        kind=item.kind,
        object_id=item.object_id,
        channel_id=item.channel_id,
        author_id=item.author_id,
        title=item.title,
        created_at=item.created_at,
    )


def _item(row: items.StoredItem) -> Item:
    return Item(
        id=row.id,
        guild_id=row.guild_id,
        kind=row.kind,
        object_id=row.object_id,
        channel_id=row.channel_id,
        author_id=row.author_id,
        title=row.title,
        created_at=row.created_at,
    )
