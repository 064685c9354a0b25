"""What Stripe is asked for when a checkout page is opened. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.settings.sections import TaxSettings


@dataclass(frozen=True, slots=True)
class CheckoutSessionParams:
    """What a checkout session sells, and to which member."""

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
    promotion_code: str = ""  # Stripe's id of a coupon's code that is applied already
    codes: bool = True  # whether the page asks for a code
    ask_terms: bool = False  # whether the payer has to accept the terms of service


def session_params(wanted: CheckoutSessionParams, tax: TaxSettings) -> dict[str, Any]:
    """Return the session's parameters, with metadata for it and what it creates.

    Both are set because Stripe does not copy a session's metadata.
    """
    params: dict[str, Any] = {
        "mode": "subscription" if wanted.recurring else "payment",
        "customer": wanted.customer_id,
        "client_reference_id": wanted.reference,
        "line_items": [{"price": wanted.price_id, "quantity": wanted.quantity}],
        "metadata": wanted.metadata,
        "success_url": wanted.success_url,
        "cancel_url": wanted.cancel_url,
        "expires_at": int(wanted.expires_at.timestamp()),
        "locale": "auto",
    }
    if wanted.promotion_code:  # Stripe allows only one of the two
        params["discounts"] = [{"promotion_code": wanted.promotion_code}]
    elif wanted.codes:
        params["allow_promotion_codes"] = True
    if wanted.ask_terms:
        params["consent_collection"] = {"terms_of_service": "required"}
    below: dict[str, Any] = {"metadata": wanted.metadata}
    if wanted.recurring and wanted.trial_days:
        below["trial_period_days"] = wanted.trial_days
        if not wanted.trial_card:
            params["payment_method_collection"] = "if_required"
            below["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
    params["subscription_data" if wanted.recurring else "payment_intent_data"] = below
    return params | _tax_params(tax, recurring=wanted.recurring)


def _tax_params(tax: TaxSettings, *, recurring: bool) -> dict[str, Any]:
    """Return a session's parameters of tax and invoices.

    Stripe takes the payer's address for the tax, and the name for a tax id, only if it may store
    them with the customer. With Managed Payments it decides all of this itself, and refuses these
    parameters.
    """
    if tax.mode == "managed":
        return {"managed_payments": {"enabled": True}}
    params: dict[str, Any] = {}
    if tax.mode == "automatic":
        params["automatic_tax"] = {"enabled": True}
        params["customer_update"] = {"address": "auto"}
    if tax.collect_ids:
        params["tax_id_collection"] = {"enabled": True}
        params["customer_update"] = {"address": "auto", "name": "auto"}
    if tax.invoices and not recurring:  # subscriptions have invoices anyway
        params["invoice_creation"] = {"enabled": True}
    return params
