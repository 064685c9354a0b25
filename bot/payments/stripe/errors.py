"""Why Stripe refused a request, and by that who has to act: told once for each cause.

Where Stripe gives no code its words decide; what they don't say stays `other`.
"""

import hashlib
from collections.abc import Mapping

from bot.errors import PersonMustActError
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError

# By refusal, what Stripe says about it. The first that fits counts.
WORDS: Mapping[str, tuple[str, ...]] = {
    "currency": ("cannot combine currencies",),
    "schedule": ("managed by the subscription schedule", "attached to an active schedule"),
    "time": ("`expires_at`",),
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
OURS = ("currency", "schedule", "time")  # there is another way, which we take ourselves


def error_from_refusal(error: StripeRefusedError) -> str:
    """Return why: currency | schedule | time | inactive | amount | account | missing | other."""
    if isinstance(error, StripeMissingError):
        return "missing"
    if error.code in CODES:
        return CODES[error.code]
    said = str(error).lower()
    for why, words in WORDS.items():
        if any(each in said for each in words):
            return why
    return "other"


def staff_message(error: PersonMustActError) -> str:
    """Return the words for staff: what to put right, and where."""
    if not isinstance(error, StripeRefusedError):
        return "staff-stripe-key"
    why = error_from_refusal(error)
    return f"staff-stripe-refused-{'other' if why in OURS else why}"


def cause_of(error: PersonMustActError) -> str:
    """Return a short mark of the cause: the same for the same words, whatever the request."""
    said = str(error).partition(" (request ")[0]
    return hashlib.sha256(said.encode()).hexdigest()[:16]
