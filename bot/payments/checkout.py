"""Opens checkout pages, each bound to a member; a repeated request gets the same."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.checkout_pages import (
    Sale,
    close_alternatives,
    reference_of,
    sells_same,
    sold_on,
)
from bot.payments.coupons.service import Coupon, CouponService
from bot.payments.entitlements.service import EntitlementService
from bot.payments.purchase import (
    Offer,
    Purchase,
    check_manner,
    chosen_price,
)
from bot.payments.purchase_check import Eligibility, PurchaseCheck
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
from data import (
    checkouts,
    contents,
    notices,
    offer_columns,
    offer_names,
    plans,
    role_sync,
    stripe_customers,
)
from data.checkouts import Checkout, NewCheckout
from data.engine import Database
from data.offer_mentions import OfferMentions
from data.plans import Plan
from data.prices import Price

LIFE = timedelta(hours=12)  # Stripe allows half an hour to a day
TRIES = 5  # pages that may be closed at once by others of the member
CORRECTIONS = 6  # requests for one page, each after another correction
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
class _Way:
    """How a page is opened: with which customer, and whether it asks for the terms.

    `currency` selects the customer; empty for the member's usual one.
    """

    currency: str
    ask_terms: bool


class CheckoutService:
    """Opens checkout pages for members."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        pages: CheckoutPages,
        entitlement_service: EntitlementService,
        clock: Clock,
        public_url: str,
        asks_terms: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """Build the service; `asks_terms` tells whether a server asks for its terms."""
        self._database = database
        self._api = api
        self._clock = clock
        self._customers = CustomerDirectory(database, api, clock)
        coupons = CouponService(database, api, clock)
        self._check = PurchaseCheck(database, api, entitlement_service, coupons)
        self._pages = pages
        self._public_url = public_url
        self._asks_terms = asks_terms

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
            plan = await offer_names.find(connection, purchase.guild_id, purchase.plan, ("active",))
        if plan is None:
            raise UserError("payments-no-such-plan", plan=purchase.plan[:80])
        await self._check.refuse_empty(plan)
        offer = Offer(plan, chosen_price(purchase, plan))
        check_manner(purchase, offer)
        need = await self._check.check(purchase, offer)
        return await self._open_despite(purchase, offer, need)

    async def _open_despite(
        self, purchase: Purchase, offer: Offer, need: Eligibility
    ) -> OpenCheckout:
        """Open a page; correct what Stripe refuses, each once, and try again."""
        money = offer.price.currency
        currency = await self._customers.customer_in_currency(
            offer.plan.guild_id, purchase.user_id, money
        )
        way = _Way(currency, self._asks_terms(purchase.guild_id))
        corrected: set[str] = set()
        for _ in range(CORRECTIONS):
            try:
                return await self._open(purchase, offer, need, way)
            except (IdempotencyKeySpentError, StripeMissingError) as error:
                # The stored key or customer was unusable and is forgotten now.
                if "stored" in corrected:
                    if isinstance(error, IdempotencyKeySpentError):  # Stripe has an outage
                        raise RetryLaterError(str(error)) from error
                    raise
                corrected.add("stored")
            except StripeRefusedError as error:
                why = error_from_refusal(error)
                # Another request of the member may have begun a page that asks for terms again.
                if why in corrected and why != "terms":
                    raise
                corrected.add(why)
                way = await self._corrected(way, why, purchase, offer, error)
        raise RetryLaterError("Stripe refused the page in too many ways")

    async def _corrected(
        self, way: _Way, why: str, purchase: Purchase, offer: Offer, error: StripeRefusedError
    ) -> _Way:
        """Return how to open a page after a refusal, or raise it again."""
        match why:
            case "currency" if not way.currency:
                # The member paid in another one: use a customer for this one.
                return replace(way, currency=offer.price.currency)
            case "coupon" if purchase.coupon:
                raise UserError("coupon-refused", code=purchase.coupon[:40]) from error
            case "tax behavior":  # the price is from before taxes were worked out
                await self._api.set_tax_behavior(offer.price.price_id or "")
                return way
            case "terms":
                # Only staff can enter the terms' address, and the member wants to pay now.
                await self._report_terms(purchase.guild_id)
                return replace(way, ask_terms=False)
            case "time":  # our clock was wrong; this response has corrected it
                return way
            case _:
                raise error

    async def _report_terms(self, guild_id: int) -> None:
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key="terms-address",
                message="staff-terms-address",
                arguments={},
                at=self._clock.now(),
                again_after=notices.SELDOM,
            )

    async def _open(
        self, purchase: Purchase, offer: Offer, need: Eligibility, way: _Way
    ) -> OpenCheckout:
        """Open a page, or return the open one."""
        for _ in range(TRIES):
            now = self._clock.now()
            new = replace(_new(purchase, offer, need, now), ask_terms=way.ask_terms)
            async with self._database.write_fast() as connection:
                checkout = await checkouts.begin(connection, new, now + REUSE)
            if checkout.url is None:
                checkout = await self._create(checkout, offer, way.currency)
            elif not await self._pages.is_open(checkout):
                if not purchase.as_code:
                    await self._check.refuse_if_had(purchase, offer)
                continue
            if await self._close_others(checkout, purchase, offer):
                return _opened(checkout, offer, need)
        raise RetryLaterError("other pages of the member open at the same time")

    async def _create(self, checkout: Checkout, offer: Offer, currency: str) -> Checkout:
        """Create a checkout's page at Stripe; return it with its URL."""
        customer_id = ""
        try:
            customer_id = await self._customers.of(checkout.guild_id, checkout.user_id, currency)
            async with self._database.read_fast() as connection:
                shared = await offer_columns.sold_elsewhere(connection, offer.plan)
            params = self._session_params(checkout, offer, customer_id, codes=not shared)
            session = await self._api.create_checkout_session(
                params, key=f"lyceum-checkout-{_idempotency_part(checkout)}"
            )
        except StripeRefusedError as error:
            owner = checkout.guild_id, checkout.user_id
            spent = isinstance(error, IdempotencyKeySpentError)
            async with self._database.write_fast() as connection:
                await checkouts.abandon(connection, checkout.id, created=spent)
                if _lacks_customer(error):  # by its id: the member may have a new one meanwhile
                    await stripe_customers.forget_customer(connection, customer_id)
            if spent:
                await self._customers.mark_uncertain(*owner, currency)
            raise
        return replace(checkout, session_id=session.id, url=session.url)

    async def _close_others(self, checkout: Checkout, purchase: Purchase, offer: Offer) -> bool:
        """Store a page, and expire the member's others that should not be paid as well.

        If two open at once, the one stored later closes the other; returns False if that was this
        one. What was paid meanwhile is among the closed pages or the entitlements.

        Raises:
            UserError: One of them was paid, so this page is closed too.
            RetryLaterError, PersonMustActError: One can't be expired yet; this page is not shown.
        """
        sale = Sale(
            guild_id=checkout.guild_id,
            user_id=checkout.user_id,
            recipient_id=checkout.recipient_id,
            plan=offer.plan,
            price=offer.price,
            gift=checkout.gift,
            checkout_id=checkout.id,
        )
        async with self._database.write_fast() as connection:
            await role_sync.lock_members(connection, checkout.guild_id)
            session_id, url = checkout.session_id or "", checkout.url or ""
            if not await checkouts.opened(connection, checkout.id, session_id, url):
                return False
            others = await close_alternatives(connection, sale)
        try:
            for paid in await self._pages.close(others):
                await self._refuse_beside(paid, offer)
            if not purchase.as_code:
                await self._check.refuse_if_had(purchase, offer)
        except UserError:
            async with self._database.write_fast() as connection:
                await checkouts.close(connection, [checkout.id])
            with suppress(RetryLaterError, PersonMustActError):  # the worker closes it then
                await self._pages.close([checkout])
            raise
        return True

    async def _refuse_beside(self, paid: Checkout, offer: Offer) -> None:
        """Refuse to sell beside a page that has just been paid, unless both add up.

        Codes are for several people, passes follow each other, and another role is another thing.
        """
        async with self._database.read_fast() as connection:
            mentions = OfferMentions(frozenset((paid.plan_id,)))
            listing = await plans.listing_of(connection, paid.guild_id, mentions)
            ids = (paid.plan_id, offer.plan.id)
            held = await contents.of_offers(connection, paid.guild_id, ids)
        plan, price = sold_on(paid, listing)
        passes = offer.price.days is not None and price is not None and price.days is not None
        same = sells_same(offer.plan, plan, held)
        if same and paid.gift != "code" and not passes:
            raise UserError("payments-already-paying", plan=plan.name)

    def _session_params(
        self, checkout: Checkout, offer: Offer, customer_id: str, *, codes: bool
    ) -> CheckoutSessionParams:
        """Return the session's parameters, always the same for the same row.

        Otherwise Stripe refuses the idempotency key. `codes` is whether the page takes coupons:
        Stripe would take those of another server that sells the same product.
        """
        back = f"?lang={checkout.language}&guild={checkout.guild_id}"
        if checkout.channel_id is not None:
            back += f"&channel={checkout.channel_id}"
        return CheckoutSessionParams(
            customer_id=customer_id,
            price_id=offer.price.price_id or "",
            recurring=offer.price.renews,
            trial_days=checkout.trial_days,
            metadata=to_metadata(_owner(checkout, offer)),
            reference=reference_of(checkout),
            success_url=f"{self._public_url}/paid{back}",
            cancel_url=f"{self._public_url}/cancelled{back}",
            expires_at=checkout.expires_at,
            quantity=checkout.quantity,
            trial_card=checkout.trial_card,
            promotion_code=checkout.promotion_code,
            codes=codes,
            ask_terms=checkout.ask_terms,
        )


def _new(purchase: Purchase, offer: Offer, need: Eligibility, now: datetime) -> NewCheckout:
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


def _opened(checkout: Checkout, offer: Offer, need: Eligibility) -> OpenCheckout:
    return OpenCheckout(
        id=checkout.id,
        plan=offer.plan,
        price=offer.price,
        url=checkout.url or "",
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
