"""The only door to Stripe's API: typed calls, one throttle, three kinds of failure.

Every call that creates something carries an idempotency key derived from a row of ours, so that
asking again after a lost answer or a restart finds the first result instead of making a second.
"""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, cast

import aiohttp
import stripe
from aiolimiter import AsyncLimiter

from bot.errors import PersonMustActError, RetryLaterError

API_VERSION = "2026-10-28.endive"
RETRIES = 2
TIMEOUT_SECONDS = 20.0
SAVED_FAILURE = 500  # Stripe repeats this answer for a day to whoever comes with the same key
# Looking at an object is tried again from the inbox, which neither blocks nor forgets.
ONCE: stripe.RequestOptions = {"max_network_retries": 0}


class KeyRefusedError(PersonMustActError):
    """Stripe does not know the key."""


class StripeRefusedError(PersonMustActError):
    """Stripe understood the request and refused it: asking again would not help."""


class StripeSpentKeyError(StripeRefusedError):
    """The idempotency key leads nowhere any more: it is tied to a failure or to other words."""


class StripeMissingError(StripeRefusedError):
    """Stripe has no such object."""


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What a price asks for. `amount` in the smallest unit; `interval` may be `once`."""

    amount: int
    currency: str
    interval: str


@dataclass(frozen=True, slots=True)
class SessionWish:
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


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A hosted checkout page."""

    id: str
    url: str


