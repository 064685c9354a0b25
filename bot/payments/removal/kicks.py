"""Members who leave the server with their last access: what is owed to them, in durable steps.

The role is taken first, whatever becomes of the kick. Then the farewell is told, through the queue
of notices and so once; it must come before the kick, for afterwards Discord takes no direct
message to somebody who shares no server with us. Then the kick is tried until it is done.
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

PATIENCE = timedelta(minutes=1)  # a farewell that can't be told holds up the kick no longer


@dataclass(frozen=True, slots=True)
class PendingKick:
    """Why a member is to leave: the plan, and the right whose end it is."""

    plan: Plan
    source: str
    since: datetime


class Kicks:
    """Notes who is to leave, tells them, and records who left. `wakeup` is rung for notices."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def owed(
        self, task: RoleSyncTask, standing: MemberEntitlements, lost: frozenset[int]
    ) -> PendingKick | None:
        """Return by what a member is to leave, if they are; noted before the role is taken.

        Args:
            task: The look at the member, which carries what an earlier try noted.
            standing: What they have now.
            lost: The roles that they are about to lose.
        """
        rights, expelling = standing.entitlements, standing.kick_roles
        right = plan_requiring_kick(rights, expelling, lost, standing.snapshots)
        if right is None and task.kick_plan_id is not None:
            right = still_requires_kick(rights, expelling, task.kick_plan_id)
        plan_id = None if right is None else right.plan_id
        if plan_id != task.kick_plan_id:
            async with self._database.write_fast() as connection:
                await role_sync.owe_kick(connection, task, plan_id)
        if right is None:
            return None
        ended = right.ends_at or right.starts_at
        return PendingKick(standing.plans[right.plan_id], right.source, ended)

    async def announce(self, task: RoleSyncTask, departure: PendingKick, guild: str) -> bool:
        """Have the member told once; tell whether the kick need not wait for that any more."""
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
        return waiting is None or now - waiting >= PATIENCE

    async def mark_left(self, task: RoleSyncTask, departure: PendingKick) -> None:
        """Record that a member was kicked, and tell staff."""
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
