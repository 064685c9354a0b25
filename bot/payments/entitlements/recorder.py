"""Records facts, each with everything that follows from it, in one transaction."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.payments.checkout_pages import Sale, close_same
from bot.payments.entitlements.service import EntitlementService
from bot.payments.entitlements.transfer import append_snapshot, transfer
from bot.payments.ledger.facts import Charge, Claim, Grant, Payment, Snapshot, Subscription
from bot.payments.ledger.stripe_statuses import unknown_status
from bot.payments.mentioned_offers import mentioned_offers
from bot.payments.notifications import gift_notices
from bot.payments.notifications.open_invoice import OpenInvoice
from bot.payments.notifications.purchase_notices import notify_of_unknown_plan
from bot.payments.notifications.staff_notices import (
    ChargeChange,
    known_charge,
    notify_charge_change,
)
from bot.payments.revenue.recording import record_figures, record_paid
from bot.payments.stripe.objects.invoice import PaidInvoice
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner
from data import facts, notices, plans, role_sync
from data.engine import Connection, Database
from data.plans import Listing


class FactRecorder:
    """The only place where facts are recorded.

    Each recomputes the entitlements of its owner and of those who redeemed a part of it.
    """

    def __init__(
        self, database: Database, entitlement_service: EntitlementService, clock: Clock
    ) -> None:
        self._database = database
        self._entitlements = entitlement_service
        self._clock = clock

    async def record(
        self,
        snapshot: Snapshot,
        owner: Owner,
        as_of: datetime,
        event_id: str | None = None,
        invoice: OpenInvoice | None = None,
        failures: Sequence[datetime] = (),
        paid: Iterable[PaidInvoice] = (),
    ) -> None:
        """Record a snapshot as of an instant.

        `invoice` is its open invoice; `failures` are the times at which Stripe reported failed
        payments; `paid` are those of its invoices that were paid, as far as they are known.

        Raises:
            ForeignObjectError: If its plan is not ours.
        """
        async with self._database.write_fast() as connection:
            await role_sync.lock_members(connection, owner.guild_id)
            mentions = mentioned_offers([snapshot], also=[owner.plan_id])
            listing = await plans.listing_of(connection, owner.guild_id, mentions)
            plan = next((plan for plan in listing.plans if plan.id == owner.plan_id), None)
            if plan is None:
                await notify_of_unknown_plan(connection, owner, snapshot.id, self._clock.now())
            else:
                before = await known_charge(connection, snapshot)
                if isinstance(snapshot, Subscription) and snapshot.status == "past_due":
                    snapshot = await self._failed(connection, snapshot, [*failures, as_of])
                await self.record_in(connection, snapshot, owner, as_of, event_id, invoice, listing)
                await record_paid(connection, paid, owner)
                await self._warn(connection, owner, snapshot)
                if isinstance(snapshot, Charge):
                    change = ChargeChange(owner, plan, before, snapshot)
                    await notify_charge_change(connection, change, self._clock.now())
        if plan is None:
            raise ForeignObjectError

    async def record_in(
        self,
        connection: Connection,
        snapshot: Snapshot,
        owner: Owner,
        as_of: datetime,
        event_id: str | None = None,
        invoice: OpenInvoice | None = None,
        listing: Listing | None = None,
    ) -> None:
        """Record a snapshot of a known plan of ours, in the caller's transaction.

        `listing` has the offers that the snapshot mentions, if it was read after
        `role_sync.lock_members`.
        """
        if listing is None:
            await role_sync.lock_members(connection, owner.guild_id)
            mentions = mentioned_offers([snapshot], also=[owner.plan_id])
            listing = await plans.listing_of(connection, owner.guild_id, mentions)
        # With the lock held, a concurrent redemption waits, or is among the concerned.
        concerned = await facts.members_of_source(connection, owner.guild_id, snapshot.source)
        members = sorted({owner.user_id, *concerned})
        await self._entitlements.request_role_sync(connection, owner.guild_id, members, locked=True)
        snapshot = await self._last_recorded(connection, snapshot)
        others = set(members) - {owner.user_id}
        now = self._clock.now()
        await transfer(connection, snapshot, owner, others, as_of, now)
        before = await append_snapshot(connection, snapshot, owner, as_of, now, event_id)
        seen_at = min(as_of, now)
        await record_figures(connection, snapshot, before, owner, listing, seen_at)
        await _close_pages_of_switch(connection, snapshot, before, owner, listing)
        await _close_pages_of_gift(connection, snapshot, owner, listing)
        await gift_notices.notify_gift_codes(connection, snapshot, owner, now)
        for user_id in members:
            await self._entitlements.recompute(
                connection, owner.guild_id, user_id, invoice, listing
            )
            await asyncio.sleep(0)  # hundreds may have a seat: let other tasks run

    async def recompute(self, guild_id: int, user_id: int) -> None:
        """Recompute a member's entitlements, because time has passed."""
        async with self._database.write_fast() as connection:
            await self._entitlements.request_role_sync(connection, guild_id, [user_id])
            await self._entitlements.recompute(connection, guild_id, user_id)

    async def subscriptions_of(self, guild_id: int, user_id: int) -> list[str]:
        """Return the ids of a member's subscriptions, ended ones too."""
        async with self._database.read_fast() as connection:
            rows = await facts.of_member(connection, guild_id, user_id)
        return sorted({row.object_id for row in rows if row.kind == "subscription"})

    async def _last_recorded(self, connection: Connection, snapshot: Snapshot) -> Snapshot:
        """Keep the latest time of payment ever recorded, whatever the order of the facts.

        A charge dates from the attempt to pay. If the payment was fetched as unpaid later, or an
        event dates the money days later, it was paid after that.
        """
        if not isinstance(snapshot, Payment) or snapshot.paid is None:
            return snapshot
        paid = snapshot.paid
        for row in await facts.of_object(connection, "payment", snapshot.id):
            if row.body["status"] == "unpaid":
                paid = max(paid, int(row.as_of.timestamp()))
            paid = max(paid, row.body.get("paid") or 0)
        return replace(snapshot, paid=paid)

    async def _failed(
        self, connection: Connection, snapshot: Subscription, failures: Iterable[datetime]
    ) -> Subscription:
        """Set when a renewal failed: the earliest time recorded for these unpaid periods.

        Facts from before this field existed keep their result.
        """
        period_start = snapshot.unpaid_since or snapshot.period_start
        times = [int(instant.timestamp()) for instant in failures]
        if snapshot.failed is not None:
            times = [snapshot.failed]
        for row in await facts.of_object(connection, "subscription", snapshot.id):
            if row.body["status"] != "past_due":
                continue
            noted = row.body.get("failed")
            if noted is not None:
                times.append(noted)
            elif (row.body.get("unpaid_since") or row.body["period_start"]) == period_start:
                return replace(snapshot, failed=None)
        return replace(
            snapshot, failed=min((at for at in times if at >= period_start), default=None)
        )

    async def _warn(self, connection: Connection, owner: Owner, snapshot: Snapshot) -> None:
        """Notify staff of a status of Stripe's that is unknown to us."""
        word = unknown_status(snapshot)
        if word is None:
            return
        await notices.post(
            connection,
            guild_id=owner.guild_id,
            key=f"unknown-status:{word}",
            message="staff-unknown-status",
            arguments={"status": word, "object": snapshot.id},
            at=self._clock.now(),
            again_after=notices.SELDOM,
        )


