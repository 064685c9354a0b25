"""What members chose: their language, and whether they want reminders."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import members
from data.upsert import insert


async def remember_language(
    connection: AsyncConnection, guild_id: int, user_id: int, language: str, now: datetime
) -> None:
    """Store the language in which a member is written to."""
    await _put(connection, guild_id, user_id, now, language=language)


async def language_of(connection: AsyncConnection, guild_id: int, user_id: int) -> str | None:
    """Return the member's language; None if it is unknown."""
    return await connection.scalar(
        select(members.c.language).where(
            members.c.guild_id == guild_id, members.c.user_id == user_id
        )
    )


async def set_reminders(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime, *, wanted: bool
) -> None:
    """Store whether a member wants a reminder before something ends or renews."""
    await _put(connection, guild_id, user_id, now, reminders=wanted)


async def wants_reminders(connection: AsyncConnection, guild_id: int, user_id: int) -> bool:
    """Return whether a member wants reminders; the default is yes."""
    wanted = await connection.scalar(
        select(members.c.reminders).where(
            members.c.guild_id == guild_id, members.c.user_id == user_id
        )
    )
    return wanted is not False


async def _put(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    now: datetime,
    **values: str | bool,
) -> None:
    values_at = {**values, "updated_at": now}
    await connection.execute(
        insert(connection, members)
        .values(guild_id=guild_id, user_id=user_id, **values_at)
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=values_at)
    )