class StripeApi:
    """Stripe, as far as Lyceum needs it.

    All methods raise `RetryLaterError` when Stripe can't be reached or is busy,
    `PersonMustActError` when the key is wrong or lacks a right, and of those `StripeRefusedError`
    when the request itself is at fault.
    """

    def __init__(
        self, *, key: str, api_base: str, http: aiohttp.ClientSession, requests_per_second: int
    ) -> None:
        self._client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base},
            http_client=stripe.AIOHTTPClient(session=http, timeout=TIMEOUT_SECONDS),
            max_network_retries=RETRIES,
        )
        self._throttle = AsyncLimiter(requests_per_second, 1)

    async def create_product(self, name: str, *, key: str, metadata: dict[str, str]) -> str:
        """Create a product; return its id."""
        async with self._call():
            product = await self._client.v1.products.create_async(
                {"name": name, "metadata": metadata}, {"idempotency_key": key}
            )
        return product.id

    async def rename_product(self, product_id: str, name: str) -> None:
        """Change what people read on the checkout page and on invoices."""
        async with self._call():
            await self._client.v1.products.update_async(product_id, {"name": name})

    async def create_price(self, product_id: str, terms: PriceTerms, *, key: str) -> str:
        """Create a price of a product; return its id."""
        params: dict[str, Any] = {
            "product": product_id,
            "unit_amount": terms.amount,
            "currency": terms.currency,
        }
        if terms.interval != "once":
            params["recurring"] = {"interval": terms.interval}
        async with self._call():
            price = await self._client.v1.prices.create_async(
                cast("stripe.params.PriceCreateParams", params), {"idempotency_key": key}
            )
        return price.id

    async def price(self, price_id: str) -> tuple[str, PriceTerms]:
        """Return a price's product and terms.

        Raises:
            StripeRefusedError: also when the price is archived or no fixed amount.
        """
        async with self._call():
            price = await self._client.v1.prices.retrieve_async(price_id)
        if not price.active or price.unit_amount is None:
            raise StripeRefusedError("the price is archived or has no fixed amount")
        if price.recurring and price.recurring.interval_count != 1:
            raise StripeRefusedError("the price renews at an interval other than 1")
        interval = price.recurring.interval if price.recurring else "once"
        product = price.product if isinstance(price.product, str) else price.product.id
        return product, PriceTerms(price.unit_amount, price.currency, interval)

    async def archive_price(self, price_id: str) -> None:
        """Take a price off sale; subscriptions on it go on."""
        async with self._call():
            await self._client.v1.prices.update_async(price_id, {"active": False})

    async def create_customer(self, *, key: str, metadata: dict[str, str]) -> str:
        """Create a customer; return its id."""
        async with self._call():
            customer = await self._client.v1.customers.create_async(
                {"metadata": metadata}, {"idempotency_key": key}
            )
        return customer.id

    async def open_session(self, wish: SessionWish, *, key: str) -> OpenSession:
        """Open a hosted checkout page."""
        params = cast("stripe.params.checkout.SessionCreateParams", _session_params(wish))
        async with self._call():
            session = await self._client.v1.checkout.sessions.create_async(
                params, {"idempotency_key": key}
            )
        return OpenSession(session.id, session.url or "")

    async def subscription(self, subscription_id: str) -> dict[str, Any]:
        """Return a subscription as it is now, its latest invoice along."""
        async with self._call():
            found = await self._client.v1.subscriptions.retrieve_async(
                subscription_id, {"expand": ["latest_invoice"]}, ONCE
            )
        return _plain(found)

    async def session(self, session_id: str) -> dict[str, Any]:
        """Return a checkout session as it is now, its payment intent along."""
        async with self._call():
            found = await self._client.v1.checkout.sessions.retrieve_async(
                session_id, {"expand": ["payment_intent"]}, ONCE
            )
        return _plain(found)

    async def events(
        self, types: Sequence[str], since: datetime
    ) -> AsyncGenerator[list[dict[str, Any]]]:
        """Yield pages of the events of these types (20 at the most) since an instant."""
        params: dict[str, Any] = {
            "types": list(types),
            "created": {"gte": int(since.timestamp())},
            "limit": 100,
        }
        async with self._call():
            page = await self._client.v1.events.list_async(
                cast("stripe.params.EventListParams", params)
            )
        while True:
            yield [_plain(event) for event in page.data]
            if not page.has_more:
                return
            async with self._call():
                page = await page.next_page_async()

    async def webhook_endpoints(self) -> list[dict[str, Any]]:
        """Return the webhook endpoints of the account (the first hundred)."""
        async with self._call():
            found = await self._client.v1.webhook_endpoints.list_async({"limit": 100})
        return [_plain(endpoint) for endpoint in found.data]

    def probes(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Return one harmless call for each right that the key needs.

        Reading is tried by a list of one, writing by a change to what does not exist: with the
        right, Stripe answers that there is no such object.
        """
        v1 = self._client.v1
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
            "Invoices: read": lambda: v1.invoices.list_async({**one}),
            "Events: read": lambda: v1.events.list_async({**one}),
            "Webhook Endpoints: read": lambda: v1.webhook_endpoints.list_async({**one}),
        }
        return {right: partial(self._probe, call) for right, call in calls.items()}

    async def _probe(self, call: Callable[[], Awaitable[object]]) -> None:
        with suppress(StripeMissingError):
            async with self._call():
                await call()

    @asynccontextmanager
    async def _call(self) -> AsyncGenerator[None]:
        """Throttle one request and sort its failure."""
        await self._throttle.acquire()
        try:
            yield
        except stripe.AuthenticationError as error:
            raise KeyRefusedError(_words(error)) from error
        except stripe.PermissionError as error:
            raise PersonMustActError(_words(error)) from error
        except stripe.IdempotencyError as error:
            raise StripeSpentKeyError(_words(error)) from error
        except (stripe.RateLimitError, stripe.APIConnectionError) as error:
            raise RetryLaterError(_words(error)) from error
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                raise StripeMissingError(_words(error)) from error
            raise StripeRefusedError(_words(error)) from error
        except stripe.StripeError as error:
            if error.http_status == SAVED_FAILURE:
                raise StripeSpentKeyError(_words(error)) from error
            raise RetryLaterError(_words(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RetryLaterError(f"{type(error).__name__} while reading the answer") from error


def _plain(found: stripe.StripeObject) -> dict[str, Any]:
    """Return an object in JSON's own types: the SDK makes Decimals of some strings."""
    return json.loads(json.dumps(found.to_dict(), default=str))


def _session_params(wish: SessionWish) -> dict[str, Any]:
    """Mark the session and what comes of it: metadata doesn't flow down by itself."""
    params: dict[str, Any] = {
        "mode": "subscription" if wish.recurring else "payment",
        "customer": wish.customer_id,
        "client_reference_id": wish.reference,
        "line_items": [{"price": wish.price_id, "quantity": 1}],
        "metadata": wish.metadata,
        "success_url": wish.success_url,
        "cancel_url": wish.cancel_url,
        "expires_at": int(wish.expires_at.timestamp()),
        "locale": "auto",
    }
    below: dict[str, Any] = {"metadata": wish.metadata}
    if wish.recurring and wish.trial_days:
        below["trial_period_days"] = wish.trial_days
    params["subscription_data" if wish.recurring else "payment_intent_data"] = below
    return params


def _words(error: stripe.StripeError) -> str:
    """Return Stripe's own words, for the log and for staff: they never hold the whole key."""
    return f"{error.user_message or type(error).__name__} (request {error.request_id or 'unsent'})"
