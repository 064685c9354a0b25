"""Assigns purchases at our prices that were made elsewhere to a member."""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.purchase_match import SoldItem, sold_items
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import STRIPE_ID
from bot.payments.stripe.objects.metadata import MEMBER, Owner, to_metadata
from bot.payments.stripe.transport import StripeRefusedError
from bot.scheduling.worker import WakeupEvent
from data import audit, notices, plans
from data.engine import Database
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
        self._object_sync = object_sync
        self._clock = clock
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
        """Set a purchase's owner at Stripe and sync it. Raises as `plan_of` does."""
        plan, price = await self._sold(guild_id, purchase_id)
        owner = Owner(guild_id, user_id, plan.id, plan_key=plan.key)
        if is_subscription(purchase_id):
            await self._api.set_subscription_metadata(purchase_id, to_metadata(owner))
            await self._object_sync.sync_assigned("subscription", purchase_id)
        else:
            owner = replace(owner, days=price.days)
            await self._api.set_session_metadata(purchase_id, to_metadata(owner))
            await self._object_sync.sync_assigned("session", purchase_id)
        async with self._database.write() as connection:
            await notices.withdraw(connection, f"staff-unowned:{purchase_id}", guild_id)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="grants.assign",
                user_id=user_id,
                at=self._clock.now(),
                detail={"plan": plan.name, "source": purchase_id},
            )
        self._wakeup.notify()
        return plan

    async def _sold(self, guild_id: int, purchase_id: str) -> tuple[Plan, Price]:
        """Return the plan and price of a purchase. Raises as `plan_of` does."""
        metadata, sold = await self._fetch(purchase_id)
        if MEMBER in metadata:
            raise UserError("grants-assign-taken", member=f"<@{metadata[MEMBER]}>")
        async with self._database.read_fast() as connection:
            listing = await plans.listing(connection, guild_id)
        known = {plan.id: plan for plan in listing.plans}
        for each in sold:
            plan_id = listing.plan_of_price.get(each.price_id)
            if plan_id in known:
                return known[plan_id], listing.prices[each.price_id]
        raise UserError("grants-assign-not-sold", purchase=purchase_id[:60])

    async def _fetch(self, purchase_id: str) -> tuple[Mapping[str, str], list[SoldItem]]:
        """Return the metadata of a purchase, and what it pays for. Raises UserError."""
        unknown = UserError("grants-assign-unknown", purchase=purchase_id[:60])
        if not STRIPE_ID.fullmatch(purchase_id):
            raise unknown
        try:
            if is_subscription(purchase_id):
                body = await self._api.subscription(purchase_id)
                return body["metadata"], sold_items(body["items"]["data"])
            if purchase_id.startswith("cs_"):
                body = await self._api.session(purchase_id)
                if body["mode"] == "payment" and body["status"] == "complete":
                    return body["metadata"] or {}, sold_items(body["line_items"]["data"])
        except StripeRefusedError:
            pass
        raise unknown
