"""Stops role removals when unusually many members would lose one, and asks staff.

The cause may be an unforeseen fault: a wrong clock, an incomplete list, a product deleted by
mistake. Roles are still given, and what staff ended themselves is never stopped. A member who
keeps the role for now gets no notice of its end before it is removed.

Entitlements that end together are counted together: removals wait for runs over many members and
for a backlog of events, though not for ever. Ends that come one by one look like everyday ones: the
allowed number of roles is removed within the window, then removals stop.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.payments.entitlements.service import MemberEntitlements
from bot.payments.ledger.entitlement import GRANTING
from bot.scheduling.worker import WakeupEvent
from data import audit, inbox, notices, removal_breaker, role_sync
from data.engine import Connection, Database
from data.removal_breaker import StoppedRemoval
from data.tables import EPOCH

MOMENT = timedelta(milliseconds=1)
WINDOW = timedelta(hours=1)  # removals within it count, and a release by staff lasts this long
FRESH_SECONDS = 1.0  # how long a verdict is reused
BACKLOG = 20  # with more open events the count is incomplete
MAX_WAIT_SECONDS = 3600.0  # for a complete count, because a run may hang
LULL_SECONDS = 300.0  # without a request for a verdict: the next one starts a new wait
MESSAGE = "staff-brake"
KEY = "brake:"
BY_STAFF = "revoked"

_log = structlog.get_logger(__name__)


Result = TypeVar("Result")
Present = Callable[[int], bool]  # whether a member is on the server


class BreakerState(StrEnum):
    """Whether roles may be removed in a guild."""

    FREE = "free"
    WAIT = "wait"  # until it is known how many lose a role
    STOPPED = "stopped"  # until staff release it


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """How many may lose a role without asking staff: a number, or a share of holders."""

    least: int
    share: float

    def allowed(self, holders: int) -> int:
        """Return how many of `holders` members may lose a role within the window."""
        return max(self.least, int(self.share * holders))


@dataclass(frozen=True, slots=True)
class RemovalCount:
    """How many have or just lost a role from us, and how many lose or lost it."""

    holders: int
    losing: int


def is_stopped(count: RemovalCount, limits: BreakerLimits, breaker: StoppedRemoval | None) -> bool:
    """Return whether there are too many removals, beyond those that staff released."""
    let_through = breaker.losing if breaker is not None and breaker.released_at is not None else 0
    return count.losing > let_through + limits.allowed(count.holders)


def ended_by_staff(entitlements: MemberEntitlements, role_id: int) -> bool:
    """Return whether staff caused the loss of a role: by revoking, or a new plan role."""
    plans = {plan.id for plan in entitlements.plans.values() if plan.role_id == role_id}
    reasons = {
        entitlement.reason
        for entitlement in entitlements.entitlements
        if entitlement.plan_id in plans
    }
    return not plans or reasons == {BY_STAFF}


class RemovalBreaker:
    """Decides whether roles may be removed. `wakeup` is notified of new notices.

    `steady` is a monotonic clock in seconds, because the clock, which is Stripe's, may stand still.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        limits: BreakerLimits,
        wakeup: WakeupEvent,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._wakeup = wakeup
        self._steady = steady
        self._passes = 0
        self._lock = asyncio.Lock()
        self._found: dict[int, tuple[float, BreakerState]] = {}  # by guild, with `steady` then
        self._waiting: tuple[float, float] | None = None  # start of the wait, and the last request

    @asynccontextmanager
    async def whole(self) -> AsyncGenerator[None]:
        """Make removals wait for a run over many members, to count these together."""
        self._passes += 1
        try:
            yield
        finally:
            self._passes -= 1
            self._found.clear()
            if not self._passes:
                self._waiting = None

    def during(self, run: Callable[[], Awaitable[Result]]) -> Callable[[], Awaitable[Result]]:
        """Return a job's function, wrapped so that removals wait for it."""

        async def passing() -> Result:
            async with self.whole():
                return await run()

        return passing

    async def decide(self, guild_id: int, present: Present) -> BreakerState:
        """Return whether roles may be removed now; if too many would be, stop and ask.

        Args:
            guild_id: The guild.
            present: Returns whether a member is present; one who left has no role to lose.
        """
        async with self._lock:
            if await self._must_wait():
                return BreakerState.WAIT
            at, state = self._found.get(guild_id, (0.0, BreakerState.WAIT))
            if state is BreakerState.WAIT or self._steady() - at >= FRESH_SECONDS:
                stopped = await self._weigh(guild_id, present, self._clock.now())
                state = BreakerState.STOPPED if stopped else BreakerState.FREE
                self._found[guild_id] = self._steady(), state
            return state

    async def asked(self) -> list[int]:
        """Return the guilds where removals are stopped, or were released recently."""
        async with self._database.read_fast() as connection:
            return await removal_breaker.guilds(connection)

    async def release(self, guild_id: int, asked_at: datetime, actor_id: int) -> bool:
        """Release stopped removals; return False if that request is no longer open."""
        now = self._clock.now()
        async with self._database.write() as connection:
            if not await removal_breaker.release(connection, guild_id, asked_at, now):
                return False
            await audit.record(
                connection, guild_id=guild_id, actor_id=actor_id, action="brake.release", at=now
            )
            await role_sync.release(connection, now, guild_id)
        self._found.pop(guild_id, None)
        self._wakeup.notify()
        return True

    async def _must_wait(self) -> bool:
        """Return whether the count is incomplete; False after `MAX_WAIT_SECONDS`."""
        now = self._steady()
        if not (self._passes or await self._has_backlog()):
            self._waiting = None
            return False
        since, asked = self._waiting or (now, now)
        if now - asked > LULL_SECONDS:
            since = now
        self._waiting = since, now
        if now - since < MAX_WAIT_SECONDS:
            return True
        if asked - since < MAX_WAIT_SECONDS:  # logged once, not for each request
            _log.warning("breaker.waited", seconds=round(now - since), passes=self._passes)
        return False

    async def _has_backlog(self) -> bool:
        async with self._database.read_fast() as connection:
            return await inbox.backlog(connection, below_attempts=2) > BACKLOG

    async def _weigh(self, guild_id: int, present: Present, now: datetime) -> bool:
        """Count removals and store the result; return whether they are stopped."""
        async with self._database.read_fast() as connection:
            breaker = await removal_breaker.find(connection, guild_id)
            count = await _count(connection, guild_id, present, breaker, now)
        stopped = is_stopped(count, self._limits, _valid(breaker, now))
        asked = breaker is not None and breaker.released_at is None
        if stopped and (not asked or self._has_grown(breaker, count)):
            # Each request to staff needs its own time, even while the clock stands still.
            at = now if breaker is None else max(now, breaker.asked_at + MOMENT)
            await self._stop(guild_id, count, at)
        elif not stopped and breaker is not None and (asked or _valid(breaker, now) is None):
            await self._lift(guild_id, now)
        return stopped

    def _has_grown(self, breaker: StoppedRemoval | None, count: RemovalCount) -> bool:
        """Return whether the count has grown so much that staff must be asked again."""
        reported = 0 if breaker is None else breaker.losing
        return count.losing > reported + self._limits.allowed(count.holders)

    async def _stop(self, guild_id: int, count: RemovalCount, now: datetime) -> None:
        stamp = (now - EPOCH) // MOMENT
        _log.warning("breaker.stopped", guild_id=guild_id, losing=count.losing, of=count.holders)
        async with self._database.write() as connection:
            await removal_breaker.put(connection, StoppedRemoval(guild_id, now, count.losing))
            await notices.withdraw(connection, KEY, guild_id)
            await notices.post(
                connection,
                guild_id=guild_id,
                key=f"{KEY}{stamp}",
                message=MESSAGE,
                arguments={"losing": count.losing, "holders": count.holders, "asked": stamp},
                at=now,
            )
        self._wakeup.notify()

    async def _lift(self, guild_id: int, now: datetime) -> None:
        _log.info("breaker.lifted", guild_id=guild_id)
        async with self._database.write() as connection:
            await removal_breaker.lift(connection, guild_id)
            await notices.withdraw(connection, KEY, guild_id)
            await role_sync.release(connection, now, guild_id)
        self._wakeup.notify()


def _valid(breaker: StoppedRemoval | None, now: datetime) -> StoppedRemoval | None:
    """Return a stopped removal unless its release by staff has expired."""
    if breaker is None or breaker.released_at is None or now - breaker.released_at < WINDOW:
        return breaker
    return None


async def _count(
    connection: Connection,
    guild_id: int,
    present: Present,
    breaker: StoppedRemoval | None,
    now: datetime,
) -> RemovalCount:
    """Count members who lose a role, or lost one in the window and since a release."""
    since = now - WINDOW
    if breaker is not None and breaker.released_at is not None:
        since = max(since, breaker.released_at)
    losing = await removal_breaker.losing(connection, guild_id, tuple(GRANTING), BY_STAFF)
    losing = set(filter(present, losing))
    lost = await removal_breaker.lost(connection, guild_id, since, BY_STAFF)
    holders = set(filter(present, await removal_breaker.holders(connection, guild_id)))
    return RemovalCount(len(holders | lost), len(losing | lost))
