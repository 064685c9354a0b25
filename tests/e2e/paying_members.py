"""Provide many paying members, their notices, and the work that is left."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from bot.app import App
from bot.clock import ShiftedClock
from bot.payments.checkout import Purchase
from bot.payments.inbox.processor import CURSOR
from bot.payments.stripe.objects.metadata import MEMBER
from bot.simulator.discord import Person, Role, text_of
from data.engine import Database, open_database
from data.tables import access_tasks, cursors, entitlements, inbox, notices
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox

EVER = datetime.min.replace(tzinfo=UTC)
CONCURRENCY = 10  # how many buy concurrently
SWIFT = {"requests_per_second": 100}  # for work that only prepares a test
REMOVAL = ("DELETE", "*/members/*/roles/*")


@dataclass(slots=True)
class PayingMembers:
    """Members of a sandbox with paid roles, and one clock for Lyceum and Stripe."""

    sandbox: Sandbox
    clock: ShiftedClock
    members: list[Person]
    subscriptions: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    since: datetime = EVER  # when the clocks were last moved

    async def sell(self, name: str, role: Role, **changes: str | int) -> None:
        """Put a plan on sale as the owner."""
        await self.sandbox.guild.wait_for_command("plan")
        options: dict[str, Any] = {"name": name, "role": role, "interval": "month", **changes}
        options |= {"amount": "9.00", "currency": "EUR"}
        reply = await self.sandbox.guild.owner.slash("plan add", in_=self.sandbox.staff, **options)
        assert "on sale" in reply.text, reply.text

    async def buy(self, app: App, plan: str, buyers: Sequence[Person], role: Role) -> None:
        """Let people pay for a plan, and wait until they have its role."""
        for start in range(0, len(buyers), CONCURRENCY):
            batch = buyers[start : start + CONCURRENCY]
            await asyncio.gather(*(self._buy(app, plan, person) for person in batch))
        for person in buyers:
            await self.sandbox.guild.wait_for_role(person, role, timeout=60)

    async def _buy(self, app: App, plan: str, person: Person) -> None:
        purchase = Purchase(self.sandbox.guild.id, person.id, plan, "en")
        opened = await app.services.payments.checkout.open(purchase)
        known = set(self.sandbox.stripe.subscriptions)
        assert (await self.sandbox.stripe.pay(opened.url)).ok
        mine = str(person.id)
        for id_ in self.sandbox.stripe.subscriptions.keys() - known:
            if mine in self.sandbox.stripe.subscriptions[id_]["metadata"].values():
                self.subscriptions.setdefault(person.id, []).append(id_)

    async def move_in(self, plan: str, buyers: Sequence[Person]) -> None:
        """Subscribe people at Stripe as if they bought before, much faster than on pages.

        Lyceum, which is not running, finds them when it starts.
        """
        stripe, model = self.sandbox.stripe, next(iter(self.sandbox.stripe.subscriptions.values()))
        price = model["items"]["data"][0]["price"]["id"]
        stripe.webhooks.stop()
        for person in buyers:
            customer = await stripe.acquaint(f"{person.name}@{plan.lower()}.example")
            metadata = model["metadata"] | {MEMBER: str(person.id)}
            made = await stripe.import_subscription(customer["id"], price, metadata=metadata)
            self.subscriptions.setdefault(person.id, []).append(made["id"])
        stripe.webhooks.start()

    def pass_time(self, time: timedelta) -> None:
        """Advance both clocks, ours and Stripe's."""
        self.clock.advance(time)
        self.sandbox.stripe.advance(time)
        self.since = self.clock.now()

    def removals(self) -> int:
        """Count the requests by which roles were taken."""
        return self.sandbox.discord.count(*REMOVAL)

    def kicks(self) -> int:
        """Count the requests by which members were kicked."""
        asked = self.sandbox.discord.requests.matching("DELETE", "*/guilds/*/members/*")
        return sum("/roles/" not in request.path for request in asked)

    def messages(self) -> list[str]:
        """Return all direct messages to members."""
        return [text_of(message) for person in self.members for message in person.inbox]

    def without(self, role: Role) -> list[Person]:
        """Return the members who don't have a role."""
        return [person for person in self.members if not person.has(role)]


@asynccontextmanager
async def reading(sandbox: Sandbox) -> AsyncGenerator[Database]:
    """Open the database next to a running Lyceum."""
    database = open_database(sandbox.database_url)
    try:
        yield database
    finally:
        await database.close()


async def at_rest(subscribers: PayingMembers, seconds: float) -> None:
    """Wait until all events are processed, roles checked and notices sent.

    Raises:
        TimeoutError: Something stayed undone; the message names it.
    """
    missing = ""
    async with reading(subscribers.sandbox) as database:

        async def is_done() -> bool:
            nonlocal missing
            missing = await left_to_do(database, subscribers.clock.now(), subscribers.since)
            return not missing

        await eventually(is_done, lambda: f"not at rest: {missing}", seconds)


async def look_at_all(app: App, subscribers: PayingMembers) -> None:
    """Have Lyceum check everybody's roles, whatever it has checked before."""
    await app.services.payments.role_sync_queue.request(
        subscribers.sandbox.guild.id, [each.id for each in subscribers.members]
    )
    query = select(func.count()).select_from(access_tasks).where(access_tasks.c.user_id > 0)
    async with reading(subscribers.sandbox) as database:

        async def is_done() -> bool:
            async with database.read() as connection:
                return await connection.scalar(query) == 0

        await eventually(is_done, "members wait for a look", 120)


async def left_to_do(database: Database, now: datetime, since: datetime) -> str:
    """Return what is left to do; empty if nothing is and Stripe's events were read."""
    due = or_(entitlements.c.to_cancel, entitlements.c.recheck_at <= now)
    open_: Iterable[tuple[Table, ColumnElement[bool], str]] = (
        (inbox, inbox.c.state == "new", "events are open"),
        (access_tasks, access_tasks.c.user_id > 0, "members wait for a look"),
        (entitlements, due, "rights are due to be looked at or cancelled"),
        (notices, notices.c.state == "waiting", "words wait to be told"),
    )
    async with database.read() as connection:
        read = cursors.c.name == CURSOR
        at = await connection.scalar(select(cursors.c.at).where(read))
        if at is None or at < since:
            return "Stripe's events were not read"
        for table, condition, words in open_:
            query = select(func.count()).select_from(table).where(condition)
            if count := await connection.scalar(query) or 0:
                return f"{count} {words}"
    return ""
