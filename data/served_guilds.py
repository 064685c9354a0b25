"""The servers that are served if the settings name none."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import guilds
from data.upsert import insert


async def admitted(connection: AsyncConnection) -> list[int]:
    """Return the served servers, the first admitted first."""
    query = select(guilds.c.guild_id).order_by(guilds.c.since, guilds.c.guild_id)
    return list(await connection.scalars(query))


async def admit(connection: AsyncConnection, guild_id: int, now: datetime) -> None:
    """Serve a server from now on."""
    row = insert(connection, guilds).values(guild_id=guild_id, since=now)
    await connection.execute(row.on_conflict_do_nothing())
