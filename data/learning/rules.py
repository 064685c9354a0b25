"""Rules of courses and lessons, and prerequisites of contents."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.tables import contents, course_rules, lesson_rules, prerequisites


@dataclass(frozen=True, slots=True)
class LessonRules:
    """The rules of a lesson as stored; `drip_on` is a date as ISO 8601."""

    optional: bool = False
    drip: str = "at-once"
    drip_days: int = 0
    drip_on: str | None = None
    thread_id: int | None = None


async def set_sequential(
    connection: AsyncConnection, guild_id: int, course_id: int, *, sequential: bool
) -> None:
    """Store whether a course's lessons must be done in order."""
    await connection.execute(
        upsert.insert(connection, course_rules)
        .values(course_id=course_id, guild_id=guild_id, sequential=sequential)
        .on_conflict_do_update(index_elements=["course_id"], set_={"sequential": sequential})
    )


async def sequential_courses(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the courses of a guild whose lessons must be done in order."""
    query = select(course_rules.c.course_id).where(
        course_rules.c.guild_id == guild_id, course_rules.c.sequential
    )
    return set(await connection.scalars(query))


async def is_sequential(connection: AsyncConnection, course_id: int) -> bool:
    """Return whether a course's lessons must be done in order."""
    query = select(course_rules.c.sequential).where(course_rules.c.course_id == course_id)
    return bool(await connection.scalar(query))


async def put_lesson(
    connection: AsyncConnection, guild_id: int, course_id: int, lesson_id: int, rules: LessonRules
) -> None:
    """Store a lesson's rules; its discussion stays."""
    values: dict[str, Any] = asdict(rules)
    del values["thread_id"]
    await connection.execute(
        upsert.insert(connection, lesson_rules)
        .values(lesson_id=lesson_id, guild_id=guild_id, course_id=course_id, **values)
        .on_conflict_do_update(
            index_elements=["lesson_id"], set_={**values, "course_id": course_id}
        )
    )


async def of_course(connection: AsyncConnection, course_id: int) -> dict[int, LessonRules]:
    """Map a course's lessons to their rules; those without any are missing."""
    return await _lessons(connection, lesson_rules.c.course_id == course_id)


async def of_guild(connection: AsyncConnection, guild_id: int) -> dict[int, LessonRules]:
    """Map a guild's lessons to their rules; those without any are missing."""
    return await _lessons(connection, lesson_rules.c.guild_id == guild_id)


async def set_thread(
    connection: AsyncConnection, guild_id: int, course_id: int, lesson_id: int, thread_id: int
) -> None:
    """Store a lesson's discussion."""
    await connection.execute(
        upsert.insert(connection, lesson_rules)
        .values(lesson_id=lesson_id, guild_id=guild_id, course_id=course_id, thread_id=thread_id)
        .on_conflict_do_update(index_elements=["lesson_id"], set_={"thread_id": thread_id})
    )


async def forget_thread(connection: AsyncConnection, lesson_id: int) -> None:
    """Forget a lesson's discussion that was deleted."""
    await connection.execute(
        update(lesson_rules).where(lesson_rules.c.lesson_id == lesson_id).values(thread_id=None)
    )


async def prerequisites_of_guild(
    connection: AsyncConnection, guild_id: int
) -> dict[int, frozenset[int]]:
    """Map each content of a guild that has prerequisites to them."""
    query = select(prerequisites.c.content_id, prerequisites.c.required_id).where(
        prerequisites.c.guild_id == guild_id
    )
    return _graph(await connection.execute(query))


async def prerequisites_of(
    connection: AsyncConnection, ids: Collection[int]
) -> dict[int, frozenset[int]]:
    """Map each of some contents, and of their lessons, that has prerequisites to them."""
    at = prerequisites.c
    lessons = select(contents.c.id).where(contents.c.course_id.in_(ids))
    query = select(at.content_id, at.required_id).where(
        at.content_id.in_(ids) | at.content_id.in_(lessons)
    )
    return _graph(await connection.execute(query))


async def courses_in_graph(connection: AsyncConnection, guild_id: int) -> dict[int, int]:
    """Map the lessons that have prerequisites, or are ones, to their course."""
    here = prerequisites.c.guild_id == guild_id
    named = union(
        select(prerequisites.c.content_id).where(here),
        select(prerequisites.c.required_id).where(here),
    )
    query = select(contents.c.id, contents.c.course_id).where(
        contents.c.id.in_(named), contents.c.course_id.is_not(None)
    )
    return {row[0]: row[1] for row in await connection.execute(query)}


async def set_prerequisites(
    connection: AsyncConnection, guild_id: int, content_id: int, required: Collection[int]
) -> None:
    """Replace a content's prerequisites, which the caller has checked."""
    await connection.execute(delete(prerequisites).where(prerequisites.c.content_id == content_id))
    if required:
        await connection.execute(
            insert(prerequisites),
            [
                {"content_id": content_id, "required_id": one, "guild_id": guild_id}
                for one in sorted(required)
            ],
        )


def _graph(rows: Iterable[Any]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for content_id, required_id in rows:
        found.setdefault(content_id, set()).add(required_id)
    return {content_id: frozenset(ids) for content_id, ids in found.items()}


async def _lessons(connection: AsyncConnection, where: Any) -> dict[int, LessonRules]:  # noqa: ANN401
    at = lesson_rules.c
    rows = await connection.execute(
        select(at.lesson_id, at.optional, at.drip, at.drip_days, at.drip_on, at.thread_id).where(
            where
        )
    )
    return {row[0]: LessonRules(*row[1:]) for row in rows}
