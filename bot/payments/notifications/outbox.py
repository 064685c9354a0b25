"""Queues notices until they are delivered to members or staff."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from bot.clock import Clock
from bot.scheduling.worker import backoff_delay
from bot.settings import Settings
from data import checkouts, members, notices
from data.due import is_due
from data.engine import Database
from data.notices import Notice

LEASE = timedelta(minutes=2)
BATCH = 20
REPLY_LIFE = timedelta(minutes=14)  # Discord accepts replies to an interaction for 15
MAX_WAIT = timedelta(hours=2)
GIVEN_UP_AFTER = 14  # attempts, about half a day
MAX_KEY_LENGTH = 200
TO_ACT_ON = ("turn-unpaid", "turn-confirm")  # members must act on these, or they lose access
# Notices for information: nothing is wrong, and staff need not act. Each with its setting in
# [notices].
ROUTINE: Mapping[str, str] = {
    "turn-staff-unpaid": "failed_renewals",
    "turn-staff-cancelling": "cancellations",
    "turn-staff-trial-over": "trials",
    "turn-staff-gift": "gifts",
    "turn-staff-gift-code": "gifts",
}
AFTER_KICK = "turn-kicked"  # a reply in the server would be lost with it
ALL_GUILDS = 0  # the guild of notices that concern no guild in particular


# A role that was given or taken because of a trial. Other roles are always reported.
OF_TRIALS = (("turn-staff-given", "trialing"), ("turn-staff-taken", "trial-over"))


def is_wanted(notice: Notice, settings: Settings) -> bool:
    """Return whether a server's staff want a notice."""
    if (notice.message, notice.arguments.get("why")) in OF_TRIALS:
        return settings.notices.trials
    kind = ROUTINE.get(notice.message)
    if kind is None:
        return True
    return settings.payments.routine_staff_notices and bool(getattr(settings.notices, kind))


class NotificationOutbox:
    """The queue of notices, and where each can be delivered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self) -> list[Notice]:
        """Claim notices that are due."""
        async with self._database.read_fast() as connection:
            if not await is_due(connection, notices.FIRST_DUE, self._clock.now()):
                return []
        async with self._database.write_statement() as connection:
            return await notices.claim(connection, self._clock.now(), LEASE, BATCH)

    async def remember_reply(self, checkout_id: int, token: str) -> None:
        """Store an interaction's token, to reply to it once the member has paid."""
        until = self._clock.now() + REPLY_LIFE
        async with self._database.write_statement() as connection:
            await checkouts.remember_reply(connection, checkout_id, token, until)

    async def reply_token(self, guild_id: int, user_id: int) -> str | None:
        """Return the token of the member's last interaction while it accepts replies."""
        async with self._database.read_fast() as connection:
            return await checkouts.reply_token(connection, guild_id, user_id, self._clock.now())

    async def language(self, guild_id: int, user_id: int) -> str | None:
        """Return the language that a member was last seen to use."""
        async with self._database.read_fast() as connection:
            return await members.language_of(connection, guild_id, user_id)

    async def remember_language(self, guild_id: int, user_id: int, language: str) -> None:
        """Store the language that a member uses."""
        async with self._database.write_fast() as connection:
            await members.remember_language(
                connection, guild_id, user_id, language, self._clock.now()
            )

    async def mark_sent(self, notice: Notice) -> None:
        """Close a notice that was delivered."""
        async with self._database.write_statement() as connection:
            await notices.close(connection, notice.id, "sent")

    async def mark_undeliverable(self, notice: Notice) -> None:
        """Close a notice that can't be delivered, such as to a member with closed DMs.

        If the member would have had to act, staff are notified instead.
        """
        async with self._database.write_fast() as connection:
            await notices.close(connection, notice.id, "undeliverable")
            if notice.message in TO_ACT_ON and notice.user_id is not None:
                arguments = {
                    name: value for name, value in notice.arguments.items() if name != "url"
                }
                await notices.post(
                    connection,
                    guild_id=notice.guild_id,
                    key=f"untold:{notice.key}"[:MAX_KEY_LENGTH],
                    message="turn-staff-untold",
                    arguments=arguments | {"member": f"<@{notice.user_id}>"},
                    at=self._clock.now(),
                )

    async def postpone(self, notice: Notice) -> None:
        """Retry a notice later, with a growing delay.

        Staff notices are retried for ever; member notices end after `GIVEN_UP_AFTER` attempts.
        """
        if notice.user_id is not None and notice.attempts >= GIVEN_UP_AFTER:
            await self.mark_undeliverable(notice)
            return
        wait = backoff_delay(notice.attempts, longest=MAX_WAIT)
        async with self._database.write_statement() as connection:
            await notices.postpone(connection, notice.id, self._clock.now() + wait)

    async def fan_out(self, notice: Notice, guilds: Collection[int]) -> None:
        """Copy a notice for `ALL_GUILDS` to each of these guilds."""
        async with self._database.write() as connection:
            for guild_id in guilds:
                await notices.post(
                    connection,
                    guild_id=guild_id,
                    key=notice.key,
                    message=notice.message,
                    arguments=notice.arguments,
                    at=notice.at,
                    again_after=timedelta(0),  # the original recurs, so each copy may too
                )
            await notices.close(connection, notice.id, "sent")

    async def report_cause(
        self, guild_id: int, cause: str, message: str, **arguments: str | float
    ) -> None:
        """Notify staff of a problem that they must solve: once, and again while it lasts."""
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
        """Withdraw outdated notices in all guilds: they are sent again if they recur."""
        async with self._database.write_fast() as connection:
            await notices.withdraw(connection, prefix)

    async def notify_staff(
        self, guild_id: int, key: str, message: str, **arguments: str | float
    ) -> bool:
        """Notify a guild's staff, once for each key; return whether it is new."""
        async with self._database.write_fast() as connection:
            return await notices.post(
                connection,
                guild_id=guild_id,
                key=key,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
            )

    async def retry_staff(self, guild_id: int) -> None:
        """Deliver now what waits for a guild's staff channel, because there is one."""
        async with self._database.write_fast() as connection:
            await notices.retry_staff(connection, guild_id, self._clock.now())
