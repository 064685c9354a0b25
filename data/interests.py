"""Interests: the channels and keywords that members chose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import interests
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredInterests:
    """A member's chosen interests."""

    channel_ids: list[int]
    words: list[str]


async def of_members(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int]
) -> dict[int, StoredInterests]:
    """Return these members' interests; members without any are missing."""
    rows = await connection.execute(
        select(interests.c.user_id, interests.c.channel_ids, interests.c.words).where(
            interests.c.guild_id == guild_id, interests.c.user_id.in_(user_ids)
        )
    )
    return {row.user_id: StoredInterests(row.channel_ids, row.words) for row in rows}


async def put(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    at: datetime,
    *,
    channel_ids: Sequence[int] | None = None,
    words: Sequence[str] | None = None,
) -> None:
    """Replace the channels, the keywords or both; None keeps what is stored."""
    given = {"channel_ids": channel_ids, "words": words}
    values = {name: list(value) for name, value in given.items() if value is not None}
    at_once = {**values, "updated_at": at}
    await connection.execute(
        insert(connection, interests)
        .values(guild_id=guild_id, user_id=user_id, **{"channel_ids": [], "words": [], **at_once})
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=at_once)
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete a member's interests; return how many rows there were."""
    result = await connection.execute(
        delete(interests).where(interests.c.guild_id == guild_id, interests.c.user_id == user_id)
    )
    return result.rowcount
