"""Reads what a member needs to pay a subscription's open invoice; never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An open invoice.

    Attributes:
        subscription_id: The subscription that it is for.
        invoice_id: Stripe's id of it.
        amount: The amount left to pay, in the currency's smallest unit.
        currency: The ISO code, in lower case.
        url: Stripe's page on which it can be paid.
        confirm: Whether it awaits a confirmation to the bank (3-D Secure) rather than a card.
    """

    subscription_id: str
    invoice_id: str
    amount: int
    currency: str
    url: str
    confirm: bool = False


def open_invoice_of(subscription: Mapping[str, Any]) -> OpenInvoice | None:
    """Return a subscription's latest invoice (expanded), if it is open."""
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
