"""Read the audit log."""

from data import audit
from data.audit import AuditEntry
from data.engine import Database


async def newest_entries(
    database: Database, guild_id: int, user_id: int | None, most: int
) -> list[AuditEntry]:
    """Return the newest audit entries first, about one member or about all."""
    async with database.read() as connection:
        return await audit.entries(connection, guild_id, user_id=user_id, limit=most)
