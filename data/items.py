"""Items: what can be recommended, and when it was deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import items, signals
from data.upsert import insert

MESSAGES = ("content", "message")
COLUMNS = ("guild_id", "kind", "object_id", "channel_id", "author_id", "title", "created_at")


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as Discord describes it."""

    guild_id: int
    kind: str
    object_id: int
    channel_id: int
    author_id: int | None
    title: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredItem(NewItem):
    """An item with our own number."""

    id: int


async def upsert(connection: AsyncConnection, rows: Sequence[NewItem]) -> None:
    """Register items; what is known later fills in what was not known before.

    A thread begun on a message takes over the message's row, because Discord gives both one id.
    Rows are written in order of their ids: two writers then never wait for each other in a ring.
    """
    if not rows:
        return
    statement = insert(connection, items)
    new, old = statement.excluded, items.c
    titled = (new.kind == "thread") | (new.kind == "post")  # IN can't be sent for many rows at once
    changes = {
        "kind": case((or_(titled, old.kind == "message"), new.kind), else_=old.kind),
        "channel_id": case((titled, new.channel_id), else_=old.channel_id),
        "title": func.coalesce(new.title, old.title),
        "author_id": case(
            (titled, func.coalesce(new.author_id, old.author_id)),
            else_=func.coalesce(old.author_id, new.author_id),
        ),
    }
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["guild_id", "object_id"], set_=changes),
        [_values(row) for row in sorted(rows, key=lambda row: (row.guild_id, row.object_id))],
    )


async def ids(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int]
) -> dict[int, int]:
    """Return our numbers of the items that exist, by Discord's ids."""
    if not object_ids:
        return {}
    query = select(items.c.object_id, items.c.id).where(
        items.c.guild_id == guild_id, items.c.object_id.in_(object_ids)
    )
    return {row.object_id: row.id for row in await connection.execute(query)}


async def alive(connection: AsyncConnection, guild_id: int) -> list[StoredItem]:
    """Return every item that is not deleted, by our number."""
    query = (
        select(items)
        .where(items.c.guild_id == guild_id, items.c.deleted_at.is_(None))
        .order_by(items.c.id)
    )
    return [
        StoredItem(
            guild_id=row.guild_id,
            kind=row.kind,
            object_id=row.object_id,
            channel_id=row.channel_id,
            author_id=row.author_id,
            title=row.title,
            created_at=row.created_at,
            id=row.id,
        )
        for row in await connection.execute(query)
    ]


async def is_alive(connection: AsyncConnection, guild_id: int, object_id: int) -> bool:
    """Tell whether there is an item of this Discord id, and not deleted."""
    found = await connection.scalar(
        select(items.c.id).where(
            items.c.guild_id == guild_id,
            items.c.object_id == object_id,
            items.c.deleted_at.is_(None),
        )
    )
    return found is not None


async def delete_threads(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int], at: datetime
) -> None:
    """Mark threads and posts as deleted and drop their signals."""
    await _delete(connection, guild_id, items.c.object_id.in_(object_ids), at)


async def delete_messages(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int], at: datetime
) -> None:
    """Mark messages as deleted and drop their signals; a thread begun on one lives on."""
    which = items.c.object_id.in_(object_ids) & items.c.kind.in_(MESSAGES)
    await _delete(connection, guild_id, which, at)


async def delete_channels(
    connection: AsyncConnection, guild_id: int, channel_ids: Collection[int], at: datetime
) -> None:
    """Mark all items of channels or forums as deleted and drop their signals."""
    await _delete(connection, guild_id, items.c.channel_id.in_(channel_ids), at)


def _values(row: NewItem) -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS}  # asdict() copies, ten times slower


async def _delete(
    connection: AsyncConnection, guild_id: int, which: ColumnElement[bool], at: datetime
) -> None:
    of_guild = (items.c.guild_id == guild_id) & which
    doomed = select(items.c.id).where(of_guild)
    await connection.execute(
        delete(signals).where(signals.c.guild_id == guild_id, signals.c.item_id.in_(doomed))
    )
    await connection.execute(
        update(items).where(of_guild, items.c.deleted_at.is_(None)).values(deleted_at=at)
    )
