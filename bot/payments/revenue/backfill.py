"""Adds to the figures what Stripe lists but no fact holds: invoices and terms."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.payments.ledger.facts import Snapshot, Subscription, from_body, to_body
from bot.payments.revenue.income import of_invoice
from bot.payments.revenue.recording import record_history
from bot.payments.stripe.objects.invoice import PaidInvoice, paid_invoice, subscription_of
from bot.payments.stripe.objects.metadata import Owner
from data import facts, inbox, plans, reconcile, revenue
from data.engine import Connection, Database
from data.offer_mentions import OfferMentions
from data.reconcile import NewestFact
from data.revenue import IncomeRow

# Since when all invoices are stored, as a cursor.
COMPLETE = "income-since"
BATCH = 10  # subscriptions in one transaction, because others wait for it


class RevenueBackfill:
    """Completes the figures during a comparison with Stripe; it grants nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def is_complete(self) -> bool:
        """Return whether older invoices were added before."""
        async with self._database.read() as connection:
            return await inbox.cursor(connection, COMPLETE) is not None

    async def set_complete(self, since: datetime) -> None:
        """Store that all invoices since an instant are there."""
        async with self._database.write() as connection:
            await inbox.move_cursor(connection, COMPLETE, since)

    async def add_invoices(
        self, page: Iterable[Mapping[str, Any]], known: Mapping[str, NewestFact]
    ) -> None:
        """Store the paid invoices of known subscriptions that are new."""
        rows: list[IncomeRow] = []
        for body in page:
            invoice, fact = paid_invoice(body), known.get(subscription_of(body) or "")
            if invoice is not None and fact is not None:
                rows.append(_row(invoice, fact))
        if rows:
            async with self._database.write() as connection:
                await revenue.add_income(connection, rows)

    async def add_terms(
        self, listed: Mapping[str, Snapshot], known: Mapping[str, NewestFact], as_of: datetime
    ) -> None:
        """Record what subscriptions renew for, where facts are older than that field.

        Nothing else of these facts changes, so that no entitlement does.
        """
        lacking = [id_ for id_, fact in known.items() if _lacks_terms(fact)]
        for start in range(0, len(lacking), BATCH):
            batch = lacking[start : start + BATCH]
            async with self._database.write() as connection:
                now_known = await reconcile.newest_facts(connection, "subscription", batch)
                for id_, fact in now_known.items():
                    seen = listed.get(id_)
                    if _lacks_terms(fact) and isinstance(seen, Subscription):
                        await self._add_terms(connection, fact, seen, as_of)

    async def _add_terms(
        self, connection: Connection, fact: NewestFact, seen: Subscription, as_of: datetime
    ) -> None:
        known = from_body("subscription", fact.body)
        if not isinstance(known, Subscription) or seen.price_id != known.price_id:
            return
        snapshot = replace(
            known,
            unit_amount=seen.unit_amount,
            amount=seen.amount,
            interval=seen.interval,
            interval_count=seen.interval_count,
            items=seen.items,
        )
        await facts.append(
            connection,
            guild_id=fact.guild_id,
            user_id=fact.user_id,
            kind="subscription",
            object_id=snapshot.id,
            source=snapshot.id,
            as_of=as_of,
            body=to_body(snapshot),
            event_id=None,
            recorded_at=self._clock.now(),
        )
        rows = await facts.of_object(connection, "subscription", snapshot.id)
        listing = await plans.listing_of(connection, fact.guild_id, OfferMentions())
        await record_history(connection, fact.guild_id, rows, listing)


def _lacks_terms(fact: NewestFact) -> bool:
    return "interval" not in fact.body


def _row(invoice: PaidInvoice, fact: NewestFact) -> IncomeRow:
    payer_id = fact.body.get("payer_id")
    owner = Owner(fact.guild_id, fact.user_id, fact.body["plan_id"], payer_id)
    return of_invoice(invoice, owner)
