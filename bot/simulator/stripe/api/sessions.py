"""`/v1/checkout/sessions`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.catalogue import AMOUNT, RECURRING
from bot.simulator.stripe.api.discounts import apply_to_session
from bot.simulator.stripe.api.lists import list_of, page
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.api.session_checks import check_session
from bot.simulator.stripe.api.session_lines import read_lines
from bot.simulator.stripe.behaviour import checkout, currencies
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects import session as sessions
from bot.simulator.stripe.parameters import flag, group, integer, listed, metadata, text
from bot.simulator.stripe.store import Json

_KIND = "checkout.session"
_NOUN = "checkout.session"


def create(account: Account, call: ApiCall) -> Json:
    """Create an open session with the URL of its page."""
    check_session(account, call.params)
    lines = read_lines(account, call.params)
    if call.params["mode"] == "subscription":
        currencies.check(account, call.params.get("customer"), lines[0]["currency"])
    made = sessions.session(account, call.params, lines)
    account.private[made["id"]] = {"params": call.params, "lines": lines}
    apply_to_session(account, made, call.params)
    return account.add(made)


def update(account: Account, call: ApiCall) -> Json:
    """Change a session's metadata."""
    session = account.require(_KIND, call.id, noun=_NOUN)
    merge_metadata(session, call.params)
    return session


def expire(account: Account, call: ApiCall) -> Json:
    """Expire an open session."""
    session = account.require(_KIND, call.id, noun=_NOUN)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    checkout.expire(account, session)
    return session


def line_items(account: Account, call: ApiCall) -> Json:
    """Return the line items of a session."""
    account.require(_KIND, call.id, noun=_NOUN)
    return page(reversed(account.private[call.id]["lines"]), call)


def _has_email(session: Json, wanted: Json) -> bool:
    details: Json = session["customer_details"] or {}
    return details.get("email") == wanted["email"]


_PRICE_DATA = group(
    currency=text(required=True),
    product=text(),
    product_data=group(
        name=text(required=True),
        description=text(longest=40_000),
        images=listed(text(), most=8),
        metadata=metadata(),
    ),
    recurring=group(
        interval=RECURRING.fields["interval"], interval_count=RECURRING.fields["interval_count"]
    ),
    tax_behavior=text("exclusive", "inclusive", "unspecified"),
    unit_amount=AMOUNT,
)
_END = group(missing_payment_method=text("cancel", "create_invoice", "pause", required=True))
_SUBSCRIPTION_DATA = group(
    description=text(longest=500),
    metadata=metadata(),
    trial_end=integer(),
    trial_period_days=integer(1, 730),
    trial_settings=group(end_behavior=_END),
)
_PAYMENT_INTENT_DATA = group(
    description=text(longest=1000),
    metadata=metadata(),
    receipt_email=text(),
    statement_descriptor=text(longest=22),
    statement_descriptor_suffix=text(longest=22),
)
_ENABLED = group(enabled=flag())
_CREATE = {
    "allow_promotion_codes": flag(),
    "automatic_tax": _ENABLED,
    "billing_address_collection": text("auto", "required"),
    "cancel_url": text(),
    "client_reference_id": text(longest=200),
    "consent_collection": group(terms_of_service=text("none", "required")),
    "customer": text(),
    "customer_creation": text("always", "if_required"),
    "customer_email": text(longest=800),
    "customer_update": group(address=text("auto", "never"), name=text("auto", "never")),
    "discounts": listed(group(coupon=text(), promotion_code=text()), most=1),
    "expires_at": integer(),
    "invoice_creation": _ENABLED,
    "line_items": listed(
        group(price=text(), price_data=_PRICE_DATA, quantity=integer(1)), most=100
    ),
    "locale": text(longest=10),
    "managed_payments": _ENABLED,
    "metadata": metadata(),
    "mode": text("payment", "setup", "subscription", required=True),
    "payment_intent_data": _PAYMENT_INTENT_DATA,
    "payment_method_collection": text("always", "if_required"),
    "submit_type": text("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": _SUBSCRIPTION_DATA,
    "success_url": text(),
    "tax_id_collection": _ENABLED,
    "ui_mode": text("elements", "embedded_page", "form", "hosted_page"),
}
_BASE = "/v1/checkout/sessions"

ROUTES = (
    post(_BASE, "checkout_session", create, **_CREATE),
    get(f"{_BASE}/{{id}}", "checkout_session", retrieve(_KIND, _NOUN)),
    post(f"{_BASE}/{{id}}", "checkout_session", update, metadata=metadata()),
    post(f"{_BASE}/{{id}}/expire", "checkout_session", expire),
    get(f"{_BASE}/{{id}}/line_items", "checkout_session", line_items, **PAGING),
    get(
        _BASE,
        "checkout_session",
        list_of(
            _KIND,
            "customer",
            "payment_intent",
            "status",
            "subscription",
            customer_details=_has_email,
        ),
        **PAGING | CREATED,
        customer=text(),
        customer_details=group(email=text(required=True)),
        payment_intent=text(),
        status=text("complete", "expired", "open"),
        subscription=text(),
    ),
)
