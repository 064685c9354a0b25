"""Personal digests (by DM): who wants one, when, and when the next is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import bindparam, delete, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import members, own_digests
from data.upsert import insert

Cursor: TypeAlias = tuple[datetime, int]  # next_at and user_id of the last one read


@dataclass(frozen=True, slots=True)
class DigestHours:
    """When a member wants it; None where they follow the guild's own digest.

    `days` is "*" or weekdays such as "mon,thu", `timezone` an IANA name.
    """

    days: str | None = None
    hour: int | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class PersonalDigestSettings:
    """A member's choices. `refusals` counts consecutive deliveries to closed DMs."""

    guild_id: int
    user_id: int
    wanted: bool = False
    hours: DigestHours = DigestHours()
    per_week: int | None = None
    next_at: datetime | None = None
    refusals: int = 0


@dataclass(frozen=True, slots=True)
class DuePersonalDigest:
    """A due digest: the member, their language and, if known, their DM channel."""

    user_id: int
    due_at: datetime
    hours: DigestHours
    per_week: int | None
    refusals: int
    language: str | None
    channel_id: int | None


@dataclass(frozen=True, slots=True)
class SettledDigest:
    """What to store for a member after their digest was sent or skipped."""

    user_id: int
    due_at: datetime
    next_at: datetime | None
    refusals: int
    channel_id: int | None


async def put(connection: AsyncConnection, own: PersonalDigestSettings) -> None:
    """Store a member's choices, in place of earlier ones."""
    values = {
        "wanted": own.wanted,
        "days": own.hours.days,
        "hour": own.hours.hour,
        "timezone": own.hours.timezone,
        "per_week": own.per_week,
        "next_at": own.next_at,
        "refusals": own.refusals,
    }
    await connection.execute(
        insert(connection, own_digests)
        .values(guild_id=own.guild_id, user_id=own.user_id, **values)
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=values)
    )


async def find(connection: AsyncConnection, guild_id: int, user_id: int) -> PersonalDigestSettings:
    """Return a member's choices; the default is no digest."""
    query = select(own_digests).where(
        own_digests.c.guild_id == guild_id, own_digests.c.user_id == user_id
    )
    row = (await connection.execute(query)).first()
    if row is None:
        return PersonalDigestSettings(guild_id, user_id)
    return PersonalDigestSettings(
        guild_id=guild_id,
        user_id=user_id,
        wanted=row.wanted,
        hours=DigestHours(row.days, row.hour, row.timezone),
        per_week=row.per_week,
        next_at=row.next_at,
        refusals=row.refusals,
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's choices for their personal digest; return how many rows."""
    gone = await connection.execute(
        delete(own_digests).where(
            own_digests.c.guild_id == guild_id, own_digests.c.user_id == user_id
        )
    )
    return gone.rowcount


async def pending(connection: AsyncConnection, now: datetime) -> dict[int, datetime]:
    """Return the guilds with due digests, each with the latest due time."""
    rows = await connection.execute(
        select(own_digests.c.guild_id, func.max(own_digests.c.next_at).label("due_at"))
        .where(own_digests.c.next_at <= now)
        .group_by(own_digests.c.guild_id)
    )
    return {row.guild_id: row.due_at for row in rows}


async def count_due(connection: AsyncConnection, guild_id: int, now: datetime) -> int:
    """Count a guild's due digests."""
    query = select(func.count()).where(
        own_digests.c.guild_id == guild_id, own_digests.c.next_at <= now
    )
    return await connection.scalar(query) or 0


async def page(
    connection: AsyncConnection, guild_id: int, now: datetime, after: Cursor | None, limit: int
) -> list[DuePersonalDigest]:
    """Return the next page of due digests, the longest waiting first."""
    at = own_digests.c
    query = (
        select(own_digests, members.c.language)
        .outerjoin(members, (members.c.guild_id == at.guild_id) & (members.c.user_id == at.user_id))
        .where(at.next_at <= now, at.guild_id == guild_id)
        .order_by(at.next_at, at.guild_id, at.user_id)  # the index's order: nothing to sort
        .limit(limit)
    )
    if after is not None:
        typed = literal(after[0], at.next_at.type), literal(after[1], at.user_id.type)
        query = query.where(tuple_(at.next_at, at.user_id) > tuple_(*typed))
    return [
        DuePersonalDigest(
            user_id=row.user_id,
            due_at=row.next_at,
            hours=DigestHours(row.days, row.hour, row.timezone),
            per_week=row.per_week,
            refusals=row.refusals,
            language=row.language,
            channel_id=row.channel_id,
        )
        for row in await connection.execute(query)
    ]


async def still_due(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int], now: datetime
) -> set[int]:
    """Return which of these members are still due; some may have changed their choice."""
    rows = await connection.scalars(
        select(own_digests.c.user_id).where(
            own_digests.c.guild_id == guild_id,
            own_digests.c.user_id.in_(user_ids),
            own_digests.c.next_at <= now,
        )
    )
    return set(rows)


async def settle(
    connection: AsyncConnection, guild_id: int, settled: Sequence[SettledDigest]
) -> None:
    """Store each member's next time, unless they changed their choice since the read."""
    if not settled:
        return
    at = own_digests.c
    statement = (
        update(own_digests)
        .where(
            at.guild_id == guild_id,
            at.user_id == bindparam("member"),
            at.next_at == bindparam("due_at"),
        )
        .values(
            next_at=bindparam("then"), refusals=bindparam("refused"), channel_id=bindparam("place")
        )
    )
    rows = [
        {
            "member": one.user_id,
            "due_at": one.due_at,
            "then": one.next_at,
            "refused": one.refusals,
            "place": one.channel_id,
        }
        for one in settled
    ]
    await connection.execute(statement, rows)


async def tastes(connection: AsyncConnection, guild_id: int) -> list[DigestHours]:
    """Return the distinct choices of hours in a guild."""
    at = own_digests.c
    rows = await connection.execute(
        select(at.days, at.hour, at.timezone).where(at.guild_id == guild_id, at.wanted).distinct()
    )
    return [DigestHours(*row) for row in rows]


async def retime(
    connection: AsyncConnection,
    guild_id: int,
    taste: DigestHours,
    next_at: datetime | None,
    *,
    patience: int,
) -> None:
    """Set another next time for all with these hours, except those with closed DMs.

    `patience` is how many consecutive refusals count as closed.
    """
    at = own_digests.c
    await connection.execute(
        update(own_digests)
        .where(
            at.guild_id == guild_id,
            at.wanted,
            at.refusals < patience,
            at.days.is_not_distinct_from(taste.days),
            at.hour.is_not_distinct_from(taste.hour),
            at.timezone.is_not_distinct_from(taste.timezone),
        )
        .values(next_at=next_at)
    )
