"""Words that wait to be delivered: to members about their access, to staff about what to do."""

from datetime import timedelta

from bot.clock import Clock
from data import checkouts, members, notices
from data.engine import Database
from data.notices import Notice

LEASE = timedelta(minutes=2)
BATCH = 20
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = 12  # attempts, about half a day


class Tidings:
    """The queue of notices, and where each can be delivered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self) -> list[Notice]:
        """Take notices that are due."""
        async with self._database.write() as connection:
            return await notices.claim(connection, self._clock.now(), LEASE, BATCH)

    async def reply_token(self, guild_id: int, user_id: int) -> str | None:
        """Return a token on which the member's last question can still be answered in place."""
        async with self._database.read() as connection:
            return await checkouts.take_reply(connection, guild_id, user_id, self._clock.now())

    async def language(self, guild_id: int, user_id: int) -> str | None:
        """Return the language that a member was last seen to use."""
        async with self._database.read() as connection:
            return await members.language_of(connection, guild_id, user_id)

    async def remember_language(self, guild_id: int, user_id: int, language: str) -> None:
        """Note the language that a member uses."""
        async with self._database.write() as connection:
            await members.remember_language(
                connection, guild_id, user_id, language, self._clock.now()
            )

    async def delivered(self, notice: Notice) -> None:
        """Close a notice that was read or may be."""
        async with self._database.write() as connection:
            await notices.close(connection, notice.id, "sent")

    async def undeliverable(self, notice: Notice) -> None:
        """Close a notice that nobody can be told, such as to a member with closed messages."""
        async with self._database.write() as connection:
            await notices.close(connection, notice.id, "undeliverable")

    async def postpone(self, notice: Notice) -> None:
        """Try again later, at growing distance; at last give up."""
        if notice.attempts >= GIVEN_UP_AFTER:
            await self.undeliverable(notice)
            return
        wait = min(timedelta(seconds=2) * 2 ** min(notice.attempts, 11), LONGEST_WAIT)
        async with self._database.write() as connection:
            await notices.postpone(connection, notice.id, self._clock.now() + wait)

    async def tell_staff(
        self, guild_id: int, key: str, message: str, **arguments: str | float
    ) -> None:
        """Leave words for a guild's staff, once for each key."""
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=key,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
            )
