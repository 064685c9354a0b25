"""The settings that servers changed over the file."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import guild_settings
from data.upsert import insert


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """A server's own value of a setting, as JSON; `name` is its section and key."""

    guild_id: int
    name: str
    value: Any
    changed_at: datetime
    changed_by: int


async def every(connection: AsyncConnection) -> list[ChangedSetting]:
    """Return what all servers changed."""
    rows = await connection.execute(select(guild_settings))
    return [ChangedSetting(**{**row, "value": json.loads(row["value"])}) for row in rows.mappings()]


async def put(connection: AsyncConnection, changed: ChangedSetting) -> None:
    """Store a server's own value, in place of an earlier one."""
    values = {name: getattr(changed, name) for name in ChangedSetting.__slots__}
    values["value"] = json.dumps(changed.value)
    await connection.execute(
        insert(connection, guild_settings)
        .values(**values)
        .on_conflict_do_update(index_elements=["guild_id", "name"], set_=values)
    )


async def remove(connection: AsyncConnection, guild_id: int, name: str) -> None:
    """Remove a server's own value: that of the file holds again."""
    await connection.execute(
        delete(guild_settings).where(
            guild_settings.c.guild_id == guild_id, guild_settings.c.name == name
        )
    )
