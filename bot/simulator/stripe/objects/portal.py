"""The billing portal: configurations, and sessions."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json


def configuration(account: Account, params: Json, *, default: bool = False) -> Json:
    """Return a portal configuration from the parameters of its creation."""
    business: Json = params.get("business_profile", {})
    texts = ("headline", "privacy_policy_url", "terms_of_service_url")
    return start(
        account,
        "bpc",
        "billing_portal.configuration",
        active=True,
        application=None,
        business_profile={name: business.get(name) for name in texts},
        default_return_url=params.get("default_return_url"),
        features=_features(params["features"]),
        is_default=default,
        login_page={"enabled": False, "url": None},
        metadata=params.get("metadata", {}),
        name=params.get("name"),
        updated=account.clock.stamp(),
    )


def _features(wanted: Json) -> Json:
    cancel: Json = wanted.get("subscription_cancel", {"enabled": False})
    update: Json = wanted.get("subscription_update", {"enabled": False})
    allowed: list[str] = update.get("default_allowed_updates", [])
    products = [_product(each, allowed) for each in update.get("products", [])]
    return {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": wanted.get("invoice_history", {"enabled": False}),
        "payment_method_update": {
            "enabled": wanted.get("payment_method_update", {}).get("enabled", False),
            "payment_method_configuration": None,
        },
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "feedback_options": None, "options": []},
            "enabled": cancel["enabled"],
            "mode": cancel.get("mode", "at_period_end"),
            "proration_behavior": "none",
        },
        "subscription_pause": {
            "duration": {"interval_options": [], "type": "indefinite"},
            "enabled": False,
        },
        "subscription_update": {
            "billing_cycle_anchor": update.get("billing_cycle_anchor"),
            "default_allowed_updates": allowed,
            "enabled": update["enabled"],
            "products": products,
            "proration_behavior": update.get("proration_behavior", "none"),
            "schedule_at_period_end": {"conditions": []} | update.get("schedule_at_period_end", {}),
            "trial_update_behavior": update.get("trial_update_behavior", "end_trial"),
        },
    }


def _product(given: Json, allowed: list[str]) -> Json:
    """Return a product between whose prices a subscription may be switched.

    Without its own `adjustable_quantity`, its quantity may be changed if quantities may be;
    Stripe's reference doesn't name this default.
    """
    free = {"enabled": "quantity" in allowed, "minimum": 1, "maximum": None}
    return given | {"adjustable_quantity": free | given.get("adjustable_quantity", {})}


def visit(account: Account, params: Json, offered: Json) -> Json:
    """Return a session at a customer's portal, with what the configuration offers."""
    made = start(
        account,
        "bps",
        "billing_portal.session",
        configuration=offered["id"],
        customer=params["customer"],
        customer_account=None,
        flow=None,
        locale=params.get("locale"),
        on_behalf_of=None,
        return_url=params.get("return_url", offered["default_return_url"]),
    )
    return made | {"url": f"{account.base_url}/p/session/{made['id']}"}
