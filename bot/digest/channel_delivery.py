"""Getting a digest to a channel once, though the process may be killed at any point.

A target is claimed in the database before it is sent to and concluded
after. A run that was cut off leaves out what is concluded. For what was cut off in between, the
courier looks whether it arrived, and sends it under the same nonce, by which Discord knows a repeat
for some minutes. `digest_mailing` does the same for many members at once.
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

# How long a send that is under way may hold up our closing.
_LAST_SECONDS = 10

# Returns how it ended: sent.
Send = Callable[[DigestTarget, OutgoingDigest], Awaitable[str]]


class ChannelDelivery:
    """Claims, sends, concludes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def deliver(
        self, target: DigestTarget, picks: Picks, send: Send, day: date | None = None
    ) -> str:
        """Return what became of a target: sent, earlier, or quiet (nothing to send)."""
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
    """Return the same 24 characters for the same target of the same slot, whoever sends it."""
    key = f"{target.guild_id}:{target.due_at.timestamp():.3f}:{target.target_id}"
    return blake2b(key.encode(), digest_size=12).hexdigest()


async def _to_the_end(work: Coroutine[Any, Any, str]) -> str:
    """Finish `work` even if we are cancelled meanwhile: what was sent must be noted as sent."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_LAST_SECONDS)
        raise
