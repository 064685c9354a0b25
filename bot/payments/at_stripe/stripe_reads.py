"""What is asked of Stripe: objects as they are now, and lists page by page."""

import json
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any, cast

import stripe

from bot.payments.at_stripe.stripe_door import StripeDoor

# Looking at an object is tried again from the inbox, which neither blocks nor forgets.
ONCE: stripe.RequestOptions = {"max_network_retries": 0}


Pages = AsyncGenerator[list[dict[str, Any]]]


class StripeReads(StripeDoor):
    """Questions to Stripe; none of them changes anything."""

    async def subscription(self, subscription_id: str) -> dict[str, Any]:
        """Return a subscription as it is now, its latest invoice along."""
        async with self.call():
            found = await self.client.v1.subscriptions.retrieve_async(
                subscription_id, {"expand": ["latest_invoice"]}, ONCE
            )
        return plain(found)

    async def session(self, session_id: str) -> dict[str, Any]:
        """Return a checkout session as it is now, its payment and charge along."""
        async with self.call():
            found = await self.client.v1.checkout.sessions.retrieve_async(
                session_id, {"expand": ["payment_intent.latest_charge"]}, ONCE
            )
        return plain(found)

    async def charge(self, charge_id: str) -> dict[str, Any]:
        """Return a charge as it is now."""
        async with self.call():
            found = await self.client.v1.charges.retrieve_async(charge_id, {}, ONCE)
        return plain(found)

    async def refunds_of(self, charge_id: str) -> list[dict[str, Any]]:
        """Return a charge's refunds, the newest hundred."""
        async with self.call():
            found = await self.client.v1.refunds.list_async(
                {"charge": charge_id, "limit": 100}, ONCE
            )
        return [plain(refund) for refund in found.data]

    async def disputes_of(self, charge_id: str) -> list[dict[str, Any]]:
        """Return a charge's disputes."""
        async with self.call():
            found = await self.client.v1.disputes.list_async(
                {"charge": charge_id, "limit": 100}, ONCE
            )
        return [plain(dispute) for dispute in found.data]

    async def sessions_of_payment(self, intent_id: str) -> list[dict[str, Any]]:
        """Return the checkout sessions that a one-time payment came from: one, or none."""
        async with self.call():
            found = await self.client.v1.checkout.sessions.list_async(
                {"payment_intent": intent_id, "limit": 1}, ONCE
            )
        return [plain(session) for session in found.data]

    async def invoices_of_payment(self, intent_id: str) -> list[dict[str, Any]]:
        """Return the invoices that a payment paid."""
        async with self.call():
            found = await self.client.v1.invoice_payments.list_async(
                {
                    "payment": {"type": "payment_intent", "payment_intent": intent_id},
                    "expand": ["data.invoice"],
                },
                ONCE,
            )
        return [plain(payment)["invoice"] for payment in found.data]

    async def invoices_of(self, subscription_id: str) -> list[dict[str, Any]]:
        """Return a subscription's invoices, the newest hundred, newest first."""
        async with self.call():
            found = await self.client.v1.invoices.list_async(
                {"subscription": subscription_id, "limit": 100}, ONCE
            )
        return [plain(invoice) for invoice in found.data]

    async def payments_of_invoice(self, invoice_id: str) -> list[str]:
        """Return the statuses of the attempts to pay an invoice."""
        async with self.call():
            found = await self.client.v1.invoice_payments.list_async(
                {"invoice": invoice_id, "expand": ["data.payment.payment_intent"]}, ONCE
            )
        intents = (plain(payment)["payment"].get("payment_intent") for payment in found.data)
        return [intent["status"] for intent in intents if intent]

    def events(self, types: Sequence[str], since: datetime) -> Pages:
        """Yield pages of the events of these types (20 at the most) since an instant."""
        return self._pages("/v1/events", types=list(types), created=_since(since))

    def subscriptions(self) -> Pages:
        """Yield pages of all subscriptions of the account, ended ones too, newest first."""
        return self._pages("/v1/subscriptions", status="all", expand=["data.latest_invoice"])

    def customers(self, since: datetime, until: datetime) -> Pages:
        """Yield pages of the customers made between two instants."""
        between = _since(since) | {"lte": int(until.timestamp())}
        return self._pages("/v1/customers", created=between)

    def sessions(self, since: datetime) -> Pages:
        """Yield pages of the checkout sessions completed on pages opened since an instant."""
        return self._pages(
            "/v1/checkout/sessions",
            created=_since(since),
            status="complete",
            expand=["data.payment_intent.latest_charge"],
        )

    def refunds(self, since: datetime) -> Pages:
        """Yield pages of the refunds made since an instant."""
        return self._pages("/v1/refunds", created=_since(since))

    def disputes(self, since: datetime) -> Pages:
        """Yield pages of the disputes opened since an instant."""
        return self._pages("/v1/disputes", created=_since(since))

    async def _pages(self, path: str, **params: object) -> Pages:
        """Yield a list page by page; each is a request of its own.

        Lists are read as plain JSON: the SDK takes several times as long to make objects of a
        page as Stripe takes to send it.
        """
        asked: dict[str, Any] = {"limit": 100, **params}
        while True:
            async with self.call():
                answer = await self.client.raw_request_async("get", path, **asked)  # pyright: ignore[reportUnknownMemberType] untyped by the SDK
            page = cast("dict[str, Any]", answer.data)
            yield page["data"]
            if not page["has_more"] or not page["data"]:
                return
            asked["starting_after"] = page["data"][-1]["id"]


def _since(instant: datetime) -> dict[str, int]:
    return {"gte": int(instant.timestamp())}


def plain(found: stripe.StripeObject) -> dict[str, Any]:
    """Return an object in JSON's own types: the SDK makes Decimals of some strings."""
    return json.loads(json.dumps(found.to_dict(), default=str))
