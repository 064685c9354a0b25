"""Stores what facts mean for the figures, in the transaction that records them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.payments.fact_repository import HELD_STATES, policy_for
from bot.payments.ledger.facts import Charge, Payment, Snapshot, Subscription, from_body
from bot.payments.mentioned_offers import mentioned_offers
from bot.payments.revenue.history import PlanOf, Seen, history, lines_of, same_worth
from bot.payments.revenue.income import of_charge, of_invoice, of_payment
from bot.payments.stripe.objects.invoice import PaidInvoice
from bot.payments.stripe.objects.metadata import Owner
from data import facts, plans, revenue
from data.engine import Connection
from data.facts import StoredFact
from data.plans import Listing
from data.revenue import ListPrice

NO_GRACE = timedelta(0)  # the grace period does not matter here


async def record_figures(
    connection: Connection,
    snapshot: Snapshot,
    before: Mapping[str, Any] | None,
    owner: Owner,
    listing: Listing,
    at: datetime,
) -> None:
    """Update the figures after a snapshot was stored, first seen at a time.

    `before` is the object's newest snapshot until then, and `listing` has what `snapshot` mentions.
    A renewal changes nothing, so that it takes no statement.
    """
    match snapshot:
        case Subscription() if before is None:
            rows = history([Seen(at, owner.user_id, snapshot)], _plans_of(listing), {})
            await revenue.add_history(connection, owner.guild_id, snapshot.id, rows)
        case Subscription():
            known = from_body("subscription", before or {})
            if not isinstance(known, Subscription) or not same_worth(known, snapshot):
                rows = await facts.of_object(connection, "subscription", snapshot.id)
                every = await _listing(connection, owner.guild_id, rows, listing)
                await record_history(connection, owner.guild_id, rows, every)
        case Payment():
            rows = of_payment(snapshot, owner)
            if rows or before is not None:
                await revenue.replace_income(connection, snapshot.id, rows)
        case Charge():
            await revenue.replace_income(connection, snapshot.id, of_charge(snapshot, owner))
        case _:
            pass


async def record_history(
    connection: Connection, guild_id: int, rows: Sequence[StoredFact], listing: Listing
) -> None:
    """Rebuild the history of one subscription from all its facts."""
    seen = [_seen(row) for row in rows if not row.body.get("left")]
    if not seen:
        return
    prices = await _prices(connection, guild_id, seen)
    await revenue.replace_history(
        connection, guild_id, rows[0].object_id, history(seen, _plans_of(listing), prices)
    )


async def record_paid(
    connection: Connection, invoices: Iterable[PaidInvoice], owner: Owner
) -> None:
    """Store the paid invoices that are new."""
    await revenue.add_income(connection, [of_invoice(invoice, owner) for invoice in invoices])


async def _listing(
    connection: Connection, guild_id: int, rows: Sequence[StoredFact], listing: Listing
) -> Listing:
    """Return a listing with all that the facts mention: the given one, if that has it."""
    mentions = mentioned_offers(from_body(row.kind, row.body) for row in rows)
    if listing.has(mentions):
        return listing
    return await plans.listing_of(connection, guild_id, mentions)


def _plans_of(listing: Listing) -> PlanOf:
    """Return the function that finds the plans of a subscription, as the ledger does."""
    held = [plan for plan in listing.plans if plan.state in HELD_STATES]
    return policy_for(held, listing.plan_of_price, NO_GRACE).parts


def _seen(row: StoredFact) -> Seen:
    """Return a stored fact and when it was first seen.

    Its `as_of` grows with each confirmation, but not the time at which it was stored.
    """
    snapshot = from_body("subscription", row.body)
    assert isinstance(snapshot, Subscription)  # noqa: S101 its kind says so
    return Seen(min(row.as_of, row.recorded_at), row.user_id, snapshot)


async def _prices(
    connection: Connection, guild_id: int, seen: Iterable[Seen]
) -> Mapping[str, ListPrice]:
    """Return our list prices, if facts lack what was paid."""
    lacking = any(not line.interval for each in seen for line in lines_of(each.snapshot))
    return await revenue.list_prices(connection, guild_id) if lacking else {}
