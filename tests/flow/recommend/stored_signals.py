"""Read a server's stored signals."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.recommend.signals.items import Item
from bot.recommend.signals.model import KINDS, SignalKind
from bot.recommend.signals.store import SignalStore
from data import signals
from data.engine import Database
from data.tables import items

Known = dict[tuple[int, int], list[SignalKind]]


@dataclass(frozen=True, slots=True)
class Records:
    """Items that are not deleted, and the kinds of signals by member and object id."""

    items: tuple[Item, ...]
    known: Known


async def read_items(database: Database, store: SignalStore, guild_id: int) -> tuple[Item, ...]:
    """Return a server's items that are not deleted, by item id."""
    async with database.read() as connection:
        numbers = await connection.scalars(select(items.c.id).where(items.c.guild_id == guild_id))
    found = await store.items(guild_id, numbers.all())
    return tuple(found[number] for number in sorted(found))


async def read_records(database: Database, store: SignalStore, guild_id: int) -> Records:
    """Read all of a server; signals on deleted items are left out."""
    found = await read_items(database, store, guild_id)
    objects = {item.id: item.object_id for item in found}
    async with database.read() as connection:
        stored = await signals.of_guild(connection, guild_id, KINDS)
    known: Known = {}
    for user, item, kind in zip(stored.user, stored.item, stored.kind, strict=True):
        if int(item) in objects:
            known.setdefault((int(user), objects[int(item)]), []).append(KINDS[int(kind)])
    return Records(found, {place: sorted(kinds) for place, kinds in known.items()})
