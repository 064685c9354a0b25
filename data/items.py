"""Items: what can be recommended, and when it was deleted."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Text,
    case,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy import cast as type_cast
from sqlalchemy.ext.asyncio import AsyncConnection

from data import bulk_read as whole
from data.chunks import chunked
from data.item_types import Item, NewItem
from data.tables import items, members, signals
from data.upsert import insert

MESSAGES = ("content", "message")
SPAN = timedelta(days=7)  # the period of titles read at a time
COLUMNS = (
    "guild_id",
    "kind",
    "object_id",
    "channel_id",
    "author_id",
    "title",
    "created_at",
    "content_id",
)


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """Items as columns of one length.

    Attributes:
        number: Our item ids.
        channel: The channels' ids.
        author: The authors' ids, 0 where unknown.
        created: Milliseconds since 1970.
        plain: Whether its kind is `message`.
        alive: Whether it is not deleted.
        content: The contents whose cards they are, 0 for others.
    """

    number: NDArray[np.int64]
    channel: NDArray[np.int64]
    author: NDArray[np.int64]
    created: NDArray[np.int64]
    plain: NDArray[np.bool_]
    alive: NDArray[np.bool_]
    content: NDArray[np.int64]


async def upsert(connection: AsyncConnection, rows: Sequence[NewItem]) -> None:
    """Insert items; for existing ones, fill in what was unknown before.

    For authors who had their taste erased since, neither the author nor the title is stored again.

    A thread begun on a message takes over the message's row, because Discord gives both one id.
    Rows are written in order of their ids so that two writers can't deadlock.
    """
    if not rows:
        return
    rows = await _without_erased(connection, rows)
    statement = insert(connection, items)
    new, old = statement.excluded, items.c
    titled = (new.kind == "thread") | (new.kind == "post")  # IN can't be sent for many rows
    changes = {
        "kind": case((or_(titled, old.kind == "message"), new.kind), else_=old.kind),
        "channel_id": case((titled, new.channel_id), else_=old.channel_id),
        "title": func.coalesce(new.title, old.title),
        "content_id": func.coalesce(new.content_id, old.content_id),
        "author_id": case(
            (titled, func.coalesce(new.author_id, old.author_id)),
            else_=func.coalesce(old.author_id, new.author_id),
        ),
    }
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["guild_id", "object_id"], set_=changes),
        [_values(row) for row in sorted(rows, key=lambda row: (row.guild_id, row.object_id))],
    )


async def _without_erased(
    connection: AsyncConnection, rows: Sequence[NewItem]
) -> Sequence[NewItem]:
    query = select(members.c.guild_id, members.c.user_id, members.c.erased_at).where(
        members.c.guild_id.in_({row.guild_id for row in rows}), members.c.erased_at.is_not(None)
    )
    erased = {(row.guild_id, row.user_id): row.erased_at for row in await connection.execute(query)}
    if not erased:
        return rows

    def is_erased(row: NewItem) -> bool:
        at = None if row.author_id is None else erased.get((row.guild_id, row.author_id))
        return at is not None and row.created_at <= at

    return [row._replace(author_id=None, title=None) if is_erased(row) else row for row in rows]


async def disown(connection: AsyncConnection, guild_id: int, user_id: int) -> list[Item]:
    """Remove author and title from a member's items; return the items as they are now."""
    rows = await connection.execute(
        update(items)
        .where(items.c.guild_id == guild_id, items.c.author_id == user_id)
        .values(author_id=None, title=None)
        .returning(*items.c)
    )
    return [_stored(row) for row in rows]


async def ids(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int]
) -> dict[int, int]:
    """Return our ids of the items that exist, by Discord's ids."""
    if not object_ids:
        return {}
    query = select(items.c.object_id, items.c.id).where(
        items.c.guild_id == guild_id, items.c.object_id.in_(object_ids)
    )
    return {row.object_id: row.id for row in await connection.execute(query)}


async def authors(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int]
) -> dict[int, int]:
    """Return the authors of the items that exist, by Discord's ids, if known."""
    found: dict[int, int] = {}
    for some in chunked(object_ids):
        query = select(items.c.object_id, items.c.author_id).where(
            items.c.guild_id == guild_id,
            items.c.object_id.in_(some),
            items.c.author_id.is_not(None),
        )
        found.update((row.object_id, row.author_id) for row in await connection.execute(query))
    return found


async def with_authors(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int]
) -> dict[int, tuple[int, int | None]]:
    """Return our ids and the authors of the items that exist, by Discord's ids."""
    found: dict[int, tuple[int, int | None]] = {}
    for some in chunked(object_ids):
        query = select(items.c.object_id, items.c.id, items.c.author_id).where(
            items.c.guild_id == guild_id, items.c.object_id.in_(some)
        )
        rows = await connection.execute(query)
        found.update((row.object_id, (row.id, row.author_id)) for row in rows)
    return found


async def contents_of(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int]
) -> dict[int, int]:
    """Map those items that are a content's card, by Discord's ids, to the content."""
    found: dict[int, int] = {}
    for some in chunked(object_ids):
        query = select(items.c.object_id, items.c.content_id).where(
            items.c.guild_id == guild_id,
            items.c.object_id.in_(some),
            items.c.content_id.is_not(None),
        )
        found.update((row.object_id, row.content_id) for row in await connection.execute(query))
    return found


async def guilds(connection: AsyncConnection) -> list[int]:
    """Return the servers that have items."""
    return list((await connection.scalars(select(items.c.guild_id).distinct())).all())


async def by_number(
    connection: AsyncConnection, guild_id: int, numbers: Collection[int]
) -> dict[int, Item]:
    """Return those of the items that are not deleted, by our id."""
    query = select(items).where(
        items.c.guild_id == guild_id, items.c.id.in_(numbers), items.c.deleted_at.is_(None)
    )
    return {row.id: _stored(row) for row in await connection.execute(query)}


