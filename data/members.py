"""What members chose: their language, and whether they are reminded."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import members
from data.upsert import insert


async def remember_language(
    connection: AsyncConnection, guild_id: int, user_id: int, language: str, now: datetime
) -> None:
    """Keep the language in which a member is to be written to."""
    await _put(connection, guild_id, user_id, now, language=language)


async def language_of(connection: AsyncConnection, guild_id: int, user_id: int) -> str | None:
    """Return the member's language; None where we never learnt it."""
    return await connection.scalar(
        select(members.c.language).where(
            members.c.guild_id == guild_id, members.c.user_id == user_id
        )
    )


async def set_reminders(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime, *, wanted: bool
) -> None:
    """Let a member be reminded before something ends or renews, or not."""
    await _put(connection, guild_id, user_id, now, reminders=wanted)


async def wants_reminders(connection: AsyncConnection, guild_id: int, user_id: int) -> bool:
    """Tell whether a member is to be reminded: all are who did not say otherwise."""
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
