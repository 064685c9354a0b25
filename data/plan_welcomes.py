"""What a plan's new members are told to do first."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import plans


async def of_plan(connection: AsyncConnection, plan_id: int) -> str:
    """Return a plan's welcome; empty without one."""
    found = await connection.scalar(select(plans.c.welcome).where(plans.c.id == plan_id))
    return found or ""


async def put(connection: AsyncConnection, plan_id: int, text: str) -> None:
    """Store a plan's welcome; an empty text removes it."""
    await connection.execute(update(plans).where(plans.c.id == plan_id).values(welcome=text))