async def titles(
    connection: AsyncConnection,
    guild_id: int,
    since: datetime,
    take: Callable[[NDArray[np.int64], list[str]], None],
) -> None:
    """Read ids and titles of titled items created since then and not deleted.

    `take` is called in threads with one part after the other, so that never all are in memory.
    """
    newest = await connection.scalar(
        select(func.max(items.c.created_at)).where(items.c.guild_id == guild_id)
    )
    while newest is not None and since <= newest:
        until = since + SPAN
        of_span = (items.c.created_at >= since) & (items.c.created_at < until)
        part = await _as_lists(connection, guild_id, of_span, items.c.id, items.c.title)
        await asyncio.to_thread(take, np.array(part[0], np.int64), part[1])
        since = until


async def titles_of(
    connection: AsyncConnection, guild_id: int, numbers: Collection[int]
) -> dict[int, str]:
    """Return the titles of those of the items that have one and are not deleted."""
    found: dict[int, str] = {}
    for some in chunked(numbers):
        read = await _as_lists(
            connection, guild_id, items.c.id.in_(some), items.c.id, items.c.title
        )
        found.update(zip(*read, strict=True))
    return found


async def _as_lists(
    connection: AsyncConnection,
    guild_id: int,
    which: ColumnElement[bool],
    *columns: ColumnElement[Any],
) -> list[list[Any]]:
    """Read titled items as one text per column: a row for each would block the loop."""
    sqlite = connection.dialect.name == "sqlite"
    listed = func.json_group_array if sqlite else func.json_agg
    query = select(*(type_cast(listed(column), Text) for column in columns)).where(
        items.c.guild_id == guild_id,
        which,
        items.c.title.is_not(None),
        items.c.deleted_at.is_(None),
    )
    texts = (await connection.execute(query)).one()
    return await asyncio.to_thread(lambda: [orjson.loads(text or "[]") for text in texts])


async def columns(connection: AsyncConnection, guild_id: int) -> ItemColumns:
    """Read the columns of all items of a guild, deleted ones too."""
    read = await whole.of_guild(connection, guild_id, _NUMBERS, items.c.id)
    return await asyncio.to_thread(_in_order, read)


async def columns_of(
    connection: AsyncConnection, guild_id: int, numbers: Collection[int]
) -> ItemColumns:
    """Read the columns of some items of a guild, deleted ones too."""
    rows: list[Any] = []
    for some in chunked(numbers):
        query = select(*_NUMBERS).where(items.c.guild_id == guild_id, items.c.id.in_(some))
        rows.extend((await connection.execute(query.order_by(items.c.id))).all())
    flat = np.fromiter(chain.from_iterable(rows), np.int64, len(_NUMBERS) * len(rows))
    return _columns(flat.reshape(-1, len(_NUMBERS)).T)


async def delete_threads(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int], at: datetime
) -> list[int]:
    """Mark threads and posts as deleted and delete their signals; return their ids."""
    return await _delete(connection, guild_id, items.c.object_id.in_(object_ids), at)


async def delete_messages(
    connection: AsyncConnection, guild_id: int, object_ids: Collection[int], at: datetime
) -> list[int]:
    """Mark messages as deleted and delete their signals; a thread begun on one stays.

    Returns our ids of them.
    """
    which = items.c.object_id.in_(object_ids) & items.c.kind.in_(MESSAGES)
    return await _delete(connection, guild_id, which, at)


async def delete_channels(
    connection: AsyncConnection, guild_id: int, channel_ids: Collection[int], at: datetime
) -> list[int]:
    """Mark all items of channels or forums as deleted and delete their signals.

    Returns our ids of them.
    """
    return await _delete(connection, guild_id, items.c.channel_id.in_(channel_ids), at)


def _values(row: NewItem) -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS}  # asdict() copies and is ten times slower


async def _delete(
    connection: AsyncConnection, guild_id: int, which: ColumnElement[bool], at: datetime
) -> list[int]:
    of_guild = (items.c.guild_id == guild_id) & which
    doomed = list((await connection.scalars(select(items.c.id).where(of_guild))).all())
    for some in chunked(doomed):
        await connection.execute(
            delete(signals).where(signals.c.guild_id == guild_id, signals.c.item_id.in_(some))
        )
        await connection.execute(
            update(items)
            .where(items.c.id.in_(some), items.c.deleted_at.is_(None))
            .values(deleted_at=at)
        )
    return doomed


def _stored(row: Row[Any]) -> Item:
    return Item(
        guild_id=row.guild_id,
        kind=row.kind,
        object_id=row.object_id,
        channel_id=row.channel_id,
        author_id=row.author_id,
        title=row.title,
        created_at=row.created_at,
        id=row.id,
        content_id=row.content_id,
    )


def _in_order(read: whole.Columns) -> ItemColumns:
    order = np.argsort(read[0])
    for place, column in enumerate(read):
        read[place] = column[order]
    return _columns(read)


def _columns(read: whole.Numbers | whole.Columns) -> ItemColumns:
    number, channel, author, created, plain, alive, content = read
    return ItemColumns(number, channel, author, created, plain == 1, alive == 1, content)


_NUMBERS: tuple[ColumnElement[Any], ...] = (
    items.c.id,
    items.c.channel_id,
    func.coalesce(items.c.author_id, 0),
    type_coerce(items.c.created_at, BigInteger),
    case((items.c.kind == "message", 1), else_=0),
    case((items.c.deleted_at.is_(None), 1), else_=0),
    func.coalesce(items.c.content_id, 0),
)
