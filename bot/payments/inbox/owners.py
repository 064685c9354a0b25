"""Finds the owner of a Stripe object: by metadata, facts and what was sold."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from bot.clock import Clock
from bot.payments.ended_subscriptions import OVER
from bot.payments.entitlements.transfer import known_owner
from bot.payments.inbox.purchase_match import (
    SoldItem,
    has_plan_key,
    named_plan,
    plan_sold,
    sold_in,
    sold_items,
)
from bot.payments.notifications.purchase_notices import (
    notify_of_purchase,
    notify_of_unknown_plan,
    notify_of_unowned,
)
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, owner_from_metadata
from bot.payments.stripe.objects.parsing import SETTLED
from data import checkouts, offer_columns, plans
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Plan

Kind = Literal["subscription", "session"]
STORED_STATES = ("pending", "active", "retired")
FACTS: Mapping[Kind, str] = {"subscription": "subscription", "session": "payment"}


class Owners:
    """The only place where the owner of a paid object is determined.

    Methods raise `ForeignObjectError` for objects without an owner here.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def check(self, target: EventTarget) -> None:
        """Refuse an object that its event shows to be another product's: spare a request.

        Of a payment link's session, no event shows the lines that tell whether our price was sold.
        """
        if target.kind in ("charge", "customer") or target.metadata is None:
            return
        if target.kind == "session" and (target.payload or {}).get("payment_link"):
            return
        try:
            owner_from_metadata(target.metadata)
        except ForeignObjectError:
            async with self._database.read_fast() as connection:
                recorded = await known_owner(connection, FACTS[target.kind], target.object_id)
            if recorded is None:
                await self.report_unowned(target.object_id, target.payload or {})
                raise

    async def of(self, kind: Kind, object_id: str, body: Mapping[str, Any]) -> Owner:
        """Return the owner of an object, with the plan that was sold.

        `body` is the object, or the session that it was bought in. A recorded object keeps its
        owner whatever it was switched to, because the fold decides what that gives. Staff are
        notified of this, of foreign objects and of those without an owner.
        """
        try:
            async with self._database.read_fast() as connection:
                recorded = await known_owner(connection, FACTS[kind], object_id)
                owner = _named(body.get("metadata"), recorded)
                sold = sold_in(body)
                listing = await plans.listing_of(connection, owner.guild_id, _mentions(owner, sold))
                opened_here = await checkouts.is_ours(connection, body["id"])
        except ForeignObjectError:
            await self.report_unowned(object_id, body)
            raise
        if sold is None:
            return _of_checkout(body, owner, listing.plans, opened_here=opened_here)
        plan_id = plan_sold(owner, object_id, sold, listing, opened_here=opened_here)
        if plan_id is not None:
            return replace(owner, plan_id=plan_id)
        await self._report_unmatched(owner, object_id, listing.plans, known=recorded is not None)
        if recorded is None:
            raise ForeignObjectError
        return owner

    async def report_unowned(self, object_id: str, body: Mapping[str, Any]) -> None:
        """Notify staff of a purchase at one of their prices that has no owner.

        Payment links create such subscriptions and one-time payments.
        """
        match body:
            case {"items": {"data": [*lines]}, "status": status} if status not in OVER:
                pass
            case {"line_items": {"data": [*lines]}, "payment_status": status} if status in SETTLED:
                pass
            case _:
                return
        prices = [sold.price_id for sold in sold_items(lines)]
        async with self._database.write_fast() as connection:
            await notify_of_unowned(connection, object_id, prices, self._clock.now())

    async def _report_unmatched(
        self, owner: Owner, object_id: str, listed: Sequence[Plan], *, known: bool
    ) -> None:
        """Notify staff of an object that sold nothing of theirs, if they sell plans."""
        now = self._clock.now()
        if known or named_plan(owner, listed) is not None:
            names = {plan.id: plan.name for plan in listed}
            name = names.get(owner.plan_id, str(owner.plan_id))
            message = "staff-other-product" if known else "staff-unproven"
            async with self._database.write_fast() as connection:
                await notify_of_purchase(connection, message, owner, object_id, name, now)
        else:
            async with self._database.write_fast() as connection:
                states = STORED_STATES
                if listed or await offer_columns.are_there(connection, owner.guild_id, states):
                    await notify_of_unknown_plan(connection, owner, object_id, now)


def _named(metadata: Mapping[str, str] | None, recorded: Owner | None) -> Owner:
    """Return the owner that the metadata names; the recorded one if it was wiped.

    The recorded one also counts if the metadata names another server: no object moves between
    servers, because the first one would never learn of its end.
    """
    try:
        owner = owner_from_metadata(metadata)
    except ForeignObjectError:
        if recorded is None:
            raise
        return recorded
    return owner if recorded is None or recorded.guild_id == owner.guild_id else recorded


def _mentions(owner: Owner, sold: Sequence[SoldItem] | None) -> OfferMentions:
    return OfferMentions(
        plan_ids=frozenset((owner.plan_id,)),
        sold=frozenset((each.price_id, each.product_id) for each in sold or ()),
        keys=frozenset(filter(None, (owner.plan_key,))),
    )


def _of_checkout(
    session: Mapping[str, Any], owner: Owner, listed: Sequence[Plan], *, opened_here: bool
) -> Owner:
    """Return the owner, if a session that shows no lines is a checkout of ours.

    Our plan's key is enough for a subscription, because its own items show what was sold. A
    one-time payment with a copied key would give access, and its fact would count as proof.
    """
    if opened_here or (session.get("mode") == "subscription" and has_plan_key(owner, listed)):
        return owner
    raise ForeignObjectError
