"""Assigns subscriptions to our prices that were bought elsewhere to a member."""

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.purchase_match import sold_items
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import STRIPE_ID, EventTarget
from bot.payments.stripe.objects.metadata import MEMBER, Owner, to_metadata
from bot.payments.stripe.transport import StripeRefusedError
from bot.scheduling.worker import WakeupEvent
from data import audit, notices, plans
from data.engine import Database
from data.plans import Plan


class AssignmentService:
    """Lets staff assign a subscription without an owner to the member who pays for it."""

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

    async def plan_of(self, guild_id: int, subscription_id: str) -> Plan:
        """Return the plan that a subscription pays for.

        Raises:
            UserError: If Stripe has no such subscription, it pays for nothing of this server, or
                it has an owner already.
            RetryLaterError: If Stripe can't be reached.
            PersonMustActError: If Stripe refuses until the owner acts.
        """
        shown = subscription_id[:60]
        if not (is_subscription(subscription_id) and STRIPE_ID.fullmatch(subscription_id)):
            raise UserError("grants-assign-unknown", subscription=shown)
        try:
            body = await self._api.subscription(subscription_id)
        except StripeRefusedError:
            raise UserError("grants-assign-unknown", subscription=shown) from None
        if MEMBER in body["metadata"]:
            raise UserError("grants-assign-taken", member=f"<@{body['metadata'][MEMBER]}>")
        async with self._database.read_fast() as connection:
            for sold in sold_items(body["items"]["data"]):
                plan = await plans.of_price(connection, sold.price_id)
                if plan is not None and plan.guild_id == guild_id:
                    return plan
        raise UserError("grants-assign-not-sold", subscription=shown)

    async def assign(
        self, guild_id: int, actor_id: int, user_id: int, subscription_id: str
    ) -> Plan:
        """Set a subscription's owner at Stripe and sync it. Raises as `plan_of` does."""
        plan = await self.plan_of(guild_id, subscription_id)
        owner = Owner(guild_id, user_id, plan.id, plan_key=plan.key)
        await self._api.set_subscription_metadata(subscription_id, to_metadata(owner))
        await self._object_sync.sync(EventTarget("subscription", subscription_id))
        async with self._database.write() as connection:
            await notices.withdraw(connection, f"staff-unowned:{subscription_id}", guild_id)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="grants.assign",
                user_id=user_id,
                at=self._clock.now(),
                detail={"plan": plan.name, "source": subscription_id},
            )
        self._wakeup.notify()
        return plan
