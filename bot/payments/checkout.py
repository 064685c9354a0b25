"""Opens checkout pages, each bound to a member; a repeated request gets the same."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.coupons.service import Coupon, CouponService
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import Entitlement, State, carrier, is_subscription
from bot.payments.ledger.facts import Subscription
from bot.payments.notifications.entitlement_changes import is_pending
from bot.payments.purchase import (
    Offer,
    Purchase,
    check_manner,
    chosen_price,
    had_already,
    held_until,
    including,
    is_in_the_way,
    of_role,
    paid_beside,
    sells_same,
)
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.customers import CustomerDirectory
from bot.payments.stripe.errors import error_from_refusal
from bot.payments.stripe.objects.metadata import Owner, to_metadata
from bot.payments.stripe.session_params import CheckoutSessionParams
from bot.payments.stripe.transport import (
    IdempotencyKeySpentError,
    StripeMissingError,
    StripeRefusedError,
)
from data import checkouts, contents, plans, shop
from data.checkouts import Checkout, NewCheckout
from data.engine import Database
from data.plans import Plan
from data.prices import Price

OVER = ("canceled", "incomplete_expired")  # final statuses of a subscription at Stripe
PAID_AGAIN = ("active", "trialing")  # no longer past due, though our facts say so
UNSERVED = (State.ENDED, State.PENDING)
LIFE = timedelta(hours=12)  # Stripe allows half an hour to a day
REUSE = timedelta(minutes=45)  # a page that expires sooner is not reused


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """A page on which the member can pay."""

    id: int
    plan: Plan
    price: Price
    url: str
    expires_at: datetime
    beside: tuple[str, ...] = ()  # the other plans that the member still pays for
    seats: int = 1
    trial_days: int = 0  # free days before the first charge
    trial_card: bool = True  # whether the trial asks for a card
    coupon: Coupon | None = None  # the coupon that is applied already
    held_until: datetime | None = None  # they have a pass until then, and pay from now on


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


class CheckoutService:
    """Opens checkout pages for members."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        entitlement_service: EntitlementService,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._database = database
        self._api = api
        self._entitlements = entitlement_service
        self._clock = clock
        self._customers = CustomerDirectory(database, api, clock)
        self._coupons = CouponService(database, api, clock)
        self._public_url = public_url

    async def open(self, purchase: Purchase) -> OpenCheckout:
        """Open a hosted checkout page for a member.

        Raises:
            UserError: If there is no such plan on sale, it can't be bought in this way, or the
                member has it already.
            RetryLaterError: If Stripe can't be reached; a retry continues where this ended.
            PersonMustActError: If Stripe refuses until the owner acts.
        """
        await self._api.confirm_time()  # so that no expired page is returned
        async with self._database.read_fast() as connection:
            plan = await plans.find(connection, purchase.guild_id, purchase.plan, ("active",))
        if plan is None:
            raise UserError("payments-no-such-plan", plan=purchase.plan[:80])
        await self._refuse_empty(plan)
        offer = Offer(plan, chosen_price(purchase, plan))
        check_manner(purchase, offer)
        need = await self._check_need(purchase, offer)
        money = offer.price.currency
        currency = await self._customers.customer_in_currency(
            plan.guild_id, purchase.user_id, money
        )
        try:
            return await self._open(purchase, offer, need, currency)
        except (IdempotencyKeySpentError, StripeMissingError):
            pass  # the stored key or customer was unusable and is forgotten: try once more
        except StripeRefusedError as error:
            match error_from_refusal(error):
                case "currency" if not currency:
                    currency = money  # the member paid in another one: use a customer for this one
                case "coupon" if purchase.coupon:
                    raise UserError("coupon-refused", code=purchase.coupon[:40]) from error
                case "time":  # our clock was wrong; this response has corrected it
                    pass
                case _:
                    raise
        try:
            return await self._open(purchase, offer, need, currency)
        except IdempotencyKeySpentError as error:  # a new key failed too: Stripe has an outage
            raise RetryLaterError(str(error)) from error

    async def _check_need(self, purchase: Purchase, offer: Offer) -> Eligibility:
        """Refuse to sell what the member has already, also by a plan of the same role."""
        plan, coupon = offer.plan, None
        if purchase.coupon:
            coupon = await self._coupons.usable(purchase.coupon, plan, offer.price.currency)
        if purchase.as_code:
            return Eligibility(coupon=coupon)
        gift = purchase.recipient_id is not None
        user_id = purchase.user_id if purchase.recipient_id is None else purchase.recipient_id
        entitlements = await self._entitlements.load(purchase.guild_id, user_id)
        mine = of_role(plan, entitlements)
        for entitlement in mine:
            if is_in_the_way(entitlement, offer) and not await self._is_over(entitlement):
                raise had_already(purchase, offer, entitlements, entitlement)
        await self._refuse_included(purchase, plan, entitlements)
        if any(is_pending(entitlement) for entitlement in mine):
            raise UserError("payments-already-paying", plan=plan.name)
        if gift:
            return Eligibility(coupon=coupon)
        await self._give_up(plan, mine, entitlements)
        # A trial is for one person who never had the role, because its seats would be unpaid.
        free = offer.price.renews and not mine and purchase.seats == 1
        beside = paid_beside(entitlements) if offer.price.renews and plan.kind == "plan" else ()
        until = held_until(mine) if offer.price.renews else None
        return Eligibility(plan.trial_days if free else 0, beside, coupon, until)

    async def _refuse_empty(self, plan: Plan) -> None:
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

    async def _open(
        self, purchase: Purchase, offer: Offer, need: Eligibility, currency: str
    ) -> OpenCheckout:
        """Open a page, or return the open one; `currency` selects the customer."""
        checkout = await self._begin(purchase, offer, need)
        if checkout.url is not None:
            return _opened(checkout, offer, need, checkout.url)
        try:
            customer_id = await self._customers.of(checkout.guild_id, checkout.user_id, currency)
            params = self._session_params(checkout, offer, customer_id)
            session = await self._api.create_checkout_session(
                params, key=f"lyceum-checkout-{_idempotency_part(checkout)}"
            )
        except StripeRefusedError as error:
            async with self._database.write_fast() as connection:
                await checkouts.abandon(connection, checkout.id)
                if _lacks_customer(error):
                    await checkouts.forget_customer(
                        connection, purchase.guild_id, purchase.user_id, currency
                    )
            if isinstance(error, IdempotencyKeySpentError):
                await self._customers.mark_uncertain(purchase.guild_id, purchase.user_id, currency)
            raise
        async with self._database.write_fast() as connection:
            await checkouts.opened(connection, checkout.id, session.id, session.url)
        return _opened(checkout, offer, need, session.url)

    async def _begin(self, purchase: Purchase, offer: Offer, need: Eligibility) -> Checkout:
        now = self._clock.now()
        new = self._new(purchase, offer, need, now)
        await self._close_others(new, offer)
        async with self._database.write_fast() as connection:
            return await checkouts.begin(connection, new, now + REUSE)

    async def _close_others(self, new: NewCheckout, offer: Offer) -> None:
        """Expire the checkouts that this one replaces, which could be paid as well."""
        plan = offer.plan
        async with self._database.read_fast() as connection:
            known = await plans.of_guild(connection, plan.guild_id, ("active", "retired"))
            held = await contents.of_offers(connection, plan.guild_id)
            same = [other.id for other in known if sells_same(plan, other, held)]
            others = await checkouts.superseded(
                connection, new, [plan.id] if new.gift == "code" else same
            )
        for session_id in others:
            if await self._api.expire_checkout_session(session_id):
                async with self._database.write_fast() as connection:
                    await checkouts.finish(connection, session_id, "expired")
            elif offer.price.days is None and new.gift != "code":
                raise UserError("payments-already-paying", plan=plan.name)

    def _new(
        self, purchase: Purchase, offer: Offer, need: Eligibility, now: datetime
    ) -> NewCheckout:
        gift = "code" if purchase.as_code else "member" if purchase.recipient_id else ""
        return NewCheckout(
            guild_id=purchase.guild_id,
            user_id=purchase.user_id,
            plan_id=offer.plan.id,
            price_id=offer.price.id,
            recipient_id=purchase.recipient_id or purchase.user_id,
            gift=gift,
            quantity=purchase.seats,
            language=purchase.language,
            created_at=now,
            expires_at=now + LIFE,
            trial_days=need.trial_days,
            promotion_code="" if need.coupon is None else need.coupon.id,
            trial_card=offer.plan.terms.trial_card,
            channel_id=purchase.channel_id,
        )

    def _session_params(
        self, checkout: Checkout, offer: Offer, customer_id: str
    ) -> CheckoutSessionParams:
        """Return the session's parameters, always the same for the same row.

        Otherwise Stripe refuses the idempotency key.
        """
        guild_id, user_id = checkout.guild_id, checkout.user_id
        back = f"?lang={checkout.language}&guild={guild_id}"
        if checkout.channel_id is not None:
            back += f"&channel={checkout.channel_id}"
        return CheckoutSessionParams(
            customer_id=customer_id,
            price_id=offer.price.price_id or "",
            recurring=offer.price.renews,
            trial_days=checkout.trial_days,
            metadata=to_metadata(_owner(checkout, offer)),
            reference=f"{guild_id}:{user_id}:{checkout.id}",
            success_url=f"{self._public_url}/paid{back}",
            cancel_url=f"{self._public_url}/cancelled{back}",
            expires_at=checkout.expires_at,
            quantity=checkout.quantity,
            trial_card=checkout.trial_card,
            promotion_code=checkout.promotion_code,
        )


