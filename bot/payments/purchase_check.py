"""Checks what a member wants to buy against what they have, at Stripe too."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.coupons.service import Coupon, CouponService
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import Entitlement, State, carrier, is_subscription
from bot.payments.ledger.facts import Subscription
from bot.payments.notifications.entitlement_changes import is_pending
from bot.payments.planned_switch import planned_switch
from bot.payments.purchase import (
    Offer,
    Purchase,
    had_already,
    held_until,
    including,
    is_in_the_way,
    of_role,
    paid_beside,
    subscriptions_paid,
)
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError
from data import contents, plans, shop
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Plan

OVER = ("canceled", "incomplete_expired")  # final statuses of a subscription at Stripe
PAID_AGAIN = ("active", "trialing")  # no longer past due, though our facts say so
UNSERVED = (State.ENDED, State.PENDING)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The terms of a purchase in view of the member's entitlements.

    Attributes:
        trial_days: The days of trial that the member gets.
        beside: The plans of other roles that the member still pays for.
        coupon: The coupon that they named.
        held_until: Until when they have the role anyway, if this is charged before.
    """

    trial_days: int = 0
    beside: tuple[str, ...] = ()
    coupon: Coupon | None = None
    held_until: datetime | None = None


class PurchaseCheck:
    """Refuses purchases that give a member nothing.

    Methods raise `UserError` with the reason, and what `StripeClient` raises.
    """

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        entitlement_service: EntitlementService,
        coupons: CouponService,
    ) -> None:
        self._database = database
        self._api = api
        self._entitlements = entitlement_service
        self._coupons = coupons

    async def check(self, purchase: Purchase, offer: Offer) -> Eligibility:
        """Refuse to sell what the member has already, also by a plan of the same role."""
        plan, coupon = offer.plan, None
        if purchase.coupon:
            coupon = await self._coupons.usable(purchase.coupon, plan, offer.price.currency)
        if purchase.as_code:
            return Eligibility(coupon=coupon)
        entitlements = await self.refuse_if_had(purchase, offer)
        if purchase.recipient_id is not None:
            return Eligibility(coupon=coupon)
        mine = of_role(plan, entitlements)
        await self._refuse_if_planned(plan, entitlements)
        await self._give_up(plan, mine, entitlements)
        # A trial is for one person who never had the role, because its seats would be unpaid.
        free = offer.price.renews and not mine and purchase.seats == 1
        beside = paid_beside(entitlements) if offer.price.renews and plan.kind == "plan" else ()
        until = held_until(mine) if offer.price.renews else None
        return Eligibility(plan.trial_days if free else 0, beside, coupon, until)

    async def refuse_if_had(self, purchase: Purchase, offer: Offer) -> MemberEntitlements:
        """Return the recipient's entitlements, unless they leave nothing to sell."""
        user_id = purchase.user_id if purchase.recipient_id is None else purchase.recipient_id
        entitlements = await self._entitlements.load(purchase.guild_id, user_id)
        mine = of_role(offer.plan, entitlements)
        for entitlement in mine:
            if is_in_the_way(entitlement, offer) and not await self._is_over(entitlement):
                raise had_already(purchase, offer, entitlements, entitlement)
        await self._refuse_included(purchase, offer.plan, entitlements)
        if any(is_pending(entitlement) for entitlement in mine):
            raise UserError("payments-already-paying", plan=offer.plan.name)
        return entitlements

    async def refuse_empty(self, plan: Plan) -> None:
        """Refuse to sell a product that holds nothing yet, or only drafts."""
        if plan.kind == "product":
            async with self._database.read_fast() as connection:
                if not await shop.is_sellable(connection, plan.id):
                    raise UserError("payments-product-empty", plan=plan.name)

    async def _refuse_included(
        self, purchase: Purchase, plan: Plan, entitlements: MemberEntitlements
    ) -> None:
        """Refuse to sell a product whose contents other offers have opened already."""
        if plan.kind != "product":
            return
        offers = {plan.id, *(each.plan_id for each in entitlements.entitlements)}
        async with self._database.read_fast() as connection:
            held = await contents.of_offers(connection, plan.guild_id, offers)
        found = {each.plan_id for each in including(plan, entitlements, held)}
        names = sorted(entitlements.plans[id_].name for id_ in found if id_ in entitlements.plans)
        if names:
            gift = purchase.recipient_id is not None
            message = "payments-gift-included" if gift else "payments-included"
            raise UserError(message, plan=plan.name, held=", ".join(names))

    async def _refuse_if_planned(self, plan: Plan, entitlements: MemberEntitlements) -> None:
        """Refuse to sell what a subscription will be switched to anyway."""
        paid = subscriptions_paid(entitlements)
        if not paid:
            return
        async with self._database.read_fast() as connection:
            mentions = OfferMentions(frozenset((plan.id,)))  # with all that give a role
            listing = await plans.listing_of(connection, plan.guild_id, mentions)
        for subscription_id in paid:
            try:
                body = await self._api.subscription(subscription_id)
                planned = await planned_switch(self._api, body, listing)
            except StripeRefusedError:
                continue
            if planned is not None and planned.plan.gives_same_as(plan):
                day = f"<t:{int(planned.at.timestamp())}:D>"
                raise UserError("payments-switch-planned", plan=planned.plan.name, date=day)

    async def _is_over(self, entitlement: Entitlement) -> bool:
        """Return whether a subscription has ended at Stripe without our knowing yet.

        If Stripe can't be asked, what is recorded counts.
        """
        if entitlement.stripe_id is None or not is_subscription(entitlement.stripe_id):
            return False
        try:
            body = await self._api.subscription(entitlement.stripe_id)
        except (RetryLaterError, PersonMustActError):
            return False
        return body["status"] in OVER

    async def _give_up(
        self, plan: Plan, mine: Iterable[Entitlement], entitlements: MemberEntitlements
    ) -> None:
        """Cancel unpaid subscriptions that Stripe would still try to collect.

        Their grace is over or their first payment failed. A member who subscribes again would be
        charged for both. They give no access and are unpaid, unless Stripe has just collected them:
        that is checked first.

        Raises:
            UserError: If it was just paid; access follows when that event is processed.
        """
        for subscription_id in sorted({carrier(entitlement.source) for entitlement in mine}):
            match entitlements.snapshots.get(subscription_id):
                case Subscription(status="past_due" | "unpaid") if all(
                    entitlement.state in UNSERVED
                    for entitlement in entitlements.entitlements
                    if carrier(entitlement.source) == subscription_id
                ):
                    with suppress(StripeRefusedError):  # it has just ended
                        body = await self._api.subscription(subscription_id)
                        if body["status"] in PAID_AGAIN:
                            raise UserError("payments-already-paying", plan=plan.name)
                        await self._api.cancel_subscription_now(subscription_id)
                    # Now, because the member has its link; a failure is retried after its last
                    # event.
                    with suppress(RetryLaterError, PersonMustActError):
                        await self._api.close_invoices(subscription_id)
                case _:
                    pass
