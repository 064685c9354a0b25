"""Stripe's billing portal configurations, by what they offer."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import portals
from data.upsert import insert


async def configuration_of(connection: AsyncConnection, guild_id: int, digest: str) -> str | None:
    """Return Stripe's id of the guild's configuration; None if it offers others."""
    return await connection.scalar(
        select(portals.c.configuration_id).where(
            portals.c.guild_id == guild_id, portals.c.digest == digest
        )
    )


async def remember(
    connection: AsyncConnection, guild_id: int, digest: str, configuration_id: str
) -> None:
    """Store a guild's configuration."""
    values = {"configuration_id": configuration_id}
    await connection.execute(
        insert(connection, portals)
        .values(guild_id=guild_id, digest=digest, **values)
        .on_conflict_do_update(index_elements=["guild_id", "digest"], set_=values)
    )


async def forget(connection: AsyncConnection, guild_id: int) -> None:
    """Delete a guild's configurations, of which Stripe no longer accepts one."""
    await connection.execute(delete(portals).where(portals.c.guild_id == guild_id))