def _opened(checkout: Checkout, offer: Offer, need: Eligibility, url: str) -> OpenCheckout:
    return OpenCheckout(
        id=checkout.id,
        plan=offer.plan,
        price=offer.price,
        url=url,
        expires_at=checkout.expires_at,
        beside=need.beside,
        held_until=need.held_until,
        seats=checkout.quantity,
        trial_days=checkout.trial_days,
        trial_card=checkout.trial_card,
        coupon=need.coupon,
    )


def _owner(checkout: Checkout, offer: Offer) -> Owner:
    """Return the owner of a checkout, and the terms of its sale."""
    return Owner(
        guild_id=checkout.guild_id,
        user_id=checkout.recipient_id,
        plan_id=offer.plan.id,
        payer_id=checkout.user_id if checkout.recipient_id != checkout.user_id else None,
        days=offer.price.days,
        gift=checkout.gift == "code",
        plan_key=offer.plan.key,
    )


def _lacks_customer(error: StripeRefusedError) -> bool:
    """Return whether Stripe no longer has the customer, rather than the price."""
    return isinstance(error, StripeMissingError) and error.param == "customer"


def _idempotency_part(checkout: Checkout) -> str:
    """Return a checkout's name at Stripe; the time keeps it unique in a new database."""
    return f"{checkout.id}-{checkout.created_at:%Y%m%d%H%M%S%f}"
