"""What is changed at Stripe.

Every call that creates something carries an idempotency key derived from a row of ours, so that
asking again after a lost answer or a restart finds the first result instead of making a second.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, cast

import stripe

from bot.errors import PersonMustActError
from bot.payments.stripe.objects.metadata import CANCELLED_BY_STAFF, CANCELLED_BY_US
from bot.payments.stripe.queries import Answer, StripeQueries
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What a price asks for. `amount` in the smallest unit; `interval` may be `once`.

    `count` is how many intervals it pays for: three months are a quarter.
    """

    amount: int
    currency: str
    interval: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class CheckoutSessionParams:
    """What a checkout session is to sell, and to whom."""

    customer_id: str
    price_id: str
    recurring: bool
    trial_days: int
    metadata: dict[str, str]
    reference: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    quantity: int = 1
    trial_card: bool = True


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A hosted checkout page."""

    id: str
    url: str


class StripeClient(StripeQueries):
    """Stripe, as far as Lyceum needs it: all questions, and the changes below."""

    async def create_product(self, name: str, *, key: str, metadata: dict[str, str]) -> str:
        """Create a product; return its id."""
        async with self.call(keyed=True):
            product = await self.client.v1.products.create_async(
                {"name": name, "metadata": metadata}, {"idempotency_key": key}
            )
        return product.id

    async def rename_product(self, product_id: str, name: str) -> None:
        """Change what people read on the checkout page and on invoices."""
        async with self.call():
            await self.client.v1.products.update_async(product_id, {"name": name})

    async def create_price(self, product_id: str, terms: PriceTerms, *, key: str) -> str:
        """Create a price of a product; return its id."""
        params: dict[str, Any] = {
            "product": product_id,
            "unit_amount": terms.amount,
            "currency": terms.currency,
        }
        if terms.interval != "once":
            params["recurring"] = {"interval": terms.interval, "interval_count": terms.count}
        async with self.call(keyed=True):
            price = await self.client.v1.prices.create_async(
                cast("stripe.params.PriceCreateParams", params), {"idempotency_key": key}
            )
        return price.id

    async def price(self, price_id: str) -> tuple[str, PriceTerms]:
        """Return a price's product and terms.

        Raises:
            StripeRefusedError: also when the price is archived or no fixed amount.
        """
        async with self.call():
            price = await self.client.v1.prices.retrieve_async(price_id)
        if not price.active or price.unit_amount is None:
            raise StripeRefusedError("the price is archived or has no fixed amount")
        interval = price.recurring.interval if price.recurring else "once"
        count = price.recurring.interval_count if price.recurring else 1
        product = price.product if isinstance(price.product, str) else price.product.id
        return product, PriceTerms(price.unit_amount, price.currency, interval, count)

    async def price_exists(self, price_id: str) -> None:
        """Raise `StripeMissingError` where there is no such price; archived ones are there."""
        await self.ask(f"/v1/prices/{price_id}")

    async def product_metadata(self, product_id: str) -> dict[str, str]:
        """Return what a product's metadata says."""
        return (await self.ask(f"/v1/products/{product_id}"))["metadata"]

    async def archive_price(self, price_id: str) -> None:
        """Take a price off sale; subscriptions on it go on."""
        async with self.call():
            await self.client.v1.prices.update_async(price_id, {"active": False})

    async def create_customer(self, *, key: str, metadata: dict[str, str]) -> str:
        """Create a customer; return its id."""
        async with self.call(keyed=True):
            customer = await self.client.v1.customers.create_async(
                {"metadata": metadata}, {"idempotency_key": key}
            )
        return customer.id

    async def create_checkout_session(
        self, wanted: CheckoutSessionParams, *, key: str
    ) -> OpenSession:
        """Open a hosted checkout page."""
        params = cast("stripe.params.checkout.SessionCreateParams", _session_params(wanted))
        async with self.call(keyed=True):
            session = await self.client.v1.checkout.sessions.create_async(
                params, {"idempotency_key": key}
            )
        return OpenSession(session.id, session.url or "")

    async def expire_checkout_session(self, session_id: str) -> bool:
        """Close a checkout page; return False where it was paid on already."""
        try:
            async with self.call():
                await self.client.v1.checkout.sessions.expire_async(session_id)
        except StripeMissingError:
            return True
        except StripeRefusedError:
            return (await self.session(session_id))["status"] != "complete"
        return True

    async def cancel_ended_subscription(self, subscription_id: str) -> None:
        """End a subscription now, saying that it was us; one that has ended stays so."""
        async with self.call():
            await self.client.v1.subscriptions.cancel_async(
                subscription_id, {"cancellation_details": {"comment": CANCELLED_BY_US}}
            )

    async def cancel_subscription_now(self, subscription_id: str) -> None:
        """End a subscription now, as its payer asked; what is unpaid is not collected."""
        async with self.call():
            await self.client.v1.subscriptions.cancel_async(
                subscription_id, {"cancellation_details": {"comment": CANCELLED_BY_STAFF}}
            )

    async def close_invoices(self, subscription_id: str) -> list[Answer]:
        """Let a subscription's invoices take no more money; return those that still do.

        What was written off stays so, for the owner's books. A payment under way, or a key that
        may not write invoices, is in the way of voiding.
        """
        payable: list[Answer] = []
        for invoice in await self.owed_on(subscription_id):
            try:
                if invoice["status"] == "uncollectible":
                    payable.append(invoice)
                    continue
                if invoice["status"] == "draft":
                    await self._finalize(invoice["id"])
                async with self.call():
                    await self.client.v1.invoices.void_invoice_async(invoice["id"])
            except PersonMustActError:
                now = await self.invoice(invoice["id"])
                if now["status"] not in ("void", "paid"):  # it may have been, in this moment
                    payable.append(now)
        return payable

    async def _finalize(self, invoice_id: str) -> None:
        """Close a draft, which can't be voided else; it is not charged by that."""
        async with self.call():
            await self.client.v1.invoices.finalize_invoice_async(
                invoice_id, {"auto_advance": False}
            )

    async def set_subscription_metadata(
        self, subscription_id: str, metadata: dict[str, str]
    ) -> None:
        """Write whose a subscription is."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(subscription_id, {"metadata": metadata})

    async def cancel_at_period_end(self, subscription_id: str, *, cancel: bool) -> None:
        """Let a subscription run out at the end of its period, or go on after all."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(
                subscription_id, {"cancel_at_period_end": cancel}
            )

    async def release_schedule(self, schedule_id: str) -> None:
        """Let a subscription go on by itself, at its present price, without its schedule."""
        async with self.call():
            await self.client.v1.subscription_schedules.release_async(schedule_id)

    async def clear_cancel_at(self, subscription_id: str) -> None:
        """Let a subscription go on that was to end on a date."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(subscription_id, {"cancel_at": ""})

    async def create_portal_configuration(self, features: dict[str, Any], *, key: str) -> str:
        """Create what the billing portal offers; return its configuration's id."""
        params = cast(
            "stripe.params.billing_portal.ConfigurationCreateParams", {"features": features}
        )
        async with self.call(keyed=True):
            portal = await self.client.v1.billing_portal.configurations.create_async(
                params, {"idempotency_key": key}
            )
        return portal.id

    async def create_portal_session(
        self, customer_id: str, *, configuration: str | None, locale: str, return_url: str
    ) -> str:
        """Return the address of a customer's billing portal, good for a few minutes.

        Without a configuration, the account's default decides what it offers.
        """
        params: dict[str, Any] = {
            "customer": customer_id,
            "locale": locale,
            "return_url": return_url,
        }
        if configuration is not None:
            params["configuration"] = configuration
        async with self.call():
            session = await self.client.v1.billing_portal.sessions.create_async(
                cast("stripe.params.billing_portal.SessionCreateParams", params)
            )
        return session.url

    async def webhook_endpoints(self) -> list[Answer]:
        """Return the webhook endpoints of the account."""
        return await self._all("/v1/webhook_endpoints")

    def probes(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Return one harmless call for each right that the key needs.

        Reading is tried by a list of one, writing by a change to what does not exist: with the
        right, Stripe answers that there is no such object.
        """
        v1 = self.client.v1
        none = "lyceum_probe"
        one: dict[Literal["limit"], int] = {"limit": 1}
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "Products: write": lambda: v1.products.update_async(none, {}),
            "Prices: write": lambda: v1.prices.update_async(none, {}),
            "Customers: write": lambda: v1.customers.update_async(none, {}),
            "Checkout Sessions: write": lambda: v1.checkout.sessions.expire_async(none),
            "Subscriptions: write": lambda: v1.subscriptions.update_async(none, {}),
            "Payment Intents: read": lambda: v1.payment_intents.list_async({**one}),
            "Charges and Refunds: read": lambda: v1.charges.list_async({**one}),
            "Disputes: read": lambda: v1.disputes.list_async({**one}),
            "Customer portal: write": lambda: v1.billing_portal.sessions.create_async(
                {"customer": none}
            ),
            "Invoices: write": lambda: v1.invoices.update_async(none, {}),
            "Events: read": lambda: v1.events.list_async({**one}),
            "Webhook Endpoints: read": lambda: v1.webhook_endpoints.list_async({**one}),
        }
        return {right: partial(self._probe, call) for right, call in calls.items()}

    async def _probe(self, call: Callable[[], Awaitable[object]]) -> None:
        with suppress(StripeMissingError):
            async with self.call():
                await call()


def _session_params(wanted: CheckoutSessionParams) -> dict[str, Any]:
    """Mark the session and what comes of it: metadata doesn't flow down by itself."""
    params: dict[str, Any] = {
        "mode": "subscription" if wanted.recurring else "payment",
        "customer": wanted.customer_id,
        "client_reference_id": wanted.reference,
        "line_items": [{"price": wanted.price_id, "quantity": wanted.quantity}],
        "allow_promotion_codes": True,
        "metadata": wanted.metadata,
        "success_url": wanted.success_url,
        "cancel_url": wanted.cancel_url,
        "expires_at": int(wanted.expires_at.timestamp()),
        "locale": "auto",
    }
    below: dict[str, Any] = {"metadata": wanted.metadata}
    if wanted.recurring and wanted.trial_days:
        below["trial_period_days"] = wanted.trial_days
        if not wanted.trial_card:
            params["payment_method_collection"] = "if_required"
            below["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
    params["subscription_data" if wanted.recurring else "payment_intent_data"] = below
    return params
