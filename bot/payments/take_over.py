"""Takes over a purchase that was made elsewhere, for the member whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from bot.clock import Clock
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import (
    ForeignObjectError,
    Owner,
    customer_metadata,
    to_metadata,
)
from data import audit, notices, stripe_customers
from data.engine import Connection, Database
from data.plans import Plan


@dataclass(frozen=True, slots=True)
class Customer:
    """A payer at Stripe.

    Attributes:
        id: Stripe's id; "" for a guest.
        made_here: Whether we created it for a member, whose it stays.
    """

    id: str
    made_here: bool

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """Return a customer as Stripe shows it."""
        try:
            customer_metadata(body.get("metadata"))
        except ForeignObjectError:
            return cls(body.get("id", ""), made_here=False)
        return cls(body["id"], made_here=True)


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A purchase to take over.

    Attributes:
        kind: What it is at Stripe.
        purchase_id: Its Stripe id.
        owner: The member, and the plan as Stripe's metadata will name it.
        plan: The plan.
        customer: The payer.
        sole: Whether the payer pays for this member alone, as far as is known.
        actor_id: The member of staff; None for the command `adopt`.
    """

    kind: Literal["subscription", "session"]
    purchase_id: str
    owner: Owner
    plan: Plan
    customer: Customer
    sole: bool
    actor_id: int | None = None


class PurchaseTakeOver:
    """Names the owner of a purchase at Stripe and records it.

    From then on it is like one of ours: everything later, renewals to refunds, needs nothing
    special. Methods raise what `ObjectSync` raises; a repetition continues where that ended.
    """

    def __init__(
        self, database: Database, api: StripeClient, object_sync: ObjectSync, clock: Clock
    ) -> None:
        self._database = database
        self._api = api
        self._object_sync = object_sync
        self._clock = clock

    async def take_over(self, taken: TakeOver) -> None:
        """Set a purchase's owner, record it, and let the member manage it."""
        purchase_id, metadata = taken.purchase_id, to_metadata(taken.owner)
        if taken.kind == "subscription":
            await self._api.set_subscription_metadata(purchase_id, metadata)
        else:
            await self._api.set_session_metadata(purchase_id, metadata)
        await self._object_sync.sync_assigned(taken.kind, purchase_id)
        guild_id, user_id = taken.owner.guild_id, taken.owner.user_id
        async with self._database.write() as connection:
            await self._store_customer(connection, taken)
            await notices.withdraw(connection, f"staff-unowned:{purchase_id}", guild_id)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=taken.actor_id,
                action="grants.adopt" if taken.actor_id is None else "grants.assign",
                user_id=user_id,
                at=self._clock.now(),
                detail={"plan": taken.plan.name, "source": purchase_id},
            )

    async def _store_customer(self, connection: Connection, taken: TakeOver) -> None:
        """Store the member's Stripe customer, for the billing portal and later checkouts.

        One who pays for several members is nobody's, because the portal would show all of it.
        """
        guild_id, user_id = taken.owner.guild_id, taken.owner.user_id
        customer = taken.customer
        if not customer.id or customer.made_here:
            return
        known = await stripe_customers.member_of_customer(connection, customer.id)
        if known is not None:
            if known[:2] != (guild_id, user_id):
                await stripe_customers.forget_customer(connection, customer.id)
            return
        if not taken.sole:
            return
        if await stripe_customers.customer_of(connection, guild_id, user_id) is None:
            await stripe_customers.want_customer(connection, guild_id, user_id, self._clock.now())
            await stripe_customers.set_customer(connection, guild_id, user_id, customer.id)
