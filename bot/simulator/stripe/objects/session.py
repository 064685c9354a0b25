"""Checkout sessions and their line items."""

from datetime import timedelta

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.common import NO_TAX, start
from bot.simulator.stripe.store import Json

LIFETIME = timedelta(hours=24)
_ABSENT = (
    "after_expiration",
    "billing_address_collection",
    "client_secret",
    "collected_information",
    "consent",
    "currency_conversion",
    "customer_account",
    "discounts",
    "integration_identifier",
    "invoice",
    "invoice_creation",
    "origin_context",
    "payment_intent",
    "payment_link",
    "payment_method_configuration_details",
    "permissions",
    "recovered_from",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "subscription",
    "wallet_options",
)


def session(account: Account, params: Json, items: list[Json]) -> Json:
    """Return an open session for the given line items."""
    subtotal = sum(item["amount_subtotal"] for item in items)
    due = 0 if _trial(params) else subtotal
    made = start(
        account,
        "cs_live" if account.livemode else "cs_test",
        "checkout.session",
        allow_promotion_codes=params.get("allow_promotion_codes"),
        amount_subtotal=due,
        amount_total=due,
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=items[0]["currency"],
        customer=params.get("customer"),
        customer_creation=_customer_creation(params),
        customer_details=None,
        customer_email=params.get("customer_email"),
        expires_at=params.get("expires_at", account.clock.stamp() + int(LIFETIME.total_seconds())),
        locale=params.get("locale"),
        metadata=params.get("metadata", {}),
        mode=params["mode"],
        payment_method_collection=_payment_method_collection(params),
        payment_method_types=["card", "us_bank_account"],
        payment_status="unpaid",
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params["success_url"],
        ui_mode="hosted_page",
    )
    for name in ("automatic_tax", "managed_payments"):
        enabled: bool = params.get(name, {}).get("enabled", False)
        made[name] = (NO_TAX if name == "automatic_tax" else {}) | {"enabled": enabled}
    made["consent_collection"] = _consent_collection(params)
    made["url"] = f"{account.base_url}/c/pay/{made['id']}"
    return made | _unused() | dict.fromkeys(_ABSENT)


def _consent_collection(params: Json) -> Json | None:
    asked: Json | None = params.get("consent_collection")
    if asked is None:
        return None
    rest = {"payment_method_reuse_agreement": {"position": "auto"}, "promotions": None}
    return {**rest, "terms_of_service": None, **asked}


def _unused() -> Json:
    """Return fields that the simulator never uses but Stripe always shows."""
    texts = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {
        "adaptive_pricing": {"enabled": False},
        "custom_fields": [],
        "custom_text": dict.fromkeys(texts),
        "payment_method_options": {},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    }


def _trial(params: Json) -> bool:
    data = params.get("subscription_data", {})
    return bool(data.get("trial_period_days") or data.get("trial_end"))


def _payment_method_collection(params: Json) -> str:
    if params["mode"] == "payment":  # no payment method is asked for if nothing is due
        return "if_required"
    wanted: str = params.get("payment_method_collection", "always")
    return wanted


def _customer_creation(params: Json) -> str | None:
    if params["mode"] != "payment" or params.get("customer"):
        return None
    return params.get("customer_creation", "if_required")


def line_item(price: Json, name: str, quantity: int) -> Json:
    """Return one line of a session."""
    amount = price["unit_amount"] * quantity
    return {
        "id": mint("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }
