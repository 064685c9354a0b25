"""Read a member's saved items, as far as they can still read them."""

from collections.abc import Callable

from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import Item
from data import saved
from data.engine import Database

MAX_ITEMS = 15  # items in one answer
LOOKED_AT = 100  # the newest ones fetched, because some may be in locked channels


class SavedItems:
    """Reads members' saved items."""

    def __init__(self, database: Database, buffer: SignalBuffer) -> None:
        self._database = database
        self._buffer = buffer

    async def of(self, guild_id: int, user_id: int, readable: Callable[[int], bool]) -> list[Item]:
        """Return a member's saved items, the last saved first, at most 15."""
        await self._buffer.flush()
        async with self._database.read() as connection:
            found = await saved.newest(connection, guild_id, user_id, LOOKED_AT)
        return [item for item in found if readable(item.channel_id)][:MAX_ITEMS]

    async def contents(self, guild_id: int, user_id: int) -> list[int]:
        """Return the ids of contents that a member saved, the last saved first."""
        await self._buffer.flush()
        async with self._database.read() as connection:
            return await saved.contents(connection, guild_id, user_id, MAX_ITEMS)
