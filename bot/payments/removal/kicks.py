"""Kicks members whose last entitlement has ended, in stored steps.

The role is removed first, whatever happens to the kick. Then a notice is sent, through the outbox
and so once; it must precede the kick, because Discord delivers no direct message to somebody who
shares no server with the bot. Then the kick is retried until it succeeds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.entitlements.service import MemberEntitlements
from bot.payments.notifications.outbox import AFTER_KICK
from bot.payments.role_sync.queue import obstacle
from bot.payments.role_sync.wanted_roles import plan_requiring_kick, still_requires_kick
from bot.scheduling.worker import WakeupEvent
from data import audit, notices, role_sync
from data.engine import Database
from data.plans import Plan
from data.role_sync import RoleSyncTask

NOTICE_TIMEOUT = timedelta(minutes=1)  # how long an undelivered notice delays the kick


@dataclass(frozen=True, slots=True)
class PendingKick:
    """Why a member must leave: the plan, and the source and end of the entitlement."""

    plan: Plan
    source: str
    since: datetime


class Kicks:
    """Notifies members before a kick, and records it. `wakeup` notifies the outbox."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def owed(
        self, task: RoleSyncTask, current: MemberEntitlements, lost: frozenset[int]
    ) -> PendingKick | None:
        """Return why a member must leave, if so; recorded before the role is removed.

        Args:
            task: The member's role sync, with what an earlier attempt recorded.
            current: The member's entitlements now.
            lost: The roles that they are about to lose.
        """
        entitlements, expelling = current.entitlements, current.kick_roles
        entitlement = plan_requiring_kick(
            entitlements, expelling, lost, current.snapshots, current.gone
        )
        if entitlement is None and task.kick_plan_id is not None:
            entitlement = still_requires_kick(entitlements, expelling, task.kick_plan_id)
        plan_id = None if entitlement is None else entitlement.plan_id
        if plan_id != task.kick_plan_id:
            async with self._database.write_fast() as connection:
                await role_sync.owe_kick(connection, task, plan_id)
        if entitlement is None:
            return None
        ended = entitlement.ends_at or entitlement.starts_at
        return PendingKick(current.plans[entitlement.plan_id], entitlement.source, ended)

    async def announce(self, task: RoleSyncTask, departure: PendingKick, guild: str) -> bool:
        """Notify the member once; return whether the kick need no longer wait for that."""
        now = self._clock.now()
        key = f"farewell:{departure.source}:told"
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=task.guild_id,
                user_id=task.user_id,
                key=key,
                message=AFTER_KICK,
                arguments={"plan": departure.plan.name, "guild": guild},
                at=now,
            )
            waiting = await notices.waiting_since(connection, task.guild_id, key)
        self._wakeup.notify()
        return waiting is None or now - waiting >= NOTICE_TIMEOUT

    async def mark_left(self, task: RoleSyncTask, departure: PendingKick) -> None:
        """Record that a member was kicked, and notify staff."""
        now, plan, member = self._clock.now(), departure.plan.name, f"<@{task.user_id}>"
        async with self._database.write_fast() as connection:
            await audit.record(
                connection,
                guild_id=task.guild_id,
                actor_id=None,
                action="member.kick",
                user_id=task.user_id,
                at=now,
                detail={"plan": plan},
            )
            await notices.post(
                connection,
                guild_id=task.guild_id,
                key=f"kicked:{task.user_id}:{now:%Y%m%d%H%M%S}",
                message="turn-staff-kicked",
                arguments={"plan": plan, "member": member},
                at=now,
            )
            await notices.withdraw(connection, obstacle(None), task.guild_id)
        self._wakeup.notify()
