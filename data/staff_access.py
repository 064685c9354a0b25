"""What staff let roles do that may not manage the server."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import staff_access


@dataclass(frozen=True, slots=True)
class RoleRight:
    """One right of a role in a server."""

    guild_id: int
    role_id: int
    right: str
    since: datetime
    given_by: int


async def every(connection: AsyncConnection) -> list[RoleRight]:
    """Return the rights of all roles in all servers."""
    rows = await connection.execute(select(staff_access))
    return [RoleRight(**row) for row in rows.mappings()]


async def replace(
    connection: AsyncConnection, guild_id: int, role_id: int, rights: Collection[RoleRight]
) -> None:
    """Store a role's rights, in place of those it had."""
    await connection.execute(
        delete(staff_access).where(
            staff_access.c.guild_id == guild_id, staff_access.c.role_id == role_id
        )
    )
    for each in rights:
        values = {name: getattr(each, name) for name in RoleRight.__slots__}
        await connection.execute(staff_access.insert().values(**values))
