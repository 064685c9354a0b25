"""Words that wait to be delivered: to members about their access, to staff about what to do."""

from collections.abc import Collection
from datetime import timedelta

from bot.clock import Clock
from bot.scheduling.backoff import backoff_delay
from data import checkouts, members, notices
from data.due import is_due
from data.engine import Database
from data.notices import Notice

LEASE = timedelta(minutes=2)
BATCH = 20
REPLY_LIFE = timedelta(minutes=14)  # Discord takes answers on an interaction for 15
LONGEST_WAIT = timedelta(hours=2)
GIVEN_UP_AFTER = 14  # attempts, about half a day
LONGEST_KEY = 200
TO_ACT_ON = ("turn-unpaid", "turn-confirm")  # what members must know, or they lose access
# What staff hear of in passing: nothing is wrong and nothing is to be done.
ROUTINE = ("turn-staff-unpaid", "turn-staff-cancelling", "turn-staff-gift", "turn-staff-gift-code")
AFTER_KICK = "turn-kicked"  # an answer in place would be gone with the server
ALL_GUILDS = 0  # the guild of notices that concern no guild in particular


class NotificationOutbox:
    """The queue of notices, and where each can be delivered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self) -> list[Notice]:
        """Take notices that are due."""
        async with self._database.read_fast() as connection:
            if not await is_due(connection, notices.FIRST_DUE, self._clock.now()):
                return []
        async with self._database.write_at_once() as connection:
            return await notices.claim(connection, self._clock.now(), LEASE, BATCH)

    async def remember_reply(self, checkout_id: int, token: str) -> None:
        """Keep an interaction's token, so that the member is answered in place after paying."""
        until = self._clock.now() + REPLY_LIFE
        async with self._database.write_at_once() as connection:
            await checkouts.remember_reply(connection, checkout_id, token, until)

    async def reply_token(self, guild_id: int, user_id: int) -> str | None:
        """Return a token on which the member's last question can still be answered in place."""
        async with self._database.read_fast() as connection:
            return await checkouts.reply_token(connection, guild_id, user_id, self._clock.now())

    async def language(self, guild_id: int, user_id: int) -> str | None:
        """Return the language that a member was last seen to use."""
        async with self._database.read_fast() as connection:
            return await members.language_of(connection, guild_id, user_id)

    async def remember_language(self, guild_id: int, user_id: int, language: str) -> None:
        """Note the language that a member uses."""
        async with self._database.write_fast() as connection:
            await members.remember_language(
                connection, guild_id, user_id, language, self._clock.now()
            )

    async def mark_sent(self, notice: Notice) -> None:
        """Close a notice that was read or may be."""
        async with self._database.write_at_once() as connection:
            await notices.close(connection, notice.id, "sent")

    async def mark_undeliverable(self, notice: Notice) -> None:
        """Close a notice that nobody can be told, such as to a member with closed messages.

        Where they would have had to act, staff hear that they don't know.
        """
        async with self._database.write_fast() as connection:
            await notices.close(connection, notice.id, "undeliverable")
            if notice.message in TO_ACT_ON and notice.user_id is not None:
                told = {name: value for name, value in notice.arguments.items() if name != "url"}
                await notices.post(
                    connection,
                    guild_id=notice.guild_id,
                    key=f"untold:{notice.key}"[:LONGEST_KEY],
                    message="turn-staff-untold",
                    arguments=told | {"member": f"<@{notice.user_id}>"},
                    at=self._clock.now(),
                )

    async def postpone(self, notice: Notice) -> None:
        """Try again later, at growing distance. What staff must do waits for ever; news don't."""
        if notice.user_id is not None and notice.attempts >= GIVEN_UP_AFTER:
            await self.mark_undeliverable(notice)
            return
        wait = backoff_delay(notice.attempts, longest=LONGEST_WAIT)
        async with self._database.write_at_once() as connection:
            await notices.postpone(connection, notice.id, self._clock.now() + wait)

    async def fan_out(self, notice: Notice, guilds: Collection[int]) -> None:
        """Give guilds their own copies of words that concern no guild in particular."""
        async with self._database.write() as connection:
            for guild_id in guilds:
                await notices.post(
                    connection,
                    guild_id=guild_id,
                    key=notice.key,
                    message=notice.message,
                    arguments=notice.arguments,
                    at=notice.at,
                    again_after=timedelta(0),  # it is told again, so each copy is as well
                )
            await notices.close(connection, notice.id, "sent")

    async def report_cause(
        self, guild_id: int, cause: str, message: str, **arguments: str | float
    ) -> None:
        """Leave words for staff about what they must put right: once, and again while it lasts."""
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=cause,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
                again_after=notices.AGAIN,
            )

    async def withdraw(self, prefix: str) -> None:
        """Forget, in all guilds, what is no longer so: when it happens again it is news."""
        async with self._database.write_fast() as connection:
            await notices.withdraw(connection, prefix)

    async def notify_staff(
        self, guild_id: int, key: str, message: str, **arguments: str | float
    ) -> None:
        """Leave words for a guild's staff, once for each key."""
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=key,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
            )
