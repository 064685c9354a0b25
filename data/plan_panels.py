"""Messages in channels that show the plans on sale: one in each channel."""

from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import plan_panels
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """One message, and a hash of what it shows."""

    guild_id: int
    channel_id: int
    message_id: int
    shown: str


async def of_guild(connection: AsyncConnection, guild_id: int) -> list[PlanPanel]:
    """Return a guild's panels."""
    rows = await connection.execute(
        select(plan_panels)
        .where(plan_panels.c.guild_id == guild_id)
        .order_by(plan_panels.c.channel_id)
    )
    return [PlanPanel(**row) for row in rows.mappings()]


async def put(connection: AsyncConnection, panel: PlanPanel) -> None:
    """Store a panel in place of an earlier one in the same channel."""
    values = asdict(panel)
    await connection.execute(
        insert(connection, plan_panels)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id", "channel_id"], set_=values)
    )


async def forget(connection: AsyncConnection, panel: PlanPanel) -> bool:
    """Delete a panel unless another message is in its place; return whether it was."""
    found = await connection.execute(
        delete(plan_panels).where(
            plan_panels.c.guild_id == panel.guild_id,
            plan_panels.c.channel_id == panel.channel_id,
            plan_panels.c.message_id == panel.message_id,
        )
    )
    return found.rowcount > 0