async def _close_pages_of_switch(
    connection: Connection,
    snapshot: Snapshot,
    before: Mapping[str, Any] | None,
    owner: Owner,
    listing: Listing,
) -> None:
    """Mark the payer's checkout pages for what a subscription is now."""
    if not isinstance(snapshot, Subscription) or before is None:
        return
    if before.get("price_id") == snapshot.price_id or snapshot.price_id not in listing.prices:
        return
    plan_id = listing.plan_of_price[snapshot.price_id]
    sale = Sale(
        guild_id=owner.guild_id,
        user_id=owner.payer_id or owner.user_id,
        recipient_id=owner.user_id,
        plan=next(plan for plan in listing.plans if plan.id == plan_id),
        price=listing.prices[snapshot.price_id],
        gift="member" if owner.payer_id else "",
    )
    await close_same(connection, sale)


async def _close_pages_of_gift(
    connection: Connection, snapshot: Snapshot, owner: Owner, listing: Listing
) -> None:
    """Mark the checkout pages for what a code or staff give.

    Nobody should pay it unaware. A page that is opened afterwards says what the member has.
    """
    if not isinstance(snapshot, Claim | Grant) or snapshot.left:
        return
    sale = Sale(
        guild_id=owner.guild_id,
        user_id=owner.user_id,
        recipient_id=owner.user_id,
        plan=next(plan for plan in listing.plans if plan.id == snapshot.plan_id),
        price=None,
    )
    await close_same(connection, sale)
