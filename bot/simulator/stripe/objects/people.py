"""Customers, the account itself, its balance, and its webhook endpoints."""

import random
import string

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json


def customer(account: Account, params: Json) -> Json:
    """Return a customer from the parameters of its creation."""
    return start(
        account,
        "cus",
        "customer",
        address=params.get("address"),
        balance=0,
        currency=None,
        customer_account=None,
        default_source=None,
        delinquent=False,
        description=params.get("description"),
        discount=None,
        email=params.get("email"),
        invoice_prefix="".join(random.choices(string.ascii_uppercase + string.digits, k=8)),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=params.get("metadata", {}),
        name=params.get("name"),
        next_invoice_sequence=1,
        phone=params.get("phone"),
        preferred_locales=params.get("preferred_locales", []),
        shipping=None,
        tax_exempt="none",
        test_clock=None,
    )


def merchant(account: Account) -> Json:
    """Return the account as its own key sees it."""
    return {
        "id": account.id,
        "object": "account",
        "business_profile": None,
        "business_type": None,
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "US",
        "created": account.created,
        "default_currency": "usd",
        "details_submitted": True,
        "email": "owner@example.com",
        "metadata": {},
        "payouts_enabled": True,
        "settings": None,
        "type": "standard",
    }


def balance(account: Account, available: int) -> Json:
    """Return the account's balance, in US cents."""
    return {
        "object": "balance",
        "available": [
            {"amount": available, "currency": "usd", "source_types": {"card": available}}
        ],
        "livemode": account.livemode,
        "pending": [{"amount": 0, "currency": "usd", "source_types": {"card": 0}}],
    }


def endpoint(account: Account, params: Json) -> Json:
    """Return a webhook endpoint without its secret, which only its creation shows."""
    return start(
        account,
        "we",
        "webhook_endpoint",
        api_version=params.get("api_version"),
        application=None,
        description=params.get("description"),
        enabled_events=params["enabled_events"],
        metadata=params.get("metadata", {}),
        status="enabled",
        url=params["url"],
    )


def tax_settings(account: Account) -> Json:
    """Return the settings of Stripe Tax, complete or with what is missing."""
    pending: Json = {"missing_fields": ["head_office"]}
    return {
        "object": "tax.settings",
        "defaults": {"provider": "stripe", "tax_behavior": account.tax_behavior, "tax_code": None},
        "head_office": {"address": {"country": "DE"}} if account.taxes else None,
        "livemode": account.livemode,
        "status": "active" if account.taxes else "pending",
        "status_details": {"active": {}} if account.taxes else {"pending": pending},
    }
