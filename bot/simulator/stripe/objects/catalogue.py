"""Products, prices, and the legacy plan that mirrors a subscription item's price."""

from typing import Any

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json


def product(account: Account, params: Json) -> Json:
    """Return a product from the parameters of its creation."""
    made = start(
        account,
        "prod",
        "product",
        active=params.get("active", True),
        default_price=None,
        description=params.get("description"),
        images=params.get("images", []),
        marketing_features=[],
        metadata=params.get("metadata", {}),
        name=params["name"],
        package_dimensions=None,
        shippable=params.get("shippable"),
        statement_descriptor=params.get("statement_descriptor"),
        tax_code=params.get("tax_code"),
        type=params.get("type", "service"),
        unit_label=params.get("unit_label"),
        updated=account.clock.stamp(),
        url=params.get("url"),
    )
    return made | ({"id": params["id"]} if "id" in params else {})


def price(account: Account, params: Json, *, product_id: str) -> Json:
    """Return a price from the parameters of its creation."""
    amount: int = params["unit_amount"]
    return start(
        account,
        "price",
        "price",
        active=params.get("active", True),
        billing_scheme="per_unit",
        currency=params["currency"],
        custom_unit_amount=None,
        lookup_key=params.get("lookup_key"),
        metadata=params.get("metadata", {}),
        nickname=params.get("nickname"),
        product=product_id,
        recurring=_recurring(params.get("recurring")),
        tax_behavior=params.get("tax_behavior", "unspecified"),
        tiers_mode=None,
        transform_quantity=None,
        type="recurring" if params.get("recurring") else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )


def _recurring(given: Json | None) -> Json | None:
    if given is None:
        return None
    return {
        "interval": given["interval"],
        "interval_count": given.get("interval_count", 1),
        "meter": None,
        "trial_period_days": None,
        "usage_type": given.get("usage_type", "licensed"),
    }


def plan(of: Json) -> Json:
    """Return the plan that Stripe still shows besides a recurring price."""
    recurring: dict[str, Any] = of["recurring"]
    shared = ("id", "active", "billing_scheme", "created", "currency", "livemode", "metadata")
    return {name: of[name] for name in shared} | {
        "object": "plan",
        "amount": of["unit_amount"],
        "amount_decimal": of["unit_amount_decimal"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "meter": None,
        "nickname": of["nickname"],
        "product": of["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": recurring["usage_type"],
    }
