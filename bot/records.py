"""What was done, by whom and why, for whoever asks."""

from data import audit
from data.audit import Entry
from data.engine import Database


class Records:
    """Reads the audit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, guild_id: int, user_id: int | None, most: int) -> list[Entry]:
        """Return the newest lines first, of what concerns one member or of all."""
        async with self._database.read() as connection:
            return await audit.entries(connection, guild_id, user_id=user_id, limit=most)
