"""Stops removals of roles where unusually many members would lose theirs, and asks staff once.

The cause may be a fault that nobody foresaw: a wrong clock, a short list, a product deleted by
mistake. What is given goes on; what staff ended themselves is never held up. Whoever keeps the
role for now is told of no end before it is taken.

What is known to end together is counted as a whole: removals wait for passes over many members
and for a backlog of events, though not for ever. Ends that come one by one can't be told from
everyday ones: of those, so many roles are taken as are allowed within the window, then it stops.
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
WINDOW = timedelta(hours=1)  # what was taken within it counts, and so long staff's word holds
FRESH_SECONDS = 1.0  # how long a verdict is good enough
BACKLOG = 20  # open events from which on the picture is not whole
LONGEST_WAIT_SECONDS = 3600.0  # for the picture to be whole: a pass may hang
LULL_SECONDS = 300.0  # without a question: the next one begins a wait of its own
MESSAGE = "staff-brake"
KEY = "brake:"
BY_STAFF = "revoked"

_log = structlog.get_logger(__name__)


Result = TypeVar("Result")
Present = Callable[[int], bool]  # whether a member is on the server


class BreakerState(StrEnum):
    """Whether roles may be taken in a guild."""

    FREE = "free"
    WAIT = "wait"  # until what is under way shows how many lose a role
    STOPPED = "stopped"  # until staff say to go on


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """How many may lose a role without a question: so many, or a share of those who have one."""

    least: int
    share: float

    def allowed(self, holders: int) -> int:
        """Return how many of so many holders may lose a role within the window."""
        return max(self.least, int(self.share * holders))


@dataclass(frozen=True, slots=True)
class RemovalCount:
    """How many have a role from us or lost one just now, and how many lose or lost one."""

    holders: int
    losing: int


def is_stopped(count: RemovalCount, limits: BreakerLimits, breaker: StoppedRemoval | None) -> bool:
    """Tell whether a mass of removals is unusual, beyond what staff let through."""
    let_through = breaker.losing if breaker is not None and breaker.released_at is not None else 0
    return count.losing > let_through + limits.allowed(count.holders)


def ended_by_staff(standing: MemberEntitlements, role_id: int) -> bool:
    """Tell whether a member loses a role by staff's own act: revoked, or moved."""
    plans = {plan.id for plan in standing.plans.values() if plan.role_id == role_id}
    reasons = {right.reason for right in standing.entitlements if right.plan_id in plans}
    return not plans or reasons == {BY_STAFF}


class RemovalBreaker:
    """Asked before a role is taken or a member is kicked. `wakeup` rings when words wait.

    `steady` counts seconds from anywhere: the clock, which is Stripe's, may stand still.
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
        self._found: dict[int, tuple[float, BreakerState]] = {}  # by guild, at a steady second
        self._waiting: tuple[float, float] | None = None  # since when, and last asked when

    @asynccontextmanager
    async def whole(self) -> AsyncGenerator[None]:
        """Let removals wait for a pass over many members, so that they are counted as a whole."""
        self._passes += 1
        try:
            yield
        finally:
            self._passes -= 1
            self._found.clear()
            if not self._passes:
                self._waiting = None

    def during(self, run: Callable[[], Awaitable[Result]]) -> Callable[[], Awaitable[Result]]:
        """Return a job's work as a pass for which removals wait."""

        async def passing() -> Result:
            async with self.whole():
                return await run()

        return passing

    async def verdict(self, guild_id: int, present: Present) -> BreakerState:
        """Tell whether roles may be taken now; where they are too many, stop and ask staff.

        Args:
            guild_id: The guild.
            present: Tells of a member whether they are there: whoever left has no role to lose.
        """
        async with self._lock:
            if await self._must_wait():
                return BreakerState.WAIT
            at, verdict = self._found.get(guild_id, (0.0, BreakerState.WAIT))
            if verdict is BreakerState.WAIT or self._steady() - at >= FRESH_SECONDS:
                stopped = await self._weigh(guild_id, present, self._clock.now())
                verdict = BreakerState.STOPPED if stopped else BreakerState.FREE
                self._found[guild_id] = self._steady(), verdict
            return verdict

    async def asked(self) -> list[int]:
        """Return the guilds where removals were stopped, or let through not long ago."""
        async with self._database.read_fast() as connection:
            return await removal_breaker.guilds(connection)

    async def release(self, guild_id: int, asked_at: datetime, actor_id: int) -> bool:
        """Let a mass of removals through; return False where that question is no longer open."""
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
        """Tell whether it is still being found out who loses a role; but never for too long."""
        now = self._steady()
        if not (self._passes or await self._has_backlog()):
            self._waiting = None
            return False
        since, asked = self._waiting or (now, now)
        if now - asked > LULL_SECONDS:
            since = now
        self._waiting = since, now
        if now - since < LONGEST_WAIT_SECONDS:
            return True
        if asked - since < LONGEST_WAIT_SECONDS:  # once, and not at each question
            _log.warning("brake.waited", seconds=round(now - since), passes=self._passes)
        return False

    async def _has_backlog(self) -> bool:
        async with self._database.read_fast() as connection:
            return await inbox.backlog(connection, below_attempts=2) > BACKLOG

    async def _weigh(self, guild_id: int, present: Present, now: datetime) -> bool:
        """Count, and store what follows from it; return whether removals are stopped."""
        async with self._database.read_fast() as connection:
            breaker = await removal_breaker.find(connection, guild_id)
            count = await _count(connection, guild_id, present, breaker, now)
        stopped = is_stopped(count, self._limits, _valid(breaker, now))
        asked = breaker is not None and breaker.released_at is None
        if stopped and (not asked or self._has_grown(breaker, count)):
            # Each question has a time of its own, also while ours stands still.
            at = now if breaker is None else max(now, breaker.asked_at + MOMENT)
            await self._stop(guild_id, count, at)
        elif not stopped and breaker is not None and (asked or _valid(breaker, now) is None):
            await self._lift(guild_id, now)
        return stopped

    def _has_grown(self, breaker: StoppedRemoval | None, count: RemovalCount) -> bool:
        """Tell whether so many more lose a role than staff were asked about that it is news."""
        told = 0 if breaker is None else breaker.losing
        return count.losing > told + self._limits.allowed(count.holders)

    async def _stop(self, guild_id: int, count: RemovalCount, now: datetime) -> None:
        stamp = (now - EPOCH) // MOMENT
        _log.warning("brake.stopped", guild_id=guild_id, losing=count.losing, of=count.holders)
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
        _log.info("brake.lifted", guild_id=guild_id)
        async with self._database.write() as connection:
            await removal_breaker.lift(connection, guild_id)
            await notices.withdraw(connection, KEY, guild_id)
            await role_sync.release(connection, now, guild_id)
        self._wakeup.notify()


def _valid(breaker: StoppedRemoval | None, now: datetime) -> StoppedRemoval | None:
    """Return a brake unless staff's word on it is too old to hold."""
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
    """Count who would lose a role, and who lost one within the hour or since staff's word."""
    since = now - WINDOW
    if breaker is not None and breaker.released_at is not None:
        since = max(since, breaker.released_at)
    losing = await removal_breaker.losing(connection, guild_id, tuple(GRANTING), BY_STAFF)
    losing = set(filter(present, losing))
    lost = await removal_breaker.lost(connection, guild_id, since, BY_STAFF)
    holders = set(filter(present, await removal_breaker.holders(connection, guild_id)))
    return RemovalCount(len(holders | lost), len(losing | lost))
