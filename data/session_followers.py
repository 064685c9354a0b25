"""The members who follow a session: they are reminded, and told when it is moved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import session_followers
from data.upsert import insert

_OF_CONTENT = (
    select(session_followers.c.user_id, session_followers.c.since)
    .where(session_followers.c.content_id == bindparam("content_id"))
    .order_by(session_followers.c.user_id)
)


@dataclass(frozen=True, slots=True)
class Follower:
    """A member who follows a session, and since when."""

    user_id: int
    since: datetime


async def of_content(connection: AsyncConnection, content_id: int) -> list[Follower]:
    """Return who follows a session."""
    rows = await connection.execute(_OF_CONTENT, {"content_id": content_id})
    return [Follower(user_id, since) for user_id, since in rows]


async def count(connection: AsyncConnection, content_id: int) -> int:
    """Return how many follow a session."""
    query = select(func.count()).where(session_followers.c.content_id == content_id)
    return await connection.scalar(query) or 0


async def followed(connection: AsyncConnection, guild_id: int, user_id: int) -> frozenset[int]:
    """Return the contents that a member follows."""
    query = select(session_followers.c.content_id).where(
        session_followers.c.guild_id == guild_id, session_followers.c.user_id == user_id
    )
    return frozenset(await connection.scalars(query))


async def follow(
    connection: AsyncConnection, guild_id: int, content_id: int, user_id: int, at: datetime
) -> None:
    """Let a member follow a session; who does already stays as they are."""
    query = insert(connection, session_followers).values(
        guild_id=guild_id, content_id=content_id, user_id=user_id, since=at
    )
    await connection.execute(query.on_conflict_do_nothing())


async def unfollow(connection: AsyncConnection, content_id: int, user_id: int) -> None:
    """Let a member no longer follow a session."""
    await connection.execute(
        delete(session_followers).where(
            session_followers.c.content_id == content_id, session_followers.c.user_id == user_id
        )
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete what a member follows; return the number of rows."""
    found = await connection.execute(
        delete(session_followers).where(
            session_followers.c.guild_id == guild_id, session_followers.c.user_id == user_id
        )
    )
    return found.rowcount
