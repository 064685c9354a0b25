"""What members have begun, done and completed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import signal_requests
from data.tables import enrolments, progress
from data.upsert import insert

_OWN, _DONE = enrolments.c, progress.c


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A course that a member has begun."""

    course_id: int
    enrolled_at: datetime
    latest_at: datetime
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftCourse:
    """A course in which a member has done nothing for some time."""

    user_id: int
    course_id: int
    latest_at: datetime


async def enrol(
    connection: AsyncConnection, guild_id: int, user_id: int, course_id: int, now: datetime
) -> None:
    """Begin a course, or note that a member continues; the first date stays."""
    await connection.execute(
        insert(connection, enrolments)
        .values(
            guild_id=guild_id, user_id=user_id, course_id=course_id, enrolled_at=now, latest_at=now
        )
        .on_conflict_do_update(
            index_elements=["guild_id", "user_id", "course_id"], set_={"latest_at": now}
        )
    )


async def enrolments_of(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> dict[int, Enrolment]:
    """Map the courses that a member has begun to their enrolments."""
    rows = await connection.execute(
        select(_OWN.course_id, _OWN.enrolled_at, _OWN.latest_at, _OWN.completed_at).where(
            _OWN.guild_id == guild_id, _OWN.user_id == user_id
        )
    )
    return {row.course_id: Enrolment(*row) for row in rows}


async def done_by(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> dict[int, dict[int, datetime]]:
    """Map each course to what a member has done of it, and when; 0: no course."""
    rows = await connection.execute(
        select(_DONE.course_id, _DONE.content_id, _DONE.done_at).where(
            _DONE.guild_id == guild_id, _DONE.user_id == user_id
        )
    )
    found: dict[int, dict[int, datetime]] = {}
    for row in rows:
        found.setdefault(row.course_id or 0, {})[row.content_id] = row.done_at
    return found


async def completed(
    connection: AsyncConnection, guild_id: int, user_id: int, of: Collection[int]
) -> set[int]:
    """Return which of these contents are done by a member, or completed as courses."""
    done = select(_DONE.content_id).where(
        _DONE.guild_id == guild_id, _DONE.user_id == user_id, _DONE.content_id.in_(of)
    )
    courses = select(_OWN.course_id).where(
        _OWN.guild_id == guild_id,
        _OWN.user_id == user_id,
        _OWN.course_id.in_(of),
        _OWN.completed_at.is_not(None),
    )
    return set(await connection.scalars(done)) | set(await connection.scalars(courses))


async def set_done(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    content_id: int,
    course_id: int | None,
    now: datetime,
) -> bool:
    """Store that a content is done, if it was not; return whether it was not."""
    found = await connection.execute(
        insert(connection, progress)
        .values(
            guild_id=guild_id,
            user_id=user_id,
            content_id=content_id,
            course_id=course_id,
            done_at=now,
        )
        .on_conflict_do_nothing()
    )
    await signal_requests.add(connection, guild_id, user_id)
    return found.rowcount > 0


async def undo(connection: AsyncConnection, guild_id: int, user_id: int, content_id: int) -> bool:
    """Take back that a content is done; return whether it was."""
    found = await connection.execute(
        delete(progress).where(
            _DONE.guild_id == guild_id, _DONE.user_id == user_id, _DONE.content_id == content_id
        )
    )
    await signal_requests.add(connection, guild_id, user_id)
    return found.rowcount > 0


async def set_completed(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    course_id: int,
    at: datetime | None,
) -> None:
    """Store since when a course is complete, the first time only; None takes it back."""
    known = (_OWN.guild_id == guild_id, _OWN.user_id == user_id, _OWN.course_id == course_id)
    statement = update(enrolments).where(*known).values(completed_at=at)
    if at is not None:
        statement = statement.where(_OWN.completed_at.is_(None))
    await connection.execute(statement)
    await signal_requests.add(connection, guild_id, user_id)


async def finishers(connection: AsyncConnection, guild_id: int) -> int:
    """Return how many members have completed a course of a guild."""
    query = select(func.count(_OWN.user_id.distinct())).where(
        _OWN.guild_id == guild_id, _OWN.completed_at.is_not(None)
    )
    return await connection.scalar(query) or 0


async def went_on(
    connection: AsyncConnection, guild_id: int, user_id: int, completed: Collection[int]
) -> tuple[int, dict[int, int]]:
    """Count others who completed one of these courses, and what they began then.

    Returns:
        How many others, and how many of them began each further course.
    """
    first, then = enrolments.alias("first"), enrolments.alias("then")
    others = (
        first.c.guild_id == guild_id,
        first.c.course_id.in_(completed),
        first.c.completed_at.is_not(None),
        first.c.user_id != user_id,
    )
    same = await connection.scalar(select(func.count(first.c.user_id.distinct())).where(*others))
    query = (
        select(then.c.course_id, func.count(then.c.user_id.distinct()))
        .select_from(
            first.join(
                then,
                (then.c.guild_id == first.c.guild_id)
                & (then.c.user_id == first.c.user_id)
                & (then.c.course_id != first.c.course_id)
                & (then.c.enrolled_at >= first.c.completed_at),
            )
        )
        .where(*others)
        .group_by(then.c.course_id)
    )
    rows = await connection.execute(query)
    return same or 0, {row[0]: row[1] for row in rows}


async def stalled(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int], before: datetime
) -> list[LeftCourse]:
    """Return unfinished courses with nothing done since a time, newest first."""
    rows = await connection.execute(
        select(_OWN.user_id, _OWN.course_id, _OWN.latest_at)
        .where(
            _OWN.guild_id == guild_id,
            _OWN.user_id.in_(user_ids),
            _OWN.completed_at.is_(None),
            _OWN.latest_at < before,
        )
        .order_by(_OWN.latest_at.desc(), _OWN.course_id)
    )
    return [LeftCourse(*row) for row in rows]


async def active(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int], since: datetime
) -> set[int]:
    """Return which of these members have done something in a course since a time."""
    query = select(_OWN.user_id).where(
        _OWN.guild_id == guild_id, _OWN.user_id.in_(user_ids), _OWN.latest_at >= since
    )
    return set(await connection.scalars(query))
