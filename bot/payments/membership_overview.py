"""All that a member may want to know about what they have and pay for here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import CURRENT_STATES, Entitlement
from bot.payments.ledger.facts import Payment, Snapshot, Subscription, at
from bot.payments.notifications.open_invoice import OpenInvoice, open_invoice_of
from bot.payments.stripe.client import StripeClient
from data import checkouts, facts, members, signals
from data.engine import Database
from data.signals import SignalCount

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReceivedGift:
    """What a member pays for somebody else."""

    recipient_id: int
    plan: str
    entitlement: Entitlement


@dataclass(frozen=True, slots=True)
class MembershipOverview:
    """A member's standing, and what belongs beside it.

    Attributes:
        user_id: The member.
        standing: Rights, plans and what is known of each.
        bills: Of each subscription of theirs that waits to be paid: the bill.
        seats: Of each subscription with seats: how many others use one.
        gifts: What they pay for others.
        reminders: Whether they are reminded before something ends.
    """

    user_id: int
    entitlements: MemberEntitlements
    bills: Mapping[str, OpenInvoice]
    seats: Mapping[str, int]
    gifts: tuple[ReceivedGift, ...]
    reminders: bool

    def snapshot(self, right: Entitlement) -> Snapshot | None:
        """Return what carries a right."""
        return self.entitlements.snapshots.get(right.source)

    def pays(self, right: Entitlement) -> bool:
        """Tell whether a right is a subscription that the member pays for."""
        snapshot = self.snapshot(right)
        return isinstance(snapshot, Subscription) and (snapshot.payer_id or self.user_id) == (
            self.user_id
        )

    def cost(self, right: Entitlement) -> tuple[int, str] | None:
        """Return what a subscription asks for next: an open bill, or its next invoice.

        None where that is not known for certain, and for what it pays beside its first plan.
        """
        if right.source != right.stripe_id:
            return None
        if right.reason == "past-due":
            bill = self.bills.get(right.source)
            return None if bill is None else (bill.amount, bill.currency)
        match self.snapshot(right):
            case Subscription(next_amount=int(amount), currency=str(currency)) if currency:
                return amount, currency
            case _:
                return None


class MembershipOverviewService:
    """Where members ask how they stand."""

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
        """Return how a member stands; only what waits to be paid is asked of Stripe."""
        standing = await self._entitlements.load(guild_id, user_id)
        async with self._database.read() as connection:
            recipients = await checkouts.gifted(connection, guild_id, user_id)
            reminders = await members.wants_reminders(connection, guild_id, user_id)
            seats = {
                id_: len(set(await facts.redeemers(connection, guild_id, id_)) - {user_id})
                for id_, snapshot in standing.snapshots.items()
                if isinstance(snapshot, Subscription) and snapshot.quantity > 1
            }
        return MembershipOverview(
            user_id=user_id,
            entitlements=standing,
            bills=await self._bills(standing),
            seats=seats,
            gifts=tuple(await self._gifts(guild_id, user_id, recipients)),
            reminders=reminders,
        )

    async def use(self, guild_id: int, user_id: int, since: datetime) -> list[SignalCount]:
        """Count what a member did here since an instant."""
        async with self._database.read() as connection:
            return await signals.tally(connection, guild_id, user_id, since)

    async def set_reminders(self, guild_id: int, user_id: int, *, wanted: bool) -> None:
        """Take a member's wish to be reminded or not."""
        async with self._database.write() as connection:
            await members.set_reminders(
                connection, guild_id, user_id, self._clock.now(), wanted=wanted
            )

    async def _bills(self, standing: MemberEntitlements) -> dict[str, OpenInvoice]:
        """Ask Stripe where each unpaid renewal can be paid; without an answer there is no link."""
        bills: dict[str, OpenInvoice] = {}
        for right in standing.entitlements:
            snapshot = standing.snapshots.get(right.source)
            theirs = isinstance(snapshot, Subscription) and snapshot.payer_id is None
            theirs = theirs and right.source == right.stripe_id
            if not theirs or right.reason != "past-due" or right.state not in CURRENT_STATES:
                continue
            try:
                bill = open_invoice_of(await self._api.subscription(right.source))
            except (RetryLaterError, PersonMustActError) as error:
                _log.warning("overview.no-bill", source=right.source, error=str(error))
                continue
            if bill is not None:
                bills[right.source] = bill
        return bills

    async def _gifts(
        self, guild_id: int, user_id: int, recipients: list[int]
    ) -> list[ReceivedGift]:
        """Return what others have that this member paid for."""
        found: list[ReceivedGift] = []
        for recipient_id in recipients:
            standing = await self._entitlements.load(guild_id, recipient_id)
            for right in standing.entitlements:
                snapshot = standing.snapshots.get(right.source)
                plan = standing.plans.get(right.plan_id)
                if plan and right.state in CURRENT_STATES and _payer(snapshot) == user_id:
                    found.append(ReceivedGift(recipient_id, plan.name, right))
        return found


def period_start(right: Entitlement, snapshot: Snapshot | None) -> datetime:
    """Return since when the member has had what was last paid for."""
    if isinstance(snapshot, Subscription):
        return at(snapshot.period_start)
    return right.starts_at


def _payer(snapshot: Snapshot | None) -> int | None:
    return snapshot.payer_id if isinstance(snapshot, Subscription | Payment) else None
