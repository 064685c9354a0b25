"""Collects what a member has and pays for, for the membership status."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import CURRENT_STATES, Entitlement
from bot.payments.ledger.facts import Snapshot, Subscription, at, payer_of
from bot.payments.notifications.open_invoice import OpenInvoice, open_invoice_of
from bot.payments.planned_switch import PlannedSwitch, planned_switch
from bot.payments.purchase import subscriptions_paid
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.queries import TIMEOUT_SECONDS
from data import checkouts, facts, members, plans, signals
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Listing
from data.signals import SignalCount

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReceivedGift:
    """An entitlement that the member pays for another member."""

    recipient_id: int
    plan: str
    entitlement: Entitlement


@dataclass(frozen=True, slots=True)
class MembershipOverview:
    """A member's entitlements, with open invoices, seats, gifts and settings.

    Attributes:
        user_id: The member.
        entitlements: The entitlements, with their plans and snapshots.
        invoices: The open invoice of each unpaid subscription that the member pays, by id.
        seats: The number of others who use a seat of each subscription, by id.
        gifts: The entitlements that the member pays for others.
        reminders: Whether the member gets reminders before something ends.
        planned: The switch that waits for each subscription's renewal, by id.
    """

    user_id: int
    entitlements: MemberEntitlements
    invoices: Mapping[str, OpenInvoice]
    seats: Mapping[str, int]
    gifts: tuple[ReceivedGift, ...]
    reminders: bool
    planned: Mapping[str, PlannedSwitch] = field(default_factory=dict[str, PlannedSwitch])

    def snapshot(self, entitlement: Entitlement) -> Snapshot | None:
        """Return the snapshot behind an entitlement."""
        return self.entitlements.snapshots.get(entitlement.source)

    def pays(self, entitlement: Entitlement) -> bool:
        """Return whether an entitlement is a subscription that the member pays for."""
        snapshot = self.snapshot(entitlement)
        return isinstance(snapshot, Subscription) and (snapshot.payer_id or self.user_id) == (
            self.user_id
        )

    def cost(self, entitlement: Entitlement) -> tuple[int, str] | None:
        """Return a subscription's next amount and currency: its open or next invoice's.

        None if that is not known for certain, and for all but its first plan.
        """
        if entitlement.source != entitlement.stripe_id:
            return None
        if entitlement.reason == "past-due":
            invoice = self.invoices.get(entitlement.source)
            return None if invoice is None else (invoice.amount, invoice.currency)
        match self.snapshot(entitlement):
            case Subscription(next_amount=int(amount), currency=str(currency)) if currency:
                return amount, currency
            case _:
                return None


class MembershipOverviewService:
    """Loads the overview of a member's memberships, and their settings."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        entitlement_service: EntitlementService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._api = api
        self._entitlements = entitlement_service
        self._clock = clock

    async def load(self, guild_id: int, user_id: int) -> MembershipOverview:
        """Return a member's overview, with what only Stripe knows."""
        entitlements = await self._entitlements.load(guild_id, user_id)
        async with self._database.read() as connection:
            recipients = await checkouts.gifted(connection, guild_id, user_id)
            reminders = await members.wants_reminders(connection, guild_id, user_id)
            # Only plans are switched, and each has a role.
            listing = await plans.listing_of(connection, guild_id, OfferMentions())
            seats = {
                id_: len(set(await facts.redeemers(connection, guild_id, id_)) - {user_id})
                for id_, snapshot in entitlements.snapshots.items()
                if isinstance(snapshot, Subscription) and snapshot.quantity > 1
            }
        return MembershipOverview(
            user_id=user_id,
            entitlements=entitlements,
            invoices=await self._open_invoices(entitlements),
            seats=seats,
            gifts=tuple(await self._gifts(guild_id, user_id, recipients)),
            reminders=reminders,
            planned=await self._planned(entitlements, listing),
        )

    async def use(self, guild_id: int, user_id: int, since: datetime) -> list[SignalCount]:
        """Return the counts of a member's signals since an instant."""
        async with self._database.read() as connection:
            return await signals.counts_by_kind(connection, guild_id, user_id, since)

    async def set_reminders(self, guild_id: int, user_id: int, *, wanted: bool) -> None:
        """Store whether a member wants reminders."""
        async with self._database.write() as connection:
            await members.set_reminders(
                connection, guild_id, user_id, self._clock.now(), wanted=wanted
            )

    async def _open_invoices(self, entitlements: MemberEntitlements) -> dict[str, OpenInvoice]:
        """Fetch the open invoice of each unpaid renewal; without a response there is none."""
        invoices: dict[str, OpenInvoice] = {}
        for entitlement in entitlements.entitlements:
            snapshot = entitlements.snapshots.get(entitlement.source)
            theirs = isinstance(snapshot, Subscription) and snapshot.payer_id is None
            theirs = theirs and entitlement.source == entitlement.stripe_id
            if (
                not theirs
                or entitlement.reason != "past-due"
                or entitlement.state not in CURRENT_STATES
            ):
                continue
            try:
                invoice = open_invoice_of(await self._api.subscription(entitlement.source))
            except (RetryLaterError, PersonMustActError) as error:
                _log.warning("overview.no_invoice", source=entitlement.source, error=str(error))
                continue
            if invoice is not None:
                invoices[entitlement.source] = invoice
        return invoices

    async def _planned(
        self, entitlements: MemberEntitlements, listing: Listing
    ) -> dict[str, PlannedSwitch]:
        """Fetch the planned switches; without a response there is none."""
        planned: dict[str, PlannedSwitch] = {}
        for subscription_id in subscriptions_paid(entitlements):
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    body = await self._api.subscription(subscription_id)
                    found = await planned_switch(self._api, body, listing)
            except (RetryLaterError, PersonMustActError, TimeoutError) as error:
                _log.warning("overview.no_plan", source=subscription_id, error=str(error))
                continue
            if found is not None:
                planned[subscription_id] = found
        return planned

    async def _gifts(
        self, guild_id: int, user_id: int, recipients: list[int]
    ) -> list[ReceivedGift]:
        """Return the entitlements of others that this member paid for."""
        found: list[ReceivedGift] = []
        for recipient_id in recipients:
            entitlements = await self._entitlements.load(guild_id, recipient_id)
            for entitlement in entitlements.entitlements:
                snapshot = entitlements.snapshots.get(entitlement.source)
                plan = entitlements.plans.get(entitlement.plan_id)
                if plan and entitlement.state in CURRENT_STATES and payer_of(snapshot) == user_id:
                    found.append(ReceivedGift(recipient_id, plan.name, entitlement))
        return found


def period_start(entitlement: Entitlement, snapshot: Snapshot | None) -> datetime:
    """Return the start of the period that was last paid for."""
    if isinstance(snapshot, Subscription):
        return at(snapshot.period_start)
    return entitlement.starts_at
