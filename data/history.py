"""How far Discord's history has been read, and the signals stored of parts of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import histories, history_marks, items, signals
from data.upsert import insert

MESSAGES = ("content", "message")
THREADS = ("thread", "post")


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """How far a channel is read: up to which message, and as of when (`seen_at`)."""

    read_to: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class KnownSignal:
    """A stored signal, with Discord's id of its item."""

    user_id: int
    object_id: int
    kind: str
    source_id: int
    key: int


async def heard_until(connection: AsyncConnection, guild_id: int) -> datetime | None:
    """Return until when all is stored without a gap; None before the first backfill."""
    query = select(histories.c.heard_until).where(histories.c.guild_id == guild_id)
    return await connection.scalar(query)


async def mark_listened(
    connection: AsyncConnection, guild_ids: Collection[int], until: datetime
) -> None:
    """Store that servers with read history were listened to without a gap."""
    await connection.execute(
        update(histories)
        .where(histories.c.guild_id.in_(guild_ids), histories.c.heard_until < until)
        .values(heard_until=until)
    )


async def finish(
    connection: AsyncConnection, guild_id: int, at: datetime, read: Collection[int]
) -> None:
    """Store that all until `at` was read; delete marks of channels not in `read`."""
    await connection.execute(
        insert(connection, histories)
        .values(guild_id=guild_id, heard_until=at)
        .on_conflict_do_update(index_elements=["guild_id"], set_={"heard_until": at})
    )
    unread = set(await marks(connection, guild_id)) - set(read)
    await drop_marks(connection, guild_id, unread)


async def marks(connection: AsyncConnection, guild_id: int) -> dict[int, HistoryMark]:
    """Return the mark of each channel."""
    query = select(history_marks).where(history_marks.c.guild_id == guild_id)
    return {
        row.channel_id: HistoryMark(row.read_to, row.seen_at)
        for row in await connection.execute(query)
    }


async def set_mark(
    connection: AsyncConnection, guild_id: int, channel_id: int, mark: HistoryMark
) -> None:
    """Store how far a channel is read."""
    values = {"read_to": mark.read_to, "seen_at": mark.seen_at}
    await connection.execute(
        insert(connection, history_marks)
        .values(guild_id=guild_id, channel_id=channel_id, **values)
        .on_conflict_do_update(index_elements=["guild_id", "channel_id"], set_=values)
    )


async def drop_marks(
    connection: AsyncConnection, guild_id: int, channel_ids: Collection[int]
) -> None:
    """Delete the marks of channels."""
    await connection.execute(
        delete(history_marks).where(
            history_marks.c.guild_id == guild_id, history_marks.c.channel_id.in_(channel_ids)
        )
    )


async def signals_from(
    connection: AsyncConnection, guild_id: int, source_ids: Collection[int], kinds: Collection[str]
) -> list[KnownSignal]:
    """Return the signals that these messages carry."""
    return await _signals(
        connection, guild_id, signals.c.source_id.in_(source_ids) & signals.c.kind.in_(kinds)
    )


async def signals_of(connection: AsyncConnection, guild_id: int, user_id: int) -> list[KnownSignal]:
    """Return all signals of a member."""
    return await _signals(connection, guild_id, signals.c.user_id == user_id)


async def sources_on(
    connection: AsyncConnection, guild_id: int, object_id: int, low: int, high: int
) -> set[int]:
    """Return the messages in (low, high] that carry signals on a thread."""
    which = items.c.object_id == object_id
    return await _sources(connection, guild_id, which, low, high)


async def messages_in(
    connection: AsyncConnection, guild_id: int, channel_id: int, low: int, high: int
) -> set[int]:
    """Return the messages in (low, high] of a channel that carry signals or are items."""
    in_channel = (items.c.channel_id == channel_id) & items.c.kind.in_(MESSAGES)
    found = await _sources(connection, guild_id, in_channel, low, high)
    query = select(items.c.object_id).where(
        items.c.guild_id == guild_id,
        in_channel,
        items.c.deleted_at.is_(None),
        items.c.object_id > low,
        items.c.object_id <= high,
    )
    return found | set((await connection.scalars(query)).all())


async def threads_in(
    connection: AsyncConnection, guild_id: int, channel_id: int, low: int
) -> set[int]:
    """Return a channel's existing threads with anything stored above `low`."""
    recent = exists().where(
        signals.c.guild_id == guild_id, signals.c.item_id == items.c.id, signals.c.source_id > low
    )
    query = select(items.c.object_id).where(
        items.c.guild_id == guild_id,
        items.c.channel_id == channel_id,
        items.c.kind.in_(THREADS),
        items.c.deleted_at.is_(None),
        or_(items.c.object_id > low, recent),
    )
    return set((await connection.scalars(query)).all())


async def channels_of(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the channels and forums that have items not known as deleted.

    The query jumps through the index from channel to channel; a DISTINCT would read all items.
    """
    of_guild = items.c.guild_id == guild_id
    channel = select(func.min(items.c.channel_id).label("id")).where(of_guild).cte(recursive=True)
    following = select(func.min(items.c.channel_id)).where(
        of_guild, items.c.channel_id > channel.c.id
    )
    channel = channel.union_all(
        select(following.scalar_subquery()).where(channel.c.id.is_not(None))
    )
    alive = exists().where(
        of_guild, items.c.channel_id == channel.c.id, items.c.deleted_at.is_(None)
    )
    query = select(channel.c.id).where(channel.c.id.is_not(None), alive)
    return set((await connection.scalars(query)).all())


async def kind_of(connection: AsyncConnection, guild_id: int, object_id: int) -> str | None:
    """Return the kind of the item of a thread or message; None if there is none."""
    query = select(items.c.kind).where(items.c.guild_id == guild_id, items.c.object_id == object_id)
    return await connection.scalar(query)


async def count_signals(connection: AsyncConnection) -> int:
    """Return how many signals are stored in all."""
    return await connection.scalar(select(func.count()).select_from(signals)) or 0


async def _sources(
    connection: AsyncConnection, guild_id: int, which: ColumnElement[bool], low: int, high: int
) -> set[int]:
    query = (
        select(signals.c.source_id)
        .join(items)
        .where(
            signals.c.guild_id == guild_id,
            signals.c.source_id > low,
            signals.c.source_id <= high,
            which,
        )
        .distinct()
    )
    return set((await connection.scalars(query)).all())


async def _signals(
    connection: AsyncConnection, guild_id: int, which: ColumnElement[bool]
) -> list[KnownSignal]:
    query = (
        select(
            signals.c.user_id, items.c.object_id, signals.c.kind, signals.c.source_id, signals.c.key
        )
        .join(items)
        .where(signals.c.guild_id == guild_id, which)
    )
    return [KnownSignal(**row) for row in (await connection.execute(query)).mappings()]
