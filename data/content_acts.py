"""What a member did with contents, and the signals of it that are stored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import (
    content_deliveries,
    contents,
    enrolments,
    items,
    progress,
    quiz_attempts,
    sessions,
    signals,
    voice_stays,
)


@dataclass(frozen=True, slots=True)
class ContentAct:
    """One act on a content; the first time, if it was repeated."""

    kind: str
    content_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionStay:
    """A member's stay in a session's channel, while it was on."""

    content_id: int
    session_began: datetime
    session_ended: datetime | None
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredAct:
    """A stored signal on a content's card."""

    kind: str
    content_id: int  # what was acted on: the card's content, or a lesson of it
    object_id: int  # Discord's id of the card
    at: datetime


async def of_member(connection: AsyncConnection, guild_id: int, user_id: int) -> list[ContentAct]:
    """Return what a member opened, finished and answered."""
    acts: list[ContentAct] = []
    for kind, query in _queries(guild_id, user_id):
        acts += [ContentAct(kind, *row) for row in await connection.execute(query)]
    return acts


async def stays_of_member(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[SessionStay]:
    """Return a member's stays in the channels of sessions that have begun."""
    stay, session = voice_stays.c, sessions.c
    rows = await connection.execute(
        select(session.content_id, session.began_at, session.ended_at, stay.began_at, stay.ended_at)
        .select_from(
            voice_stays.join(
                sessions,
                (session.channel_id == stay.channel_id)
                & (session.starts_at <= func.coalesce(stay.ended_at, stay.seen_at)),
            )
        )
        .where(
            stay.guild_id == guild_id,
            stay.user_id == user_id,
            session.began_at.is_not(None),
            or_(session.ended_at.is_(None), session.ended_at > stay.began_at),
        )
    )
    return [SessionStay(*row) for row in rows]


async def cards(
    connection: AsyncConnection, guild_id: int, content_ids: Collection[int]
) -> dict[int, int]:
    """Map contents to the message of their card, lessons to that of their course."""
    course = contents.alias("course")
    message = func.coalesce(course.c.card_message_id, contents.c.card_message_id)
    rows = await connection.execute(
        select(contents.c.id, message)
        .select_from(contents.outerjoin(course, course.c.id == contents.c.course_id))
        .where(
            contents.c.guild_id == guild_id, contents.c.id.in_(content_ids), message.is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows}


async def stored(
    connection: AsyncConnection, guild_id: int, user_id: int, kinds: Collection[str]
) -> list[StoredAct]:
    """Return a member's stored signals of these kinds."""
    rows = await connection.execute(
        select(signals.c.kind, signals.c.source_id, items.c.object_id, signals.c.at)
        .join(items, items.c.id == signals.c.item_id)
        .where(
            signals.c.guild_id == guild_id,
            signals.c.user_id == user_id,
            signals.c.kind.in_(kinds),
        )
    )
    return [StoredAct(*row) for row in rows]


def _queries(guild_id: int, user_id: int) -> list[tuple[str, Select[Any, Any]]]:
    opened, done, begun, tried = (
        content_deliveries.c,
        progress.c,
        enrolments.c,
        quiz_attempts.c,
    )
    return [
        (
            "opened",
            select(opened.content_id, func.min(opened.at))
            .where(opened.guild_id == guild_id, opened.user_id == user_id)
            .group_by(opened.content_id),
        ),
        (
            "finished",
            select(done.content_id, done.done_at).where(
                done.guild_id == guild_id, done.user_id == user_id
            ),
        ),
        (
            "finished",
            select(begun.course_id, begun.completed_at).where(
                begun.guild_id == guild_id,
                begun.user_id == user_id,
                begun.completed_at.is_not(None),
            ),
        ),
        (
            "answered",
            select(tried.lesson_id, func.min(tried.finished_at))
            .where(
                tried.guild_id == guild_id,
                tried.user_id == user_id,
                tried.finished_at.is_not(None),
            )
            .group_by(tried.lesson_id),
        ),
    ]
