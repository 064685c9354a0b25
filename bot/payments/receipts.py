"""Finds the receipt of a purchase at Stripe; nothing of it is stored."""

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError


class ReceiptService:
    """Asks Stripe for links to receipts."""

    def __init__(self, api: StripeClient) -> None:
        self._api = api

    async def url(self, source: str) -> str | None:
        """Return the link to the receipt of a subscription's invoice or of a payment.

        None if there is none, or Stripe can't be asked: a welcome does not wait for it.

        Args:
            source: Stripe's id of the subscription, or of the checkout session of a payment.
        """
        try:
            if is_subscription(source):
                bought = await self._api.subscription(source)
            else:
                bought = await self._api.session(source)
        except (RetryLaterError, PersonMustActError, StripeRefusedError):
            return None
        match bought:
            case {"latest_invoice": {"hosted_invoice_url": str(url)}}:
                return url
            case {"payment_intent": {"latest_charge": {"receipt_url": str(url)}}}:
                return url
            case _:
                return None
