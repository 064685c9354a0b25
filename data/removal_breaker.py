"""Removals stopped because there are unusually many, until staff approve them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import access_tasks, audit, brakes, entitlements, plans, role_holdings
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class StoppedRemoval:
    """A guild's stopped removals.

    Attributes:
        guild_id: The guild.
        asked_at: When they were stopped and staff were asked.
        losing: How many members would have lost a role.
        released_at: When staff approved them; None: not yet.
    """

    guild_id: int
    asked_at: datetime
    losing: int
    released_at: datetime | None = None


async def find(connection: AsyncConnection, guild_id: int) -> StoppedRemoval | None:
    """Return a guild's stopped removals; None if nothing was stopped."""
    rows = await connection.execute(select(brakes).where(brakes.c.guild_id == guild_id))
    row = rows.mappings().first()
    return None if row is None else StoppedRemoval(**row)


async def guilds(connection: AsyncConnection) -> list[int]:
    """Return the guilds that have stopped removals."""
    return sorted(await connection.scalars(select(brakes.c.guild_id)))


async def put(connection: AsyncConnection, brake: StoppedRemoval) -> None:
    """Store a guild's stopped removals, in place of earlier ones."""
    values = {name: getattr(brake, name) for name in StoppedRemoval.__slots__}
    await connection.execute(
        insert(connection, brakes)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id"], set_=values)
    )


async def release(
    connection: AsyncConnection, guild_id: int, asked_at: datetime, now: datetime
) -> bool:
    """Store that staff approved; return False if that question is no longer open."""
    found = await connection.execute(
        update(brakes)
        .where(
            brakes.c.guild_id == guild_id,
            brakes.c.asked_at == asked_at,
            brakes.c.released_at.is_(None),
        )
        .values(released_at=now)
    )
    return found.rowcount > 0


async def lift(connection: AsyncConnection, guild_id: int) -> None:
    """Delete a guild's stopped removals."""
    await connection.execute(delete(brakes).where(brakes.c.guild_id == guild_id))


async def holders(connection: AsyncConnection, guild_id: int) -> set[int]:
    """Return the members who have a role from us, including those who left the server."""
    query = select(role_holdings.c.user_id).where(role_holdings.c.guild_id == guild_id)
    return set(await connection.scalars(query))


async def losing(
    connection: AsyncConnection, guild_id: int, granting: Collection[str], by_staff: str
) -> set[int]:
    """Return the queued members who would lose a role, except by staff's own action.

    Args:
        connection: The transaction.
        guild_id: The guild.
        granting: The states of an entitlement that give its role.
        by_staff: The reason of an entitlement that staff ended.
    """
    held = role_holdings.c
    right = (
        select(entitlements.c.user_id)
        .join(plans, plans.c.id == entitlements.c.plan_id)
        .where(
            entitlements.c.guild_id == held.guild_id,
            entitlements.c.user_id == held.user_id,
            plans.c.role_id == held.role_id,
        )
        .correlate(role_holdings)
    )
    same_role = (plans.c.guild_id == held.guild_id) & (plans.c.role_id == held.role_id)
    a_plans = select(plans.c.id).where(same_role)
    query = (
        select(held.user_id)
        .join(
            access_tasks,
            (access_tasks.c.guild_id == held.guild_id) & (access_tasks.c.user_id == held.user_id),
        )
        .where(
            held.guild_id == guild_id,
            exists(a_plans.correlate(role_holdings)),  # otherwise staff gave the plan another role
            ~exists(right.where(entitlements.c.state.in_(granting))),
            ~exists(right.where(entitlements.c.reason == by_staff))
            | exists(right.where(entitlements.c.reason != by_staff)),
        )
        .distinct()
    )
    return set(await connection.scalars(query))


async def lost(
    connection: AsyncConnection, guild_id: int, since: datetime, by_staff: str
) -> set[int]:
    """Return the members who lost a role since an instant, except by staff."""
    reason = audit.c.detail["reason"].as_string()
    rows = await connection.scalars(
        select(audit.c.user_id).where(
            audit.c.guild_id == guild_id,
            audit.c.at > since,
            audit.c.action == "role.revoke",
            reason != by_staff,  # without a reason, only the plan's role was changed
        )
    )
    return {user_id for user_id in rows if user_id is not None}
