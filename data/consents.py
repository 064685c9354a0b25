"""Authors who are asked whether their message may be sold, and their drafts."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import (
    consents,
    content_media,
    contents,
    files,
    prerequisites,
    reading_positions,
    uploads,
)


@dataclass(frozen=True, slots=True)
class Consent:
    """A question that waits for its answer.

    Attributes:
        content_id: The draft.
        user_id: The author.
        asked_by: The staff member.
        until: When the draft is erased.
    """

    content_id: int
    guild_id: int
    user_id: int
    asked_by: int
    until: datetime


async def ask(connection: AsyncConnection, consent: Consent) -> None:
    """Store that an author is asked."""
    await connection.execute(insert(consents).values(**asdict(consent)))


async def get(connection: AsyncConnection, content_id: int) -> Consent | None:
    """Return the question that a draft waits for; None: it waits for nobody."""
    row = await connection.execute(select(consents).where(consents.c.content_id == content_id))
    found = row.mappings().first()
    return None if found is None else Consent(**found)


async def lapsed(connection: AsyncConnection, at: datetime, limit: int) -> list[Consent]:
    """Return questions whose time is over."""
    rows = await connection.execute(
        select(consents).where(consents.c.until <= at).order_by(consents.c.until).limit(limit)
    )
    return [Consent(**row) for row in rows.mappings()]


async def give(connection: AsyncConnection, content_id: int) -> None:
    """Let a draft be an ordinary one."""
    await connection.execute(delete(consents).where(consents.c.content_id == content_id))


async def erase_draft(connection: AsyncConnection, content_id: int) -> list[str]:
    """Delete a draft with all that belongs to it; return its keys in the store."""
    own = contents.c.id == content_id
    keys = await connection.scalars(
        union(
            select(contents.c.body_key).where(own),
            select(contents.c.cover_key).where(own),
            select(content_media.c.key).where(content_media.c.content_id == content_id),
            select(files.c.key).where(files.c.content_id == content_id),
        )
    )
    erased = sorted(key for key in keys if key)
    needed = prerequisites.c
    await connection.execute(
        delete(prerequisites).where(
            or_(needed.content_id == content_id, needed.required_id == content_id)
        )
    )
    for table in (content_media, reading_positions, uploads, files, consents):
        await connection.execute(delete(table).where(table.c.content_id == content_id))
    await connection.execute(delete(contents).where(own))
    return erased


async def erase_drafts_of(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> list[list[str]]:
    """Delete the drafts that wait for a member; return the keys in the store of each."""
    waiting = await connection.scalars(
        select(consents.c.content_id).where(
            consents.c.guild_id == guild_id, consents.c.user_id == user_id
        )
    )
    return [await erase_draft(connection, content_id) for content_id in list(waiting)]


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete the drafts that wait for a member; return their number."""
    return len(await erase_drafts_of(connection, guild_id, user_id))
