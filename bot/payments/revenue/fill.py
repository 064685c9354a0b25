"""Fills the figures from facts that are older than the figures, once."""

import asyncio
import time
from itertools import groupby
from operator import attrgetter

import structlog

from bot.clock import Clock
from bot.payments.ledger.facts import Charge, Payment, from_body
from bot.payments.revenue.income import of_charge, of_payment
from bot.payments.revenue.recording import record_history
from bot.payments.stripe.objects.metadata import Owner
from data import facts, inbox, plans, revenue
from data.engine import Connection, Database
from data.facts import StoredFact
from data.offer_mentions import OfferMentions
from data.plans import Listing

DONE = "revenue-filled"  # a cursor
KINDS = ("subscription", "payment", "charge")
PAGE = 5  # objects in one transaction, each with up to hundreds of facts: others want to write

_log = structlog.get_logger(__name__)


class RevenueFill:
    """Derives history and income from all facts; repeating it changes nothing.

    It works half of the time only, so that payments and answers hardly wait for it.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Fill the figures, unless that is done."""
        async with self._database.read() as connection:
            if await inbox.cursor(connection, DONE) is not None:
                return
        count = 0
        for kind in KINDS:
            after: str | None = ""
            while after is not None:
                began = time.monotonic()
                async with self._database.write() as connection:
                    objects = await revenue.objects_after(connection, kind, after, PAGE)
                    await self._fill(connection, kind, objects)
                count += len(objects)
                after = objects[-1] if len(objects) == PAGE else None
                await asyncio.sleep(time.monotonic() - began)
        async with self._database.write() as connection:
            await inbox.move_cursor(connection, DONE, self._clock.now())
        _log.info("revenue.filled", objects=count)

    async def _fill(self, connection: Connection, kind: str, objects: list[str]) -> None:
        rows = await facts.of_objects(connection, kind, objects)
        listings: dict[int, Listing] = {}
        by_object = attrgetter("object_id")
        for object_id, group in groupby(sorted(rows, key=by_object), key=by_object):
            own = list(group)
            guild_id = own[-1].guild_id
            if kind == "subscription":
                if guild_id not in listings:
                    listings[guild_id] = await plans.listing_of(
                        connection, guild_id, OfferMentions()
                    )
                await record_history(connection, guild_id, own, listings[guild_id])
            else:
                await _fill_income(connection, object_id, own)


async def _fill_income(connection: Connection, object_id: str, rows: list[StoredFact]) -> None:
    held = [row for row in rows if not row.body.get("left")]
    newest = max(held, key=lambda row: (row.as_of, row.id), default=None)
    if newest is None:
        return
    snapshot = from_body(newest.kind, newest.body)
    payer_id = newest.body.get("payer_id")
    owner = Owner(newest.guild_id, newest.user_id, snapshot.plan_id, payer_id)
    match snapshot:
        case Payment():
            await revenue.replace_income(connection, object_id, of_payment(snapshot, owner))
        case Charge():
            await revenue.replace_income(connection, object_id, of_charge(snapshot, owner))
        case _:
            pass
