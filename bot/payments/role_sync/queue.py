"""The list of members whose roles must be looked at: durable, claimed, tried again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.scheduling.backoff import backoff_delay
from bot.scheduling.worker import WakeupEvent
from data import notices, reconcile, role_sync
from data.due import is_due
from data.engine import Database
from data.role_sync import RoleSyncTask

LEASE = timedelta(minutes=2)
BATCH = 20
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What can't be done until a person acts: what staff read.

    `role_id` is the role that can't be given or taken; None: a member can't be kicked.
    """

    role_id: int | None
    message: str
    arguments: Mapping[str, str | float]


class RoleSyncQueue:
    """Tasks for the worker that talks to Discord. `wakeup` is rung when there is one."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def request(self, guild_id: int, users: Collection[int]) -> None:
        """Ask for a look at members' roles."""
        async with self._database.write() as connection:
            await role_sync.request(connection, guild_id, users, self._clock.now())
        self._wakeup.notify()

    async def pending(self, guild_id: int) -> set[int]:
        """Return the members whose roles are to be looked at already."""
        async with self._database.read() as connection:
            return await reconcile.busy(connection, guild_id)

    async def claim(self) -> list[RoleSyncTask]:
        """Take members whose roles must be looked at."""
        async with self._database.read_fast() as connection:
            if not await is_due(connection, role_sync.FIRST_DUE, self._clock.now()):
                return []
        async with self._database.write_at_once() as connection:
            return await role_sync.claim(connection, self._clock.now(), LEASE, BATCH)

    async def mark_granting(self, task: RoleSyncTask, roles: Collection[int]) -> None:
        """Note roles before they are given, so that a crash leaves none behind unknown."""
        async with self._database.write_at_once() as connection:
            await role_sync.begin(connection, task, task.granting | set(roles))

    async def close(self, task: RoleSyncTask) -> None:
        """Close a task, unless it was asked for anew meanwhile."""
        async with self._database.write_at_once() as connection:
            await role_sync.finish(connection, task)

    async def postpone(self, task: RoleSyncTask, error: str) -> None:
        """Try again later, at growing distance."""
        wait = backoff_delay(task.attempts, longest=LONGEST_WAIT)
        async with self._database.write_at_once() as connection:
            await role_sync.postpone(connection, task, self._clock.now() + wait, error)

    async def wait(self, task: RoleSyncTask, wait: timedelta, what_for: str) -> None:
        """Go on with a task in a moment, after something that comes first."""
        async with self._database.write_at_once() as connection:
            await role_sync.postpone(connection, task, self._clock.now() + wait, what_for)

    async def block_on(self, task: RoleSyncTask, obstacles: Collection[Obstacle]) -> None:
        """Put a task aside until a person acts, and tell staff once of each thing to do."""
        now = self._clock.now()
        async with self._database.write_fast() as connection:
            reasons = ", ".join(found.message for found in obstacles)
            await role_sync.postpone(connection, task, now + LONGEST_WAIT, reasons)
            for found in obstacles:
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
        """Take up a guild's tasks at once: it changed what may have stood in the way."""
        async with self._database.write() as connection:
            await role_sync.release(connection, self._clock.now(), guild_id)
        self._wakeup.notify()

    async def resume(self) -> None:
        """Make all open tasks due: at start no earlier claim can be alive."""
        async with self._database.read() as connection:
            guilds = await role_sync.guilds(connection)
        for guild_id in guilds:
            async with self._database.write() as connection:
                await role_sync.release(connection, self._clock.now(), guild_id)


def obstacle(role_id: int | None) -> str:
    """Return how the keys of notices about a role that can't be given, or about kicks, begin."""
    return f"blocked:{'kick' if role_id is None else role_id}:"
