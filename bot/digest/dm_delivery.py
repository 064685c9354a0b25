"""Deliver digests to many members once, even if the process is killed.

Like `channel_delivery`, but for a batch: claimed together before the first is sent, sent several
at a time within the rate limit, concluded together after the last. A kill leaves at most one batch
uncertain; the next run checks for each of those whether it arrived.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from aiolimiter import AsyncLimiter

from bot.clock import Clock
from bot.digest.channel_delivery import nonce_of
from bot.digest.ports import OutgoingDigest, Picks
from bot.errors import RetryLaterError
from bot.learning.stalled import StalledCourse
from data import deliveries
from data.deliveries import Claim
from data.digests import DigestTarget
from data.engine import Connection, Database

_log = structlog.stdlib.get_logger(__name__)

IN_FLIGHT = 10
# How long sends that have begun may delay closing.
LAST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class PersonalDigest:
    """One member's digest before it is claimed; `channel_id` is their DM channel.

    `stalled` is the course that they have not continued for a while.
    """

    target: DigestTarget
    picks: Picks
    language: str | None
    channel_id: int | None = None
    stalled: StalledCourse | None = None


# Sends a digest; returns how it ended: sent, or closed (the member refuses DMs).
Send = Callable[[PersonalDigest, OutgoingDigest], Awaitable[str]]
# Stores what follows from how each ended, in the same transaction.
Settle = Callable[[Connection, Mapping[DigestTarget, str]], Awaitable[None]]


class DmDelivery:
    """Claims, sends and concludes."""

    def __init__(self, database: Database, clock: Clock, per_second: int) -> None:
        self._database = database
        self._clock = clock
        self._limiter = AsyncLimiter(per_second, 1)

    async def deliver(
        self, prepared: Sequence[PersonalDigest], send: Send, settle: Settle
    ) -> Mapping[DigestTarget, str]:
        """Return each one's outcome: sent, closed, failed or earlier (concluded before).

        Those that could not be reached now are missing; they stay claimed, to be checked later.
        """
        items = {digest.target: [pick.item.id for pick in digest.picks] for digest in prepared}
        async with self._database.write() as connection:
            claims = await deliveries.claim(connection, items, self._clock.now())
        bundle = _Bundle(prepared, claims, send, self._limiter)
        work = asyncio.create_task(self._carry_out(bundle, settle))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            bundle.closing = True  # what was sent must be recorded as sent; the rest can wait
            await asyncio.wait([work], timeout=LAST_SECONDS)
            raise
        return bundle.states

    async def _carry_out(self, bundle: "_Bundle", settle: Settle) -> None:
        await asyncio.gather(*(bundle.work() for _ in range(IN_FLIGHT)))
        ended = {at: state for at, state in bundle.states.items() if state != "earlier"}
        async with self._database.write() as connection:
            await deliveries.conclude(connection, ended, self._clock.now())
            await deliveries.release(connection, bundle.untouched)
            await settle(connection, bundle.states)


class _Bundle:
    """A batch being sent: several workers take its digests one by one."""

    def __init__(
        self,
        prepared: Sequence[PersonalDigest],
        claims: Mapping[DigestTarget, Claim],
        send: Send,
        limiter: AsyncLimiter,
    ) -> None:
        self._claims = claims
        self._waiting = deque(digest for digest in prepared if digest.target in claims)
        self._send = send
        self._limiter = limiter
        self.states: dict[DigestTarget, str] = {
            digest.target: "earlier" for digest in prepared if digest.target not in claims
        }
        self.closing = False

    @property
    def untouched(self) -> list[DigestTarget]:
        """The targets that were claimed for the first time and never tried."""
        left = (digest.target for digest in self._waiting)
        return [target for target in left if self._claims[target] == "new"]

    async def work(self) -> None:
        """Send until none is left."""
        while self._waiting and not self.closing:
            digest = self._waiting.popleft()
            await self._limiter.acquire()
            if self.closing:
                self._waiting.append(digest)
                return
            state = await self._try(digest)
            if state is not None:
                self.states[digest.target] = state

    async def _try(self, digest: PersonalDigest) -> str | None:
        again = self._claims[digest.target] == "again"
        try:
            return await self._send(
                digest,
                OutgoingDigest(
                    digest.picks, nonce_of(digest.target), again, stalled=digest.stalled
                ),
            )
        except RetryLaterError as error:
            _log.info("digest.postponed", user_id=digest.target.target_id, error=str(error))
            return None
        except Exception:  # noqa: BLE001 one digest must not stop the others
            _log.exception("digest.failed", user_id=digest.target.target_id)
            return "failed"
