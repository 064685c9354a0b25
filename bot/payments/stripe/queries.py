"""Fetches objects from Stripe as they are now, and lists page by page."""

import asyncio
import random
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from bot.errors import BusyError, PersonMustActError, RetryLaterError
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.transport import StripeMissingError, StripeTransport

PAYABLE = ("draft", "open", "uncollectible")  # statuses of an invoice that can be paid
TIMEOUT_SECONDS = 2.0
Answer = Mapping[str, Any]  # an object as Stripe sent it, never modified
Pages = AsyncGenerator[list[Answer]]


class StripeQueries(StripeTransport):
    """Read-only requests to Stripe.

    Responses are read as plain JSON, because the SDK takes several times as long to build objects
    as Stripe takes to send them.
    """

    async def read_server_time(self) -> None:
        """Send a minimal request, because any response has Stripe's time."""
        await self._list("/v1/events", limit=1)

    async def confirm_time(self) -> None:
        """Fetch Stripe's time if our clock has jumped. Call it before something is dated.

        Raises:
            RetryLaterError: Stripe doesn't respond within `TIMEOUT_SECONDS`, so that nobody knows
                what time it is: a pass would be too short or too long.
        """
        if not self.time.has_leapt:
            return
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self.read_server_time()
        except (RetryLaterError, PersonMustActError, TimeoutError) as error:
            if self.time.has_leapt:  # a refusal says what time it is as well
                raise RetryLaterError("our clock has jumped, and Stripe's is unknown") from error

    async def subscription(self, subscription_id: str) -> Answer:
        """Return a subscription as it is now, with latest invoice, customer and discounts."""
        along = ["latest_invoice", "customer", "discounts.source.coupon"]
        path = f"/v1/subscriptions/{subscription_id}"
        return await self._with_items(await self._get(path, expand=along))

    async def next_amount(self, subscription_id: str) -> int:
        """Return the amount of a subscription's next invoice, as Stripe previews it."""
        async with self.call():
            preview = await self.client.v1.invoices.create_preview_async(
                {"subscription": subscription_id}
            )
        return preview.amount_due

    async def session(self, session_id: str) -> Answer:
        """Return a checkout session as it is now, with its payment, charge and lines."""
        path = f"/v1/checkout/sessions/{session_id}"
        session = await self._get(path, expand=["payment_intent.latest_charge", "line_items"])
        if session["line_items"].get("has_more"):
            return {**session, "line_items": {"data": await self._all(f"{path}/line_items")}}
        return session

    async def promotion_codes(self, code: str | None = None) -> list[Answer]:
        """Return the account's active promotion codes, or one, with coupons and products."""
        params: dict[str, object] = {} if code is None else {"code": code}
        expand = ["data.promotion.coupon.applies_to"]
        return await self._all("/v1/promotion_codes", active=True, expand=expand, **params)

    async def charge(self, charge_id: str) -> Answer:
        """Return a charge as it is now."""
        return await self._get(f"/v1/charges/{charge_id}")

    async def refunds_of(self, charge_id: str) -> list[Answer]:
        """Return a charge's refunds."""
        return await self._all("/v1/refunds", charge=charge_id)

    async def disputes_of(self, charge_id: str) -> list[Answer]:
        """Return a charge's disputes."""
        return await self._all("/v1/disputes", charge=charge_id)

    async def open_sessions(self, customer_id: str) -> list[Answer]:
        """Return the sessions that a customer can pay; none if Stripe lacks the customer."""
        with suppress(StripeMissingError):
            return await self._all("/v1/checkout/sessions", customer=customer_id, status="open")
        return []

    async def sessions_of_payment(self, intent_id: str) -> list[Answer]:
        """Return the checkout sessions that a one-time payment came from: one, or none."""
        return await self._list("/v1/checkout/sessions", payment_intent=intent_id, limit=1)

    async def invoices_of_payment(self, intent_id: str) -> list[Answer]:
        """Return the invoices that a payment paid, each with all its lines."""
        payment = {"type": "payment_intent", "payment_intent": intent_id}
        found = await self._all("/v1/invoice_payments", payment=payment, expand=["data.invoice"])
        return [await self._with_lines(payment["invoice"]) for payment in found]

    async def invoices_of(self, subscription_id: str) -> list[Answer]:
        """Return a subscription's invoices, each with all its lines, newest first."""
        found = await self._all("/v1/invoices", subscription=subscription_id)
        return [await self._with_lines(invoice) for invoice in found]

    async def owed_on(self, subscription_id: str) -> list[Answer]:
        """Return a subscription's invoices that can still be paid, if only on their pages."""
        return [
            invoice
            for invoice in await self.invoices_of(subscription_id)
            if invoice["status"] in PAYABLE and invoice["amount_due"]
        ]

    async def invoice(self, invoice_id: str) -> Answer:
        """Return an invoice as it is now."""
        return await self._get(f"/v1/invoices/{invoice_id}")

    async def kept_of_invoice(self, invoice: Answer) -> int:
        """Return the amount paid on an invoice and not refunded, in the smallest unit."""
        along = ["data.payment.payment_intent.latest_charge"]
        links = await self._all("/v1/invoice_payments", invoice=invoice["id"], expand=along)
        back = 0
        for link in links:
            match link["payment"].get("payment_intent"):
                case {"latest_charge": {"amount_refunded": int(refunded)}}:
                    back += refunded
                case _:
                    pass
        return invoice["amount_paid"] - back

    async def payment_of(self, purchase_id: str) -> str | None:
        """Return the payment of a checkout session, or a subscription's last one.

        None if nothing was paid.
        """
        if not is_subscription(purchase_id):
            intent = (await self._get(f"/v1/checkout/sessions/{purchase_id}"))["payment_intent"]
            return intent if isinstance(intent, str) or intent is None else intent["id"]
        for invoice in await self.invoices_of(purchase_id):
            if invoice["status"] == "paid" and invoice["amount_paid"]:
                links = await self._all("/v1/invoice_payments", invoice=invoice["id"])
                paid = [link["payment"] for link in links if link["status"] == "paid"]
                return next((each.get("payment_intent") for each in paid), None)
        return None

    async def payments_of_invoice(self, invoice_id: str) -> list[str]:
        """Return the statuses of the attempts to pay an invoice."""
        expand = ["data.payment.payment_intent"]
        found = await self._all("/v1/invoice_payments", invoice=invoice_id, expand=expand)
        intents = (payment["payment"].get("payment_intent") for payment in found)
        return [intent["status"] for intent in intents if intent]

    def events(self, types: Sequence[str], since: datetime) -> Pages:
        """Yield pages of the events of these types (at most 20) since an instant."""
        return self._pages("/v1/events", types=list(types), created=_since(since))

    async def subscriptions(self) -> Pages:
        """Yield pages of all subscriptions of the account, ended ones too, newest first."""
        along = ["data.latest_invoice", "data.discounts.source.coupon"]
        async for page in self._pages("/v1/subscriptions", status="all", expand=along):
            yield [await self._with_items(subscription) for subscription in page]

    async def subscriptions_of_customer(self, customer_id: str) -> list[Answer]:
        """Return a customer's subscriptions that have not ended."""
        return await self._all("/v1/subscriptions", customer=customer_id)

    async def customer(self, customer_id: str) -> Answer:
        """Return a customer as it is now."""
        return await self._get(f"/v1/customers/{customer_id}")

    def subscriptions_with_customer(self) -> Pages:
        """Yield pages of the subscriptions that have not ended, with customers."""
        return self._pages("/v1/subscriptions", expand=["data.customer"])

    def all_sessions(self) -> Pages:
        """Yield pages of all completed checkout sessions, with their customers and lines."""
        return self._pages(
            "/v1/checkout/sessions",
            status="complete",
            expand=["data.customer", "data.line_items", "data.payment_intent.latest_charge"],
        )

    def invoices(self, status: str, since: datetime) -> Pages:
        """Yield pages of the account's invoices of a status, created since an instant."""
        return self._pages("/v1/invoices", status=status, created=_since(since))

    def customers(self, since: datetime, until: datetime) -> Pages:
        """Yield pages of the customers created between two instants."""
        between = _since(since) | {"lte": int(until.timestamp())}
        return self._pages("/v1/customers", created=between)

    def sessions(self, since: datetime) -> Pages:
        """Yield pages of the checkout sessions completed on pages opened since an instant."""
        return self._pages(
            "/v1/checkout/sessions",
            created=_since(since),
            status="complete",
            expand=["data.payment_intent.latest_charge", "data.line_items"],
        )

    def refunds(self, since: datetime) -> Pages:
        """Yield pages of the refunds created since an instant."""
        return self._pages("/v1/refunds", created=_since(since))

    def disputes(self, since: datetime) -> Pages:
        """Yield pages of the disputes opened since an instant."""
        return self._pages("/v1/disputes", created=_since(since))

    async def _pages(self, path: str, **params: object) -> Pages:
        """Yield a list page by page, one request each."""
        asked: dict[str, Any] = {"limit": 100, **params}
        while True:
            page = await self.ask(path, **asked)
            yield page["data"]
            if not page["has_more"] or not page["data"]:
                return
            asked["starting_after"] = page["data"][-1]["id"]

    async def _with_items(self, subscription: Answer) -> Answer:
        """Return a subscription with all its items, because Stripe truncates nested lists."""
        if subscription["items"].get("has_more"):
            items = await self._all("/v1/subscription_items", subscription=subscription["id"])
            return {**subscription, "items": {"data": items, "has_more": False}}
        return subscription

    async def _with_lines(self, invoice: Answer) -> Answer:
        """Return an invoice with all its lines: the first ten may be prorations only."""
        if invoice["lines"].get("has_more"):
            lines = await self._all(f"/v1/invoices/{invoice['id']}/lines")
            return {**invoice, "lines": {"data": lines, "has_more": False}}
        return invoice

    async def _all(self, path: str, **params: object) -> list[Answer]:
        """Return a whole list, without the SDK's retries, as `_get`."""
        pages = self._pages(path, **params, max_network_retries=0)
        return [each async for page in pages for each in page]

    async def _list(self, path: str, **params: object) -> list[Answer]:
        return (await self._get(path, **params))["data"]

    async def _get(self, path: str, **params: object) -> Answer:
        """Send one request without the SDK's retries, because the inbox retries the fetch."""
        return await self.ask(path, **params, max_network_retries=0)

    async def ask(self, path: str, **params: object) -> Answer:
        """Send one GET request; return the response. Retry shortly while Stripe is busy.

        Our own rate limit is a guess: others may use the account, and Stripe may allow less. A run
        over many objects would otherwise end at the first such response.

        `path` may contain only ids that Stripe created.
        """
        for seconds in self.busy_seconds:
            with suppress(BusyError):
                return await self._ask(path, **params)
            # Random, so that concurrent requests don't retry at the same moment.
            await self.pause(seconds * random.uniform(0.5, 1.0))  # noqa: S311 spread, no secret
        return await self._ask(path, **params)

    async def _ask(self, path: str, **params: object) -> Answer:
        async with self.call():
            answer = await self.client.raw_request_async("get", path, **params)  # pyright: ignore[reportUnknownMemberType] untyped by the SDK
        return cast("Answer", answer.data)


def _since(instant: datetime) -> dict[str, int]:
    return {"gte": int(instant.timestamp())}
