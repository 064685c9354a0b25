"""Queues members for a role sync: stored, claimed by the worker, retried."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.scheduling.worker import WakeupEvent, backoff_delay
from data import notices, reconcile, role_sync
from data.due import is_due
from data.engine import Database
from data.role_sync import RoleSyncTask

LEASE = timedelta(minutes=2)
BATCH = 20
MAX_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What blocks a task until a person acts, with the message to staff.

    `role_id` is the role that can't be given or removed; None: a member can't be kicked.
    """

    role_id: int | None
    message: str
    arguments: Mapping[str, str | float]


class RoleSyncQueue:
    """The tasks of the role sync worker. `wakeup` notifies it of new ones."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def request(self, guild_id: int, users: Collection[int]) -> None:
        """Queue a role sync for these members."""
        async with self._database.write() as connection:
            await role_sync.request(connection, guild_id, users, self._clock.now())
        self._wakeup.notify()

    async def pending(self, guild_id: int) -> set[int]:
        """Return the members with a queued role sync."""
        async with self._database.read() as connection:
            return await reconcile.busy(connection, guild_id)

    async def claim(self) -> list[RoleSyncTask]:
        """Claim due tasks."""
        async with self._database.read_fast() as connection:
            if not await is_due(connection, role_sync.FIRST_DUE, self._clock.now()):
                return []
        async with self._database.write_statement() as connection:
            return await role_sync.claim(connection, self._clock.now(), LEASE, BATCH)

    async def mark_granting(self, task: RoleSyncTask, roles: Collection[int]) -> None:
        """Record roles before they are given, so that a crash leaves none unrecorded."""
        async with self._database.write_statement() as connection:
            await role_sync.begin(connection, task, task.granting | set(roles))

    async def close(self, task: RoleSyncTask) -> None:
        """Close a task, unless it was requested again since it was claimed."""
        async with self._database.write_statement() as connection:
            await role_sync.finish(connection, task)

    async def postpone(self, task: RoleSyncTask, error: str) -> None:
        """Retry a task later, with a growing delay."""
        wait = backoff_delay(task.attempts, longest=MAX_WAIT)
        async with self._database.write_statement() as connection:
            await role_sync.postpone(connection, task, self._clock.now() + wait, error)

    async def wait(self, task: RoleSyncTask, wait: timedelta, what_for: str) -> None:
        """Continue a task after `wait`, because something must happen first."""
        async with self._database.write_statement() as connection:
            await role_sync.postpone(connection, task, self._clock.now() + wait, what_for)

    async def block_on(self, task: RoleSyncTask, obstacles: Collection[Obstacle]) -> None:
        """Postpone a task until a person acts, and notify staff once of each obstacle."""
        now = self._clock.now()
        async with self._database.write_fast() as connection:
            reasons = ", ".join(found.message for found in obstacles)
            await role_sync.postpone(connection, task, now + MAX_WAIT, reasons)
            # In one order, because transactions that lock the same keys could deadlock.
            for found in sorted(obstacles, key=lambda each: (each.role_id or 0, each.message)):
                await notices.post(
                    connection,
                    guild_id=task.guild_id,
                    key=f"{obstacle(found.role_id)}{found.message}",
                    message=found.message,
                    arguments=found.arguments,
                    at=now,
                    again_after=notices.SELDOM,
                )
        self._wakeup.notify()

    async def try_all_again(self, guild_id: int) -> None:
        """Make a guild's tasks due, because it changed what may have blocked them."""
        async with self._database.write() as connection:
            await role_sync.release(connection, self._clock.now(), guild_id)
        self._wakeup.notify()

    async def resume(self) -> None:
        """Release all claims: at start none can belong to a running process."""
        async with self._database.read() as connection:
            guilds = await role_sync.guilds(connection)
        for guild_id in guilds:
            async with self._database.write() as connection:
                await role_sync.release(connection, self._clock.now(), guild_id)


def obstacle(role_id: int | None) -> str:
    """Return the key prefix of notices about a blocked role, or about blocked kicks."""
    return f"blocked:{'kick' if role_id is None else role_id}:"
