"""Classifies Stripe's refusals by who has to act; each cause is reported once.

If Stripe sends no code, the text of its message decides; an unknown one is `other`.
"""

import hashlib
from collections.abc import Mapping

from bot.errors import PersonMustActError
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError

# By refusal, parts of Stripe's messages. The first match counts.
WORDS: Mapping[str, tuple[str, ...]] = {
    "currency": ("cannot combine currencies",),
    "schedule": ("managed by the subscription schedule", "attached to an active schedule"),
    "coupon": ("promotion code", "coupon"),
    "time": ("`expires_at`",),
    "tax behavior": ("`tax_behavior`", "required for automatic tax computation"),
    "terms": ("consent to your terms of service",),
    "inactive": ("is inactive", "is not active", "inactive product", "inactive price"),
    "amount": ("must be at least", "must convert to at least", "at most"),
    "account": ("make live charges", "activate your account", "account or business name"),
}
CODES: Mapping[str, str] = {
    "amount_too_small": "amount",
    "amount_too_large": "amount",
    "price_inactive": "inactive",
    "product_inactive": "inactive",
    "testmode_charges_only": "account",
    "account_invalid": "account",
    "account_closed": "account",
}
# We handle these ourselves.
OURS = ("coupon", "currency", "schedule", "time", "tax behavior", "terms")


def error_from_refusal(error: StripeRefusedError) -> str:
    """Return the kind of a refusal.

    It is coupon | currency | schedule | time | tax behavior | terms | inactive | amount |
    account | missing | other.
    """
    if isinstance(error, StripeMissingError):
        return "missing"
    if error.code in CODES:
        return CODES[error.code]
    text = str(error).lower()
    for why, phrases in WORDS.items():
        if any(each in text for each in phrases):
            return why
    return "other"


def staff_message(error: PersonMustActError) -> str:
    """Return the id of the message that tells staff what to correct, and where."""
    if not isinstance(error, StripeRefusedError):
        return "staff-stripe-key"
    why = error_from_refusal(error)
    return f"staff-stripe-refused-{'other' if why in OURS else why}"


def cause_of(error: PersonMustActError) -> str:
    """Return a short hash of the cause, the same for every request with this message."""
    text = str(error).partition(" (request ")[0]
    return hashlib.sha256(text.encode()).hexdigest()[:16]
