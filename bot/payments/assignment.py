"""Assigns purchases at our prices that were made elsewhere to a member."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.purchase_match import SoldItem, sold_items
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import STRIPE_ID
from bot.payments.stripe.objects.metadata import (
    MEMBER,
    ForeignObjectError,
    Owner,
    owner_from_metadata,
)
from bot.payments.stripe.transport import StripeRefusedError
from bot.payments.take_over import Customer, PurchaseTakeOver, TakeOver
from bot.scheduling.worker import WakeupEvent
from data import plans
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Plan
from data.prices import Price


class AssignmentService:
    """Lets staff assign a purchase without an owner to the member who paid for it."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        object_sync: ObjectSync,
        clock: Clock,
        wakeup: WakeupEvent,
    ) -> None:
        self._database = database
        self._api = api
        self._take_over = PurchaseTakeOver(database, api, object_sync, clock)
        self._wakeup = wakeup

    async def plan_of(self, guild_id: int, purchase_id: str) -> Plan:
        """Return the plan that a subscription or a one-time checkout pays for.

        Raises:
            UserError: If Stripe has no such purchase, it pays for nothing of this server, or it
                has an owner already.
            RetryLaterError: If Stripe can't be reached.
            PersonMustActError: If Stripe refuses until the owner acts.
        """
        return (await self._sold(guild_id, purchase_id))[0]

    async def assign(self, guild_id: int, actor_id: int, user_id: int, purchase_id: str) -> Plan:
        """Take over a purchase for a member. Raises as `plan_of` does."""
        plan, price, customer = await self._sold(guild_id, purchase_id)
        owner = Owner(guild_id, user_id, plan.id, plan_key=plan.key)
        kind = "subscription" if is_subscription(purchase_id) else "session"
        if kind == "session":
            owner = replace(owner, days=price.days)
        taken = TakeOver(
            kind=kind,
            purchase_id=purchase_id,
            owner=owner,
            plan=plan,
            customer=customer,
            sole=await self._pays_for_nobody_else(customer, owner),
            actor_id=actor_id,
        )
        await self._take_over.take_over(taken)
        self._wakeup.notify()
        return plan

    async def _pays_for_nobody_else(self, customer: Customer, owner: Owner) -> bool:
        """Return whether no subscription of a customer is another member's."""
        if not customer.id:
            return False
        for body in await self._api.subscriptions_of_customer(customer.id):
            with suppress(ForeignObjectError):
                other = owner_from_metadata(body["metadata"])
                if (other.guild_id, other.user_id) != (owner.guild_id, owner.user_id):
                    return False
        return True

    async def _sold(self, guild_id: int, purchase_id: str) -> tuple[Plan, Price, Customer]:
        """Return the plan, price and payer of a purchase. Raises as `plan_of` does."""
        metadata, sold, customer = await self._fetch(purchase_id)
        if MEMBER in metadata:
            raise UserError("grants-assign-taken", member=f"<@{metadata[MEMBER]}>")
        async with self._database.read_fast() as connection:
            mentions = OfferMentions(sold=frozenset((each.price_id, "") for each in sold))
            listing = await plans.listing_of(connection, guild_id, mentions)
        known = {plan.id: plan for plan in listing.plans}
        for each in sold:
            plan_id = listing.plan_of_price.get(each.price_id)
            if plan_id in known:
                return known[plan_id], listing.prices[each.price_id], customer
        raise UserError("grants-assign-not-sold", purchase=purchase_id[:60])

    async def _fetch(self, purchase_id: str) -> tuple[Mapping[str, str], list[SoldItem], Customer]:
        """Return a purchase's metadata, what it pays for, and its payer. Raises UserError."""
        unknown = UserError("grants-assign-unknown", purchase=purchase_id[:60])
        if not STRIPE_ID.fullmatch(purchase_id):
            raise unknown
        try:
            if is_subscription(purchase_id):
                body = await self._api.subscription(purchase_id)
                items = sold_items(body["items"]["data"])
                return body["metadata"], items, Customer.read(body["customer"])
            if purchase_id.startswith("cs_"):
                body = await self._api.session(purchase_id)
                if body["mode"] == "payment" and body["status"] == "complete":
                    payer: Mapping[str, Any] = {}
                    if body.get("customer") is not None:
                        payer = await self._api.customer(body["customer"])
                    lines = sold_items(body["line_items"]["data"])
                    return body["metadata"] or {}, lines, Customer.read(payer)
        except StripeRefusedError:
            pass
        raise unknown
