"""New versions of which owners are to be notified, and the members who wish that."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.files import File
from data.tables import entitlements, new_versions, version_followers
from data.upsert import insert

_DUE = (
    select(new_versions.c.guild_id, new_versions.c.content_id, new_versions.c.version)
    .where(new_versions.c.due_at <= bindparam("now"))
    .order_by(new_versions.c.due_at)
    .limit(bindparam("limit"))
)
_FOLLOWER = version_followers.c


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version of a content whose owners were not notified yet."""

    guild_id: int
    content_id: int
    version: int


async def put(connection: AsyncConnection, file: File, due_at: datetime) -> None:
    """Store that owners are to be notified of a file's version, at a time."""
    query = insert(connection, new_versions).values(
        content_id=file.content_id, version=file.version, guild_id=file.guild_id, due_at=due_at
    )
    await connection.execute(query.on_conflict_do_nothing())


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[NewVersion]:
    """Return the versions of which owners are to be notified now, oldest first."""
    rows = await connection.execute(_DUE, {"now": now, "limit": limit})
    return [NewVersion(**row) for row in rows.mappings()]


async def finish(connection: AsyncConnection, of: NewVersion) -> None:
    """Store that the owners of a version were notified."""
    await connection.execute(
        delete(new_versions).where(
            new_versions.c.content_id == of.content_id, new_versions.c.version == of.version
        )
    )


async def follow(connection: AsyncConnection, guild_id: int, user_id: int, at: datetime) -> None:
    """Let a member be notified of new versions; who is already stays as they are."""
    query = insert(connection, version_followers).values(
        guild_id=guild_id, user_id=user_id, since=at
    )
    await connection.execute(query.on_conflict_do_nothing())


async def follows(connection: AsyncConnection, guild_id: int, user_id: int) -> bool:
    """Return whether a member is notified of new versions."""
    query = select(_FOLLOWER.user_id).where(
        _FOLLOWER.guild_id == guild_id, _FOLLOWER.user_id == user_id
    )
    return await connection.scalar(query) is not None


async def followers(
    connection: AsyncConnection, guild_id: int, offers: Collection[int]
) -> list[int]:
    """Return who wishes to be notified and has had a purchase of one of these offers."""
    bought = exists().where(
        entitlements.c.guild_id == _FOLLOWER.guild_id,
        entitlements.c.user_id == _FOLLOWER.user_id,
        entitlements.c.plan_id.in_(offers),
    )
    query = select(_FOLLOWER.user_id).where(_FOLLOWER.guild_id == guild_id, bought)
    return list(await connection.scalars(query.order_by(_FOLLOWER.user_id)))


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete that a member is notified of new versions; return the number of rows."""
    found = await connection.execute(
        delete(version_followers).where(
            _FOLLOWER.guild_id == guild_id, _FOLLOWER.user_id == user_id
        )
    )
    return found.rowcount
