"""The quiet point: faults ended, Lyceum restarted, all delivered and processed."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, Table, func, or_, select

from bot.payments.stripe.event_targets import USED_EVENTS
from data.engine import Database
from data.tables import access_tasks, cursors, entitlements, inbox
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.polling import eventually

QUIET_SECONDS = 180
CHUNK = 500
CLOSED = ("done", "ignored", "other mode")
WINDOW = timedelta(days=25)  # of events that Stripe and the inbox certainly still have


class QuietPoint:
    """Waits until a world is at rest, and reports what is still to be done."""

    def __init__(self, world: ChaosWorld, database: Database) -> None:
        self._world = world
        self._database = database
        self._missing = ""
        self._restarted = world.now()

    async def reach(self) -> None:
        """Restart Lyceum, so that it catches up, and wait until nothing is left to do.

        Raises:
            TimeoutError: Something stayed undone; the message names it.
        """
        world = self._world
        await world.bot_under_test.kill()
        self._restarted = world.now()
        await world.bot_under_test.start()
        await world.bot_under_test.ready()
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is left to do since the last start. Raises as `reach` does."""
        await self._world.sandbox.stripe.webhooks.drained(QUIET_SECONDS)

        async def quiet() -> bool:
            self._missing = await self._what_is_left()
            return not self._missing

        await eventually(quiet, lambda: f"no quiet point: {self._missing}", QUIET_SECONDS)

    async def _what_is_left(self) -> str:
        now = self._world.now()
        due = or_(entitlements.c.to_cancel, entitlements.c.recheck_at <= now)
        if not await self._count(cursors, cursors.c.at >= self._restarted):
            return "the catch-up has not ended"
        if lost := await self.lost():
            return f"{len(lost)} events are not closed in the inbox: {sorted(lost)[:3]}"
        if open_ := await self._count(inbox, inbox.c.state.not_in(CLOSED)):
            return f"{open_} letters are open"
        if tasks := await self._count(access_tasks, access_tasks.c.user_id > 0):
            return f"{tasks} members wait for a look"
        if rights := await self._count(entitlements, due):
            return f"{rights} rights are due to be looked at or cancelled"
        return ""

    async def lost(self) -> set[str]:
        """Return the events for us that are not closed in the inbox."""
        oldest = int((self._world.now() - WINDOW).timestamp())
        wanted = {
            event["id"]
            for event in self._world.sandbox.stripe.events.values()
            if event["type"] in USED_EVENTS and event["created"] >= oldest
        }
        return wanted - await self._closed(sorted(wanted))

    async def _closed(self, events: Collection[str]) -> set[str]:
        ids = list(events)
        found: set[str] = set()
        async with self._database.read() as connection:
            for start in range(0, len(ids), CHUNK):
                query = select(inbox.c.external_id).where(
                    inbox.c.state.in_(CLOSED), inbox.c.external_id.in_(ids[start : start + CHUNK])
                )
                found |= set(await connection.scalars(query))
        return found

    async def _count(self, table: Table, condition: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(condition)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0
