"""Finds offers while staff type, without reading each of thousands."""

from bot.payments.fact_repository import HELD_STATES
from data import offer_columns
from data.engine import Database


class OfferChoices:
    """Names of plans and products."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def on_sale(self, guild_id: int, typed: str, most: int) -> list[str]:
        """Return names of offers on sale that contain a text, the oldest first."""
        return await self._names(guild_id, typed, ("active",), most)

    async def held(self, guild_id: int, typed: str, most: int) -> list[str]:
        """Return names of offers that members may have, retired ones too."""
        return await self._names(guild_id, typed, HELD_STATES, most)

    async def stripe_products(self, guild_id: int) -> list[tuple[str, str | None]]:
        """Return name and Stripe product of each offer on sale, the oldest first."""
        async with self._database.read() as connection:
            return await offer_columns.on_sale(connection, guild_id)

    async def _names(
        self, guild_id: int, typed: str, states: tuple[str, ...], most: int
    ) -> list[str]:
        async with self._database.read_fast() as connection:
            return await offer_columns.names(connection, guild_id, typed, states, most)
