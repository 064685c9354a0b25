"""Stores events in as few commits as possible; callers wait for their own event.

A commit waits for the disk, whatever its size. Events that arrive during one commit share the
next: a single event is stored immediately, many are stored as fast as the disk allows.
"""

import asyncio
from collections.abc import Sequence

from bot.clock import Clock
from bot.payments.stripe.webhook_signature import StripeEvent
from data import inbox
from data.engine import Database
from data.inbox import NewInboxEvent

SOURCE = "stripe"
MAX_EVENTS = 200  # events in one transaction

Waiting = tuple[StripeEvent, asyncio.Future[bool]]


class InboxWriter:
    """Stores events durably. An event is in memory only while its caller waits."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, event: StripeEvent) -> bool:
        """Wait until the event is stored; return whether it was new.

        Raises:
            Exception: The database's error; the event is then not stored.
        """
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, stored))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._empty(), name="postbox")
        return await stored

    async def _empty(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_EVENTS], self._waiting[MAX_EVENTS:]
            try:
                new = await self._store([event for event, _ in batch])
            except Exception as error:  # noqa: BLE001 each caller gets the error, and decides
                _fail(batch, error)
            else:
                for event, stored in batch:
                    if not stored.done():
                        stored.set_result(event.id in new)

    async def _store(self, events: Sequence[StripeEvent]) -> set[str]:
        now = self._clock.now()
        new = [
            NewInboxEvent(
                source=SOURCE,
                external_id=event.id,
                type=event.type,
                api_version=event.api_version,
                payload=event.payload,
                created_at=event.created,
                received_at=now,
            )
            for event in events
        ]
        async with self._database.write_statement() as connection:
            return await inbox.put(connection, new)


def _fail(batch: Sequence[Waiting], error: Exception) -> None:
    for _, stored in batch:
        if not stored.done():
            stored.set_exception(error)
