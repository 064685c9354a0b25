"""Which of Discord's scheduled events do not fit what is stored."""

from collections.abc import Collection

from data import session_followers, sessions
from data.engine import Database
from data.sessions import LiveSession, Permit


class SessionEvents:
    """What is to be done at Discord, until it is recorded as done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, guild_ids: Collection[int]) -> list[LiveSession]:
        """Return the sessions whose event has to be made, changed or ended."""
        async with self._database.read_fast() as connection:
            return await sessions.due_events(connection, guild_ids)

    async def settle(self, known: LiveSession, event_id: int | None) -> None:
        """Record that an event fits its session as it was known."""
        async with self._database.write_fast() as connection:
            await sessions.settle_event(connection, known, event_id)

    async def of_event(self, event_id: int) -> LiveSession | None:
        """Return the session of an event; None: it is not one of ours."""
        async with self._database.read_fast() as connection:
            return await sessions.of_event(connection, event_id)

    async def over_permits(self, guild_ids: Collection[int]) -> list[Permit]:
        """Return members' permissions in channels whose session is over."""
        async with self._database.read_fast() as connection:
            return await sessions.over_permits(connection, guild_ids)

    async def forget_permit(self, over: Permit) -> None:
        """Record that a permission was taken back."""
        async with self._database.write_fast() as connection:
            await sessions.forget_permit(connection, over)

    async def in_state(self, guild_id: int, *, ended: bool) -> list[LiveSession]:
        """Return a guild's coming sessions, or those that ended last."""
        async with self._database.read_fast() as connection:
            if ended:
                return await sessions.past(connection, guild_id, 25)
            return await sessions.coming(connection, guild_id)

    async def followers(self, content_id: int) -> int:
        """Return how many follow a session."""
        async with self._database.read_fast() as connection:
            return await session_followers.count(connection, content_id)
