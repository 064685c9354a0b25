"""The audit log: who did what, to whom and why. Append-only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import audit


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit log. `actor_id` None: Lyceum itself."""

    id: int
    guild_id: int
    at: datetime
    actor_id: int | None
    action: str
    user_id: int | None
    detail: dict[str, Any]


async def record(
    connection: AsyncConnection,
    *,
    guild_id: int,
    actor_id: int | None,
    action: str,
    at: datetime,
    user_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry, in the transaction of the change that it records."""
    await connection.execute(
        insert(audit).values(
            guild_id=guild_id,
            actor_id=actor_id,
            action=action,
            at=at,
            user_id=user_id,
            detail=dict(detail or {}),
        )
    )


async def forget_subject(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Remove the member from entries of staff viewing their taste; return how many.

    That staff viewed somebody's taste stays, and so do entries about access and money.
    """
    found = await connection.execute(
        update(audit)
        .where(
            audit.c.guild_id == guild_id,
            audit.c.user_id == user_id,
            audit.c.action == "digest.preview",
        )
        .values(user_id=None)
    )
    return found.rowcount


async def entries(
    connection: AsyncConnection, guild_id: int, *, user_id: int | None = None, limit: int = 100
) -> list[AuditEntry]:
    """Return the newest entries first, of one member or of all."""
    query = select(audit).where(audit.c.guild_id == guild_id)
    if user_id is not None:
        query = query.where(audit.c.user_id == user_id)
    rows = await connection.execute(query.order_by(audit.c.id.desc()).limit(limit))
    return [AuditEntry(**row) for row in rows.mappings()]
