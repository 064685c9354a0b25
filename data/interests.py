"""What members said they care about: channels and words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import interests
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class StoredInterests:
    """A member's stated interests."""

    channel_ids: list[int]
    words: list[str]


async def of_members(
    connection: AsyncConnection, guild_id: int, user_ids: Collection[int]
) -> dict[int, StoredInterests]:
    """Return what some members said; who said nothing is left out."""
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
    """Overwrite the channels, the words or both; None leaves what is there."""
    given = {"channel_ids": channel_ids, "words": words}
    values = {name: list(value) for name, value in given.items() if value is not None}
    at_once = {**values, "updated_at": at}
    await connection.execute(
        insert(connection, interests)
        .values(guild_id=guild_id, user_id=user_id, **{"channel_ids": [], "words": [], **at_once})
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=at_once)
    )


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Forget what a member said; return how many rows that were."""
    result = await connection.execute(
        delete(interests).where(interests.c.guild_id == guild_id, interests.c.user_id == user_id)
    )
    return result.rowcount
