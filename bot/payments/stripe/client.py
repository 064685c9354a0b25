"""Creates and changes objects at Stripe.

Every call that creates something carries an idempotency key derived from a row of ours, so that
a retry after a lost response or a restart finds the first result instead of creating a second.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, cast

import stripe

from bot.errors import PersonMustActError
from bot.payments.stripe.coupon_params import CouponParams, coupon_params
from bot.payments.stripe.idempotency import with_fallback_key
from bot.payments.stripe.objects.invoice import id_of
from bot.payments.stripe.objects.metadata import CANCELLED_BY_STAFF, CANCELLED_BY_US
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.session_params import CheckoutSessionParams, session_params
from bot.payments.stripe.subscription_changes import SubscriptionChanges
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """The terms of a price. `amount` is in smallest units; `interval` may be `once`.

    `count` is the number of intervals it pays for: three months are a quarter.
    """

    amount: int
    currency: str
    interval: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A hosted checkout page."""

    id: str
    url: str


class StripeClient(SubscriptionChanges):
    """The Stripe API as far as Lyceum needs it: all queries and changes."""

    async def tax_settings(self) -> Answer:
        """Return the account's settings of Stripe Tax."""
        return await self.ask("/v1/tax/settings")

    async def create_product(self, name: str, *, key: str, metadata: dict[str, str]) -> str:
        """Create a product; return its id."""
        params: dict[str, Any] = {"name": name, "metadata": metadata}
        if self.tax.code:
            params["tax_code"] = self.tax.code
        async with self.call(keyed=True):
            product = await self.client.v1.products.create_async(
                cast("stripe.params.ProductCreateParams", params), {"idempotency_key": key}
            )
        return product.id

    async def rename_product(self, product_id: str, name: str) -> None:
        """Change a product's name, which the checkout page and invoices show."""
        async with self.call():
            await self.client.v1.products.update_async(product_id, {"name": name})

    async def create_price(self, product_id: str, terms: PriceTerms, *, key: str) -> str:
        """Create a price of a product; return its id."""
        params: dict[str, Any] = {
            "product": product_id,
            "unit_amount": terms.amount,
            "currency": terms.currency,
        }
        if self.tax.mode != "off":
            params["tax_behavior"] = self.tax.behavior
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
            StripeRefusedError: Also if the price is archived or has no fixed amount.
        """
        async with self.call():
            price = (await self.client.v1.prices.retrieve_async(price_id)).to_dict()
        if not price["active"]:
            raise StripeRefusedError("the price is archived")
        return id_of(price["product"]), _terms(price)

    async def any_price(self, price_id: str) -> PriceTerms:
        """Return the terms of a price, also of an archived one.

        Raises:
            StripeRefusedError: If there is none, or it has no fixed amount.
        """
        return _terms(await self.ask(f"/v1/prices/{price_id}"))

    async def price_exists(self, price_id: str) -> None:
        """Raise `StripeMissingError` if there is no such price; archived ones exist."""
        await self.ask(f"/v1/prices/{price_id}")

    async def product_metadata(self, product_id: str) -> dict[str, str]:
        """Return a product's metadata."""
        return (await self.ask(f"/v1/products/{product_id}"))["metadata"]

    async def archive_price(self, price_id: str) -> None:
        """Archive a price; its subscriptions continue."""
        async with self.call():
            await self.client.v1.prices.update_async(price_id, {"active": False})

    async def set_tax_behavior(self, price_id: str) -> None:
        """Set how a price treats tax, as the settings have it; Stripe allows it once."""
        behavior = self.tax.behavior
        async with self.call():
            await self.client.v1.prices.update_async(price_id, {"tax_behavior": behavior})

    async def untaxed(self, price_ids: Sequence[str]) -> list[str]:
        """Return those of some prices that don't say how they treat tax."""
        found = [(id_, await self.ask(f"/v1/prices/{id_}")) for id_ in price_ids]
        return [id_ for id_, price in found if price.get("tax_behavior") in (None, "unspecified")]

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
        """Create a hosted checkout page."""
        params = cast(
            "stripe.params.checkout.SessionCreateParams", session_params(wanted, self.tax)
        )
        async with self.call(keyed=True):
            session = await self.client.v1.checkout.sessions.create_async(
                params, {"idempotency_key": key}
            )
        return OpenSession(session.id, session.to_dict().get("url") or "")

    async def check_terms(self, price_id: str, *, recurring: bool) -> None:
        """Open a page that asks for the terms of service, and expire it at once.

        Stripe shows nowhere else whether it has their address.

        Raises:
            StripeRefusedError: It has none, see `error_from_refusal`.
        """
        params: dict[str, Any] = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price_id, "quantity": 1}],
            "success_url": "https://example.com",
            "consent_collection": {"terms_of_service": "required"},
        }
        async with self.call():
            session = await self.client.v1.checkout.sessions.create_async(
                cast("stripe.params.checkout.SessionCreateParams", params)
            )
        await self.expire_checkout_session(session.id)

    async def create_coupon(self, wanted: CouponParams, *, key: str) -> Answer:
        """Create a coupon and its promotion code; return the latter with the former."""
        coupon, code = coupon_params(wanted)
        async with self.call(keyed=True):
            made = await self.client.v1.coupons.create_async(
                cast("stripe.params.CouponCreateParams", coupon), {"idempotency_key": key}
            )
        code["promotion"] = {"type": "coupon", "coupon": made.id}
        async with self.call(keyed=True):
            await self.client.v1.promotion_codes.create_async(
                cast("stripe.params.PromotionCodeCreateParams", code),
                {"idempotency_key": f"{key}-code"},
            )
        return (await self.promotion_codes(wanted.code))[0]

    async def retire_promotion_code(self, code_id: str) -> None:
        """Let nobody use a promotion code any more; discounts in use go on."""
        async with self.call():
            await self.client.v1.promotion_codes.update_async(code_id, {"active": False})

    async def expire_checkout_session(
        self, session_id: str
    ) -> Literal["expired", "complete", "open"]:
        """Expire a checkout page; return its status then: `open` if it is just being paid."""
        try:
            async with self.call():
                await self.client.v1.checkout.sessions.expire_async(session_id)
        except StripeMissingError:
            return "expired"
        except StripeRefusedError:
            return (await self.session(session_id))["status"]
        return "expired"

    async def cancel_ended_subscription(self, subscription_id: str) -> None:
        """Cancel a subscription now, marked as ours; one that has ended stays ended."""
        async with self.call():
            await self.client.v1.subscriptions.cancel_async(
                subscription_id, {"cancellation_details": {"comment": CANCELLED_BY_US}}
            )

    async def cancel_subscription_now(self, subscription_id: str) -> None:
        """Cancel a subscription now, as its payer asked; unpaid amounts are not collected."""
        async with self.call():
            await self.client.v1.subscriptions.cancel_async(
                subscription_id, {"cancellation_details": {"comment": CANCELLED_BY_STAFF}}
            )

    async def close_invoices(self, subscription_id: str) -> list[Answer]:
        """Void a subscription's invoices; return those that can still be paid.

        Invoices that were written off stay so, for the owner's accounts. A pending payment, or a
        key without the permission to write invoices, prevents voiding.
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
                if now["status"] not in ("void", "paid"):  # else it was paid or voided concurrently
                    payable.append(now)
        return payable

    async def _finalize(self, invoice_id: str) -> None:
        """Finalize a draft without charging it, because drafts can't be voided."""
        async with self.call():
            await self.client.v1.invoices.finalize_invoice_async(
                invoice_id, {"auto_advance": False}
            )

    async def set_subscription_metadata(
        self, subscription_id: str, metadata: dict[str, str]
    ) -> None:
        """Set the metadata of a subscription, which names its owner."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(subscription_id, {"metadata": metadata})

    async def set_session_metadata(self, session_id: str, metadata: dict[str, str]) -> None:
        """Set the metadata of a completed checkout session, which names its owner."""
        params = cast("stripe.params.checkout.SessionUpdateParams", {"metadata": metadata})
        async with self.call():
            await self.client.v1.checkout.sessions.update_async(session_id, params)

    async def set_customer_metadata(self, customer_id: str, metadata: dict[str, str]) -> None:
        """Set the metadata of a customer, which names the member."""
        async with self.call():
            await self.client.v1.customers.update_async(customer_id, {"metadata": metadata})

    async def cancel_at_period_end(self, subscription_id: str, *, cancel: bool) -> None:
        """Set or clear a subscription's cancellation at the end of its period."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(
                subscription_id, {"cancel_at_period_end": cancel}
            )

    async def refund_payment(self, payment_id: str, *, key: str) -> None:
        """Refund what is left of a payment; one that was refunded before stays so.

        Raises:
            StripeRefusedError: It is disputed, or the key may not refund.
        """

        async def create(key: str) -> str:
            async with self.call(keyed=True):
                made = await self.client.v1.refunds.create_async(
                    {"payment_intent": payment_id, "reason": "requested_by_customer"},
                    {"idempotency_key": key},
                )
            return made.id

        try:
            await with_fallback_key(create, key)
        except StripeRefusedError as error:
            if error.code != "charge_already_refunded":
                raise

    async def release_schedule(self, schedule_id: str) -> None:
        """Release a schedule, so that its subscription continues at its present price."""
        async with self.call():
            await self.client.v1.subscription_schedules.release_async(schedule_id)

    async def clear_cancel_at(self, subscription_id: str) -> None:
        """Clear the date on which a subscription was to be cancelled."""
        async with self.call():
            await self.client.v1.subscriptions.update_async(subscription_id, {"cancel_at": ""})

    async def create_portal_configuration(self, features: dict[str, Any], *, key: str) -> str:
        """Create a configuration of the billing portal; return its id."""
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
        """Return the URL of a customer's billing portal, which is valid for a few minutes.

        Without a configuration, the account's default applies.
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
        """Return one harmless call for each permission that the key needs.

        Read permissions are tested by a list of one object, write permissions by a change of an
        object that does not exist: with the permission, Stripe answers that it is missing.
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
        return {entitlement: partial(self._probe, call) for entitlement, call in calls.items()}

    async def check_refunds(self) -> None:
        """Try to refund a payment that doesn't exist, which the permission allows.

        Raises:
            PersonMustActError, StripeRefusedError: The key may not refund.
        """
        params: stripe.params.RefundCreateParams = {"payment_intent": "lyceum_probe"}
        await self._probe(lambda: self.client.v1.refunds.create_async(params))

    async def _probe(self, call: Callable[[], Awaitable[object]]) -> None:
        with suppress(StripeMissingError):
            async with self.call():
                await call()


def _terms(price: Answer) -> PriceTerms:
    """Return the terms of a price. Raises StripeRefusedError."""
    if price.get("unit_amount") is None:
        raise StripeRefusedError("the price has no fixed amount")
    amount, currency = price["unit_amount"], price["currency"]
    match price.get("recurring"):
        case {"interval": str(interval), "interval_count": int(count)}:
            return PriceTerms(amount, currency, interval, count)
        case _:
            return PriceTerms(amount, currency, "once")
