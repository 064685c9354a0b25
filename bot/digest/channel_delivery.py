"""Deliver a digest to a channel once, even if the process is killed at any point.

A target is claimed in the database before the send and concluded after it. An interrupted run
skips what is concluded. For what was interrupted in between, the sender checks whether it arrived,
and sends it with the same nonce, by which Discord recognises a repeat for some minutes.
`dm_delivery` does the same for many members at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from hashlib import blake2b
from typing import Any

from bot.clock import Clock
from bot.digest.ports import OutgoingDigest, Picks
from data import digests
from data.digests import DigestTarget
from data.engine import Database

# How long a send that has begun may delay closing.
_LAST_SECONDS = 10

# Returns how it ended: sent.
Send = Callable[[DigestTarget, OutgoingDigest], Awaitable[str]]


class ChannelDelivery:
    """Claims, sends and concludes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def deliver(
        self, target: DigestTarget, picks: Picks, send: Send, day: date | None = None
    ) -> str:
        """Return the outcome for a target: sent, earlier, or quiet (nothing to send)."""
        if not picks:
            return "quiet"
        item_ids = [pick.item.id for pick in picks]
        async with self._database.write() as connection:
            claim = await digests.claim(connection, target, item_ids, self._clock.now())
        if claim is None:
            return "earlier"
        outgoing = OutgoingDigest(picks, nonce_of(target), again=claim == "again", day=day)
        return await _to_the_end(self._send(target, outgoing, send))

    async def _send(self, target: DigestTarget, outgoing: OutgoingDigest, send: Send) -> str:
        state = await send(target, outgoing)
        async with self._database.write() as connection:
            await digests.conclude(connection, target, state, self._clock.now())
        return state


def nonce_of(target: DigestTarget) -> str:
    """Return 24 characters that identify a target's slot, the same for every sender."""
    key = f"{target.guild_id}:{target.due_at.timestamp():.3f}:{target.target_id}"
    return blake2b(key.encode(), digest_size=12).hexdigest()


async def _to_the_end(work: Coroutine[Any, Any, str]) -> str:
    """Finish `work` even if cancelled, because what was sent must be recorded as sent."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_LAST_SECONDS)
        raise
