"""What is stored of a server's taste, read for tests."""

from dataclasses import dataclass

from bot.recommend.items import Item
from bot.recommend.signals import KINDS, SignalKind
from bot.recommend.store import SignalStore
from data import signals
from data.engine import Database
from data.tables import EPOCH

Known = dict[tuple[int, int], list[SignalKind]]


@dataclass(frozen=True, slots=True)
class Records:
    """Items that are not deleted, and the kinds of signals by member and Discord's id."""

    items: tuple[Item, ...]
    known: Known


async def read_records(database: Database, store: SignalStore, guild_id: int) -> Records:
    """Read all of a server; acts on deleted items are left out."""
    items = await store.items_since(guild_id, EPOCH)
    objects = {item.id: item.object_id for item in items}
    async with database.read() as connection:
        stored = await signals.of_guild(connection, guild_id, KINDS)
    known: Known = {}
    for user, item, kind in zip(stored.user, stored.item, stored.kind, strict=True):
        if int(item) in objects:
            known.setdefault((int(user), objects[int(item)]), []).append(KINDS[int(kind)])
    return Records(tuple(items), {place: sorted(kinds) for place, kinds in known.items()})
