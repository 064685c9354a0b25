"""The secret links of members' calendars; only hashes of their tokens are stored."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import calendar_links
from data.upsert import insert

_LINK = calendar_links.c


async def made_at(connection: AsyncConnection, guild_id: int, user_id: int) -> datetime | None:
    """Return when a member's link was made; None if they have none."""
    query = select(_LINK.made_at).where(_LINK.guild_id == guild_id, _LINK.user_id == user_id)
    return await connection.scalar(query)


async def put(
    connection: AsyncConnection, guild_id: int, user_id: int, token_hash: str, at: datetime
) -> None:
    """Store a member's link in place of an earlier one, which no longer works."""
    values = {"token_hash": token_hash, "made_at": at}
    query = insert(connection, calendar_links).values(guild_id=guild_id, user_id=user_id, **values)
    await connection.execute(
        query.on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=values)
    )


async def owner_of(connection: AsyncConnection, token_hash: str) -> tuple[int, int] | None:
    """Return the guild and the member that a link belongs to; None: it does not work."""
    query = select(_LINK.guild_id, _LINK.user_id).where(_LINK.token_hash == token_hash)
    row = (await connection.execute(query)).first()
    return None if row is None else (row.guild_id, row.user_id)


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Revoke a member's link; return the number of rows."""
    found = await connection.execute(
        delete(calendar_links).where(_LINK.guild_id == guild_id, _LINK.user_id == user_id)
    )
    return found.rowcount
