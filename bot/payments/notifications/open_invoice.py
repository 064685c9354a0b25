"""A subscription's unpaid invoice: what a member needs to pay it, kept in no fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An open invoice.

    Attributes:
        subscription_id: What it is for.
        invoice_id: Stripe's id of it.
        amount: What is left to pay, in the currency's smallest unit.
        currency: ISO code, lower case.
        url: Stripe's page on which it can be paid.
        confirm: Whether the member's bank waits for a confirmation (3-D Secure) rather than a card.
    """

    subscription_id: str
    invoice_id: str
    amount: int
    currency: str
    url: str
    confirm: bool = False


def open_invoice_of(subscription: Mapping[str, Any]) -> OpenInvoice | None:
    """Return a subscription's latest invoice (fetched along), where that waits to be paid."""
    match subscription.get("latest_invoice"):
        case {
            "status": "open",
            "id": str(invoice_id),
            "amount_remaining": int(amount),
            "currency": str(currency),
            "hosted_invoice_url": str(url),
        }:
            return OpenInvoice(subscription["id"], invoice_id, amount, currency, url)
        case _:
            return None
