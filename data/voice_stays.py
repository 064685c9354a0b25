"""Members' stays in the voice channels of sessions, as they were observed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import signal_requests
from data.tables import voice_stays
from data.upsert import insert

_STAY = voice_stays.c
_OPEN = _STAY.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class VoiceStay:
    """One stay.

    Attributes:
        ended_at: When they left, or were last seen; None: they are still there.
        seen_at: When they were last known to be there.
    """

    user_id: int
    began_at: datetime
    ended_at: datetime | None
    seen_at: datetime


async def begin(
    connection: AsyncConnection, guild_id: int, channel_id: int, user_id: int, at: datetime
) -> None:
    """Record that a member is in a channel since a time; a stay that is open goes on."""
    query = insert(connection, voice_stays).values(
        guild_id=guild_id, channel_id=channel_id, user_id=user_id, began_at=at, seen_at=at
    )
    await connection.execute(
        query.on_conflict_do_nothing(index_elements=["guild_id", "user_id"], index_where=_OPEN)
    )


async def end(connection: AsyncConnection, guild_id: int, user_id: int, at: datetime) -> None:
    """Record that a member left at a time, but not before they were last seen."""
    await connection.execute(
        update(voice_stays)
        .where(_STAY.guild_id == guild_id, _STAY.user_id == user_id, _OPEN, _STAY.seen_at <= at)
        .values(ended_at=at, seen_at=at)
    )
    await connection.execute(
        update(voice_stays)
        .where(_STAY.guild_id == guild_id, _STAY.user_id == user_id, _OPEN)
        .values(ended_at=_STAY.seen_at)
    )
    await signal_requests.add(connection, guild_id, user_id)


async def end_unseen(connection: AsyncConnection, before: datetime) -> int:
    """End older open stays when they were last seen; return how many."""
    found = await connection.execute(
        update(voice_stays).where(_OPEN, _STAY.began_at < before).values(ended_at=_STAY.seen_at)
    )
    return found.rowcount


async def see(connection: AsyncConnection, at: datetime, *, before: datetime | None = None) -> None:
    """Record that members with an open stay, or an older one, are there."""
    query = update(voice_stays).where(_OPEN, _STAY.seen_at < at).values(seen_at=at)
    await connection.execute(query if before is None else query.where(_STAY.began_at < before))


async def open_in(connection: AsyncConnection, guild_id: int) -> dict[int, int]:
    """Map each member of a guild with an open stay to the channel."""
    query = select(_STAY.user_id, _STAY.channel_id).where(_STAY.guild_id == guild_id, _OPEN)
    return {row.user_id: row.channel_id for row in await connection.execute(query)}


async def within(
    connection: AsyncConnection, channel_id: int, after: datetime, until: datetime
) -> list[VoiceStay]:
    """Return the stays in a channel that overlap the time between two others."""
    rows = await connection.execute(
        select(_STAY.user_id, _STAY.began_at, _STAY.ended_at, _STAY.seen_at)
        .where(
            _STAY.channel_id == channel_id,
            _STAY.began_at < until,
            or_(_OPEN, _STAY.ended_at > after),
        )
        .order_by(_STAY.began_at, _STAY.id)
    )
    return [VoiceStay(**row) for row in rows.mappings()]


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's stays; return the number of rows."""
    found = await connection.execute(
        delete(voice_stays).where(_STAY.guild_id == guild_id, _STAY.user_id == user_id)
    )
    return found.rowcount
