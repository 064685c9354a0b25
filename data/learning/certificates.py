"""Certificates of completed courses."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import certificates, contents
from data.upsert import insert

_OWN = certificates.c


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate; `name` is as the member chose it."""

    number: str
    guild_id: int
    user_id: int
    course_id: int
    name: str
    completed_at: datetime
    issued_at: datetime
    revoked_at: datetime | None
    course: str


async def issue(
    connection: AsyncConnection,
    *,
    number: str,
    guild_id: int,
    user_id: int,
    course_id: int,
    name: str,
    completed_at: datetime,
    now: datetime,
) -> None:
    """Store a certificate, or the name on the one that the member has."""
    await connection.execute(
        insert(connection, certificates)
        .values(
            number=number,
            guild_id=guild_id,
            user_id=user_id,
            course_id=course_id,
            name=name,
            completed_at=completed_at,
            issued_at=now,
        )
        .on_conflict_do_update(
            index_elements=["guild_id", "user_id", "course_id"], set_={"name": name}
        )
    )


async def of_member(
    connection: AsyncConnection, guild_id: int, user_id: int, course_id: int
) -> Certificate | None:
    """Return a member's certificate of a course; None if there is none."""
    return await _one(
        connection,
        (_OWN.guild_id == guild_id) & (_OWN.user_id == user_id) & (_OWN.course_id == course_id),
    )


async def of_number(connection: AsyncConnection, number: str) -> Certificate | None:
    """Return a certificate; None if no number is like this."""
    return await _one(connection, _OWN.number == number)


async def revoke(connection: AsyncConnection, guild_id: int, number: str, now: datetime) -> bool:
    """Revoke a certificate of a guild; return whether it was valid before."""
    found = await connection.execute(
        update(certificates)
        .where(_OWN.guild_id == guild_id, _OWN.number == number, _OWN.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return found.rowcount > 0


async def _one(connection: AsyncConnection, where: object) -> Certificate | None:
    query = (
        select(certificates, contents.c.title.label("course"))
        .join(contents, contents.c.id == _OWN.course_id)
        .where(where)  # pyright: ignore[reportArgumentType] a condition on the columns
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Certificate(**row)
