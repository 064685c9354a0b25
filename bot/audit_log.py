"""What was done, by whom and why, for whoever asks."""

from data import audit
from data.audit import AuditEntry
from data.engine import Database


async def newest_entries(
    database: Database, guild_id: int, user_id: int | None, most: int
) -> list[AuditEntry]:
    """Return the newest lines of the audit first, of what concerns one member or of all."""
    async with database.read() as connection:
        return await audit.entries(connection, guild_id, user_id=user_id, limit=most)
