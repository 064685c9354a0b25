"""Reports payers who have left the server while their subscription continues."""

from collections.abc import Collection, Iterable

from bot.clock import Clock
from bot.payments.fact_repository import newest_snapshot
from bot.payments.ledger.entitlement import GRANTING, State, is_subscription
from bot.payments.ledger.facts import payer_of
from bot.scheduling.worker import WakeupEvent
from data import facts, notices, plans, sign_ins
from data.engine import Connection, Database
from data.facts import StoredEntitlement

KEPT = (*GRANTING, State.SUSPENDED)
GONE = "turn-gone"  # to the payer, whom a DM may reach through another server


class AbsentPayers:
    """Notifies staff and the payer once for each absence, until the member returns."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def left(self, guild_id: int, user_id: int) -> None:
        """Report the subscriptions of a member who has left, or was removed or banned."""
        async with self._database.write_fast() as connection:
            entitlements = await facts.entitlements_of(connection, guild_id, user_id)
            for entitlement in _going_on(entitlements):
                await self._notify(connection, entitlement)
        self._wakeup.notify()

    async def returned(self, guild_id: int, user_id: int) -> None:
        """Withdraw a member's notices, so that another departure is reported again."""
        async with self._database.write_fast() as connection:
            await notices.withdraw(connection, _key(user_id), guild_id)

    async def compare(self, guild_id: int, present: Collection[int]) -> None:
        """Find members who left, returned or stopped paying while the bot was offline.

        Args:
            guild_id: The server.
            present: The ids of all its members.
        """
        async with self._database.read() as connection:
            held = await facts.plans_held(connection, guild_id, KEPT)
            absent = {user_id for user_id, _ in held}.difference(present)
            entitlements = await facts.entitled(connection, guild_id, KEPT, absent)
            notified = await notices.keys(connection, guild_id, "gone:")
            coming = await sign_ins.outside(connection, guild_id)  # the join page reports these
        away = {entitlement.user_id for entitlement in _going_on(entitlements)} - coming
        for user_id in sorted({int(key.split(":")[1]) for key in notified} - away):
            await self.returned(guild_id, user_id)
        for user_id in sorted(away):
            await self.left(guild_id, user_id)

    async def _notify(self, connection: Connection, entitlement: StoredEntitlement) -> None:
        plan = await plans.get(connection, entitlement.plan_id)
        snapshot = await newest_snapshot(connection, "subscription", entitlement.source)
        payer_id = payer_of(snapshot) or entitlement.user_id
        arguments: dict[str, str | float] = {
            "member": f"<@{entitlement.user_id}>",
            "id": str(entitlement.user_id),
            "payer": f"<@{payer_id}>",
            "gift": "no" if payer_id == entitlement.user_id else "yes",
            "plan": plan.name,
            "subscription": entitlement.source,
            "until": ""
            if entitlement.ends_at is None
            else f"<t:{int(entitlement.ends_at.timestamp())}:D>",
            "next": "known"
            if entitlement.renews and entitlement.state == State.ACTIVE
            else "unknown",
        }
        key = f"{_key(entitlement.user_id)}{entitlement.source}"
        for user_id, end, message in (
            (None, "", "turn-staff-gone"),
            (payer_id, ":told", GONE),
        ):
            await notices.post(
                connection,
                guild_id=entitlement.guild_id,
                user_id=user_id,
                key=key + end,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
            )


def _going_on(entitlements: Iterable[StoredEntitlement]) -> list[StoredEntitlement]:
    """Return the members' own subscriptions that still charge, each once."""
    return [
        entitlement
        for entitlement in entitlements
        if entitlement.source == entitlement.stripe_id
        and is_subscription(entitlement.source)
        and (entitlement.renews or entitlement.state == State.SUSPENDED)
    ]


def _key(user_id: int) -> str:
    return f"gone:{user_id}:"
