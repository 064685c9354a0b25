"""Digest schedules of guilds, and what was delivered to which channel or member."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import digest_deliveries, digest_schedules
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """A guild's digest: its channel, and its times in `timezone`.

    `days` is "*" or weekdays such as "mon,thu". Slots before `since` do not count.
    """

    guild_id: int
    channel_id: int
    days: str
    hour: int
    minute: int
    timezone: str
    paused: bool
    since: datetime
    created_by: int


@dataclass(frozen=True, slots=True)
class DigestTarget:
    """One delivery: a slot of a guild's digest for a channel or a member."""

    guild_id: int
    due_at: datetime
    target_id: int


async def put_schedule(connection: AsyncConnection, schedule: DigestSchedule) -> None:
    """Store a guild's schedule, in place of the previous one."""
    values = {name: getattr(schedule, name) for name in DigestSchedule.__slots__}
    await connection.execute(
        insert(connection, digest_schedules)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id"], set_=values)
    )


async def schedule_of(connection: AsyncConnection, guild_id: int) -> DigestSchedule | None:
    """Return a guild's schedule, paused or not."""
    rows = await connection.execute(
        select(digest_schedules).where(digest_schedules.c.guild_id == guild_id)
    )
    row = rows.mappings().first()
    return None if row is None else DigestSchedule(**row)


async def running_schedules(connection: AsyncConnection) -> list[DigestSchedule]:
    """Return the schedules that aren't paused."""
    rows = await connection.execute(
        select(digest_schedules)
        .where(~digest_schedules.c.paused)
        .order_by(digest_schedules.c.guild_id)
    )
    return [DigestSchedule(**row) for row in rows.mappings()]


async def set_paused(
    connection: AsyncConnection, guild_id: int, now: datetime, *, paused: bool
) -> None:
    """Pause or resume; slots that passed while paused are not made up for."""
    await connection.execute(
        update(digest_schedules)
        .where(digest_schedules.c.guild_id == guild_id)
        .values(paused=paused, since=now)
    )


async def claim(
    connection: AsyncConnection, target: DigestTarget, items: Sequence[int], now: datetime
) -> Literal["new", "again"] | None:
    """Mark a delivery as under way; return None if it is over.

    "again" means that an earlier attempt was interrupted and may or may not have arrived.
    Continuing it is safe, because the job's claim on the slot keeps two runs apart.
    """
    added = await connection.execute(
        insert(connection, digest_deliveries)
        .values(
            guild_id=target.guild_id,
            due_at=target.due_at,
            target_id=target.target_id,
            state="sending",
            item_ids=list(items),
            at=now,
        )
        .on_conflict_do_nothing()
    )
    if added.rowcount:
        return "new"
    resumed = await connection.execute(
        update(digest_deliveries)
        .where(_is(target), digest_deliveries.c.state == "sending")
        .values(item_ids=list(items), at=now)
    )
    return "again" if resumed.rowcount else None


async def conclude(
    connection: AsyncConnection, target: DigestTarget, state: str, now: datetime
) -> None:
    """Store how a claimed delivery ended: sent, or closed (the member refuses DMs)."""
    await connection.execute(
        update(digest_deliveries).where(_is(target)).values(state=state, at=now)
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete what a member received, except a delivery under way; return how many.

    This also deletes what kept a slot from being sent twice; that is safe, because a concluded
    slot is not claimed again.
    """
    gone = await connection.execute(
        delete(digest_deliveries).where(
            digest_deliveries.c.guild_id == guild_id,
            digest_deliveries.c.target_id == user_id,
            digest_deliveries.c.state != "sending",
        )
    )
    return gone.rowcount


async def shown(
    connection: AsyncConnection, guild_id: int, target_id: int, since: datetime
) -> set[int]:
    """Return the items that digests showed to a channel or member since then."""
    rows = await connection.scalars(
        select(digest_deliveries.c.item_ids).where(
            digest_deliveries.c.guild_id == guild_id,
            digest_deliveries.c.target_id == target_id,
            digest_deliveries.c.state == "sent",
            digest_deliveries.c.at >= since,
        )
    )
    return {item for items in rows for item in items}


async def last_sent(connection: AsyncConnection, guild_id: int, target_id: int) -> datetime | None:
    """Return when a channel or member last received a digest."""
    return await connection.scalar(
        select(digest_deliveries.c.at)
        .where(
            digest_deliveries.c.guild_id == guild_id,
            digest_deliveries.c.target_id == target_id,
            digest_deliveries.c.state == "sent",
        )
        .order_by(digest_deliveries.c.at.desc())
        .limit(1)
    )


def _is(target: DigestTarget) -> ColumnElement[bool]:
    return and_(
        digest_deliveries.c.guild_id == target.guild_id,
        digest_deliveries.c.due_at == target.due_at,
        digest_deliveries.c.target_id == target.target_id,
    )
