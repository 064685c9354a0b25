"""Quotes and makes switches of running subscriptions.

A switch that is charged now takes effect only once Stripe has the money (a pending update), one
that waits is a schedule at Stripe: neither needs this process to run later.
"""

from contextlib import suppress

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.billing_portal import MAX_SEATS
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.checkout_pages import Sale, sold_on
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.ledger.facts import at
from bot.payments.notifications.open_invoice import open_invoice_of
from bot.payments.payer_subscription import payer_subscription
from bot.payments.planned_switch import (
    PlannedSwitch,
    is_members,
    later_phase,
    release_idle,
)
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import error_from_refusal
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import owner_from_metadata
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.subscription_changes import ItemChange
from bot.payments.stripe.transport import StripeRefusedError
from bot.payments.switching.quote import (
    Costs,
    Holding,
    Quote,
    Sold,
    SwitchResult,
    Wanted,
    check_switchable,
    holdings_in,
    offers_held,
    on_sale,
    roles_besides,
    sold_of,
    tax_of,
)
from bot.payments.switching.rules import targets, waits
from bot.payments.switching.tax import SwitchTax
from bot.scheduling.worker import WakeupEvent
from data import facts, plans
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Listing


class SwitchService:
    """Switches what members pay for.

    Methods raise `UserError` for what the member can't switch or not now, `RetryLaterError` if
    Stripe can't be reached, and `PersonMustActError` if it refuses until the owner acts.
    """

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        object_sync: ObjectSync,
        entitlement_service: EntitlementService,
        clock: Clock,
        wakeup: WakeupEvent,
    ) -> None:
        self._database = database
        self._api = api
        self._pages = CheckoutPages(database, api, object_sync)
        self._tax = SwitchTax(database, api, clock)
        self._object_sync = object_sync
        self._entitlements = entitlement_service
        self._clock = clock
        self._wakeup = wakeup

    async def holdings(self, guild_id: int, user_id: int) -> list[Holding]:
        """Return the subscriptions that a member has and pays, without asking Stripe."""
        member = await self._entitlements.load(guild_id, user_id)
        listing = await self._listing(guild_id, offers_held(member))
        return holdings_in(member, listing)

    async def quote(self, guild_id: int, user_id: int, wanted: Wanted) -> Quote:
        """Return what a switch costs now and later, as Stripe computes it; change nothing."""
        body, before, listing = await self._held(guild_id, user_id, wanted.subscription_id)
        after = await self._wanted(wanted, before, listing, user_id)
        (item,) = body["items"]["data"]
        same, price_id = after.price == before.price, after.price.price_id or ""
        change = ItemChange(body["id"], item["id"], price_id, after.seats, same_price=same)
        invoice = await self._tax.preview(before, after, change)
        recurring, tax = invoice["total"], tax_of(invoice)
        now, ends = self._clock.now(), at(item["current_period_end"])
        moment = max(int(now.timestamp()), item["current_period_start"])
        if waits(before.price, before.seats, after.price, after.seats, before.plan.terms):
            if after.plan.state != "active" or after.price not in after.plan.prices:
                raise UserError("switch-old-price")  # an archived price can't be planned
            costs = Costs(recurring=recurring, tax=tax, starts_at=ends, next_at=ends)
            lost = await self._seats_lost(guild_id, user_id, change)
            return Quote(change, before, after, costs, waits=True, moment=moment, seats_lost=lost)
        invoice = await self._api.preview_now(change, moment)
        if before.price.terms[:2] != after.price.terms[:2]:  # another interval begins now
            ends = at(max(line["period"]["end"] for line in invoice["lines"]["data"]))
        due = invoice["amount_due"] or min(0, invoice["total"])
        costs = Costs(due=due, recurring=recurring, tax=tax, starts_at=now, next_at=ends)
        lost = await self._seats_lost(guild_id, user_id, change)
        return Quote(change, before, after, costs, waits=False, moment=moment, seats_lost=lost)

    async def make(self, guild_id: int, user_id: int, quote: Quote) -> SwitchResult:
        """Make a quoted switch, if the subscription is still as it was then.

        A repeated request is charged once, because its key names the quote. One that waits is
        made once, because Stripe accepts only one schedule for a subscription.
        """
        change = quote.change
        body, before, listing = await self._held(guild_id, user_id, change.subscription_id)
        if before != quote.before:
            raise UserError("switch-changed")
        wanted = Wanted(change.subscription_id, quote.after.price.id, quote.after.seats)
        # Again: since the question they may have got the same otherwise, or it is sold no more.
        if await self._wanted(wanted, before, listing, user_id) != quote.after:
            raise UserError("switch-changed")
        await self._close_pages(body, quote)
        if quote.waits:
            await self._plan(body, quote)
            await self._close_newer_pages(body, quote)
            await self._sync(change.subscription_id)
            return SwitchResult("planned")
        key = f"lyceum-switch-{_key(quote)}"
        paid = await self._api.change_if_paid(change, quote.moment, key=key)
        await self._close_newer_pages(body, quote)
        await self._sync(change.subscription_id)
        if paid:
            return SwitchResult("done")
        invoice = open_invoice_of(await self._api.subscription(change.subscription_id))
        return SwitchResult("unpaid", "" if invoice is None else invoice.url)

    async def _plan(self, body: Answer, quote: Quote) -> None:
        # Its own key each time: a schedule that an interrupted request released can't be used.
        key = f"lyceum-planned-{_key(quote)}-{self._clock.now():%Y%m%d%H%M%S%f}"
        try:
            await self._api.change_at_renewal(body, quote.change, key=key)
        except StripeRefusedError as error:
            # Whether a schedule may begin at an archived price is undocumented.
            if error_from_refusal(error) == "inactive":
                raise UserError("switch-not-from-old-price") from error
            raise

    async def _close_pages(self, body: Answer, quote: Quote) -> None:
        """Close the payer's checkout pages of what a switch buys. Raises as `make` does."""
        owner = owner_from_metadata(body["metadata"])
        sale = Sale(
            guild_id=owner.guild_id,
            user_id=owner.payer_id or owner.user_id,
            recipient_id=owner.user_id,
            plan=quote.after.plan,
            price=quote.after.price,
            gift="member" if owner.payer_id else "",
        )
        paid = await self._pages.make_room(sale)
        ids = frozenset(page.plan_id for page in paid)
        listing = await self._listing(owner.guild_id, OfferMentions(ids)) if paid else None
        for page in paid:
            if listing and sale.plan.gives_same_as(sold_on(page, listing)[0]):
                raise UserError("payments-already-paying", plan=sale.plan.name)

    async def _close_newer_pages(self, body: Answer, quote: Quote) -> None:
        """Close what opened during a switch; drop a plan if such a page was paid."""
        try:
            with suppress(RetryLaterError, PersonMustActError):  # a worker closes them then
                await self._close_pages(body, quote)
        except UserError:
            if not quote.waits:
                return  # both were charged: the ledger notifies the payer and staff
            now = await self._api.subscription(body["id"])
            if now.get("schedule"):
                await self._api.release_schedule(now["schedule"])
            raise

    async def _held(
        self, guild_id: int, user_id: int, subscription_id: str
    ) -> tuple[Answer, Sold, Listing]:
        """Return a subscription that can be switched, what it is for, and what is offered."""
        body, owner = await payer_subscription(self._api, subscription_id, user_id)
        if owner.guild_id != guild_id:
            raise UserError("status-over")
        check_switchable(body)
        (item,) = body["items"]["data"]
        sold = OfferMentions(sold=frozenset(((item["price"]["id"], ""),)))
        listing = await self._listing(guild_id, sold)
        return body, sold_of(body, listing), listing

    async def planned(
        self, guild_id: int, user_id: int, subscription_id: str
    ) -> PlannedSwitch | None:
        """Return what a subscription will be switched to, and when; None if it stays."""
        body, _ = await payer_subscription(self._api, subscription_id, user_id)
        phase = await later_phase(self._api, body)
        planned = phase and phase.switch(await self._listing(guild_id, phase.mentions))
        if planned is None:
            await release_idle(self._api, body)
        return planned

    async def undo(self, user_id: int, subscription_id: str) -> None:
        """Drop a switch that waits: the subscription renews as it is."""
        body, _ = await payer_subscription(self._api, subscription_id, user_id)
        if body.get("schedule"):
            schedule = await self._api.schedule(body["schedule"])
            if not is_members(schedule):
                raise UserError("switch-by-staff")
            await self._api.release_schedule(schedule["id"])
        await self._sync(subscription_id)

    async def _wanted(self, wanted: Wanted, before: Sold, listing: Listing, user_id: int) -> Sold:
        plan, price = before.plan, before.price
        if wanted.price is not None:
            member = await self._entitlements.load(before.plan.guild_id, user_id)
            taken = roles_besides(member, wanted.subscription_id)
            offered = targets(on_sale(listing), before.price, plan, taken)
            found = [each for each in offered if each[1].id == wanted.price]
            if not found and before.price.id != wanted.price:
                raise UserError("switch-not-offered")
            plan, price = found[0] if found else (plan, price)
        seats = before.seats if wanted.seats is None else wanted.seats
        if not 1 <= seats <= MAX_SEATS:
            raise UserError("payments-seats-range", most=MAX_SEATS)
        after = Sold(plan, price, seats)
        if after == before:
            raise UserError("switch-same", plan=plan.name)
        return after

    async def _seats_lost(self, guild_id: int, user_id: int, change: ItemChange) -> int:
        async with self._database.read_fast() as connection:
            found = await facts.redeemers(connection, guild_id, change.subscription_id)
        return max(0, len({*found, user_id}) - change.quantity)

    async def _listing(self, guild_id: int, mentions: OfferMentions) -> Listing:
        """Return all plans, and those of the products that are mentioned.

        A product is switched only to its own prices, and a guild may sell thousands.
        """
        async with self._database.read_fast() as connection:
            return await plans.listing_of(connection, guild_id, mentions)

    async def _sync(self, subscription_id: str) -> None:
        await self._object_sync.sync(EventTarget("subscription", subscription_id))
        self._wakeup.notify()


def _key(quote: Quote) -> str:
    change = quote.change
    return f"{change.item_id}-{change.price_id}-{change.quantity}-{quote.moment}"
