"""Opens the billing portal, Stripe's page for cards, invoices and subscriptions."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import structlog

from bot.clock import Clock, SystemClock
from bot.errors import UserError
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import cause_of
from bot.payments.stripe.transport import (
    IdempotencyKeySpentError,
    StripeMissingError,
    StripeRefusedError,
)
from data import billing_portals, notices, plans, stripe_customers
from data.engine import Database
from data.plans import Plan

LOCALES = {"en": "en", "zh-CN": "zh"}  # Stripe's code for each of our languages
MAX_PRODUCTS = 10  # Stripe's limit for switching in a portal
MAX_SEATS = 500

_log = structlog.get_logger(__name__)


class BillingPortalService:
    """Creates the links by which members manage what they pay for."""

    def __init__(self, database: Database, api: StripeClient, clock: Clock | None = None) -> None:
        self._database = database
        self._api = api
        self._clock = clock or SystemClock()

    async def currencies(self, guild_id: int, user_id: int) -> list[str]:
        """Return the currencies for which a member has a portal; the first one is "".

        Raises:
            UserError: If the member never paid here.
        """
        async with self._database.read() as connection:
            known = await stripe_customers.customers_of(connection, guild_id, user_id)
        if not known:
            raise UserError("status-no-customer")
        return list(known)

    async def open(self, guild_id: int, user_id: int, language: str, currency: str = "") -> str:
        """Return the URL of the member's portal; it works for anybody, for a few minutes.

        Raises:
            UserError: If the member never paid here.
            RetryLaterError: If Stripe can't be reached.
            PersonMustActError: If Stripe refuses until the owner acts.
        """
        async with self._database.read() as connection:
            customer_id = await stripe_customers.customer_of(
                connection, guild_id, user_id, currency
            )
            on_sale = await plans.of_guild(connection, guild_id, ("active",), "plan")
        if customer_id is None:
            raise UserError("status-no-customer")
        paid_in = currency or await self._currency_of(customer_id)
        configuration = await self._configuration(guild_id, offered(on_sale, paid_in))
        try:
            return await self._visit(customer_id, configuration, guild_id, language)
        except StripeRefusedError:
            # Our configuration may have been disabled in the dashboard: use the account's default,
            # and create ours again next time.
            async with self._database.write() as connection:
                await billing_portals.forget(connection, guild_id)
        try:
            return await self._visit(customer_id, None, guild_id, language)
        except StripeMissingError:
            raise UserError("status-no-customer") from None

    async def _currency_of(self, customer_id: str) -> str:
        """Return the currency of a customer's subscriptions; "" if there are none."""
        try:
            running = await self._api.subscriptions_of_customer(customer_id)
        except StripeMissingError:
            raise UserError("status-no-customer") from None
        return running[0]["currency"] if running else ""

    async def _visit(
        self, customer_id: str, configuration: str | None, guild_id: int, language: str
    ) -> str:
        return await self._api.create_portal_session(
            customer_id,
            configuration=configuration,
            locale=LOCALES[language],
            return_url=f"https://discord.com/channels/{guild_id}",
        )

    async def _configuration(self, guild_id: int, offer: dict[str, Any]) -> str | None:
        """Return the configuration for an offer; None if Stripe refuses to create one."""
        digest = hashlib.sha256(json.dumps(offer, sort_keys=True).encode()).hexdigest()
        async with self._database.read() as connection:
            known = await billing_portals.configuration_of(connection, guild_id, digest)
        if known is not None:
            return known
        try:
            made = await self._api.create_portal_configuration(
                offer, key=f"lyceum-portal-{guild_id}-{digest[:32]}"
            )
        except StripeRefusedError as error:
            spent = isinstance(error, IdempotencyKeySpentError)
            _log.warning("portal.refused", guild_id=guild_id, spent=spent, error=str(error))
            if not spent:
                await self._notify_staff(guild_id, error)
            return None
        async with self._database.write() as connection:
            await billing_portals.remember(connection, guild_id, digest, made)
        return made

    async def _notify_staff(self, guild_id: int, error: StripeRefusedError) -> None:
        """Notify staff that members get the account's default portal.

        That one may let them do less.
        """
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=f"stripe-refused:portal:{cause_of(error)}",
                message="staff-portal-refused",
                arguments={"error": str(error)},
                at=self._clock.now(),
                again_after=notices.SELDOM,
            )


def offered(on_sale: Iterable[Plan], currency: str = "") -> dict[str, Any]:
    """Return what a portal lets members do, as Stripe's `features`.

    Members can switch between plans that renew, if there are at least two, and add seats to each.
    An upgrade is paid immediately and applies only then; a downgrade applies from the next period.
    A product is listed once, with one price for each interval, as Stripe requires: those in the
    `currency` that the customer pays in, or else in that of the plan's first price. Plans whose
    switches wait for the renewal are left out, because a portal has one rule for all: they are
    switched from Discord.
    """
    prices = _prices_by_product(on_sale, currency)
    seats = {"enabled": True, "minimum": 1, "maximum": MAX_SEATS}
    products = [
        {"product": product, "prices": of_it, "adjustable_quantity": seats}
        for product, of_it in prices.items()
    ][:MAX_PRODUCTS]
    features: dict[str, Any] = {
        "invoice_history": {"enabled": True},
        "payment_method_update": {"enabled": True},
        "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
    }
    if products:
        several = sum(len(of_it) for of_it in prices.values()) > 1
        features["subscription_update"] = {
            "enabled": True,
            "default_allowed_updates": ["price", "quantity"] if several else ["quantity"],
            "products": products,
            # An upgrade is charged immediately or fails; a downgrade waits for the next period.
            "proration_behavior": "always_invoice",
            "schedule_at_period_end": {
                "conditions": [{"type": "decreasing_item_amount"}, {"type": "shortening_interval"}]
            },
        }
    return features


def _prices_by_product(on_sale: Iterable[Plan], currency: str) -> dict[str, list[str]]:
    """Return the prices that each product is offered at, one for each interval."""
    by_interval: dict[str, dict[tuple[str, int], str]] = {}
    for plan in on_sale:
        if plan.terms.on_switch == "renewal" or not plan.product_id:
            continue
        for price in plan.prices:
            fits = price.currency == (currency or plan.price.currency)
            if price.renews and price.price_id and fits:
                of_product = by_interval.setdefault(plan.product_id, {})
                of_product.setdefault((price.interval, price.interval_count), price.price_id)
    return {product: list(found.values()) for product, found in by_interval.items()}
