"""`/v1/billing_portal`: configurations, and sessions with the URL of their page."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import PAGING, ApiCall, get, post, retrieve
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.objects import portal
from bot.simulator.stripe.parameters import (
    Field,
    ValueKind,
    flag,
    group,
    integer,
    listed,
    metadata,
    text,
)
from bot.simulator.stripe.store import Json

CONFIGURATION = "billing_portal.configuration"
_PERMISSION = "customer_portal"


def create_configuration(account: Account, call: ApiCall) -> Json:
    """Create a configuration for sessions; the default is saved in the dashboard."""
    _check_update(account, call.params["features"].get("subscription_update", {}))
    made = portal.configuration(account, call.params)
    return account.add(made, "billing_portal.configuration.created")


def _check_update(account: Account, update: Json) -> None:
    """Refuse updates of prices that can't be switched between.

    That a product may be listed only once is assumed, not proven, and the wording is ours. That
    the prices of a product need different intervals is what Stripe says, in these words.
    """
    at = "features[subscription_update][products]"
    if update.get("enabled") and not update.get("default_allowed_updates"):
        raise missing("features[subscription_update][default_allowed_updates]")
    if update.get("enabled") and not update.get("products"):
        raise missing(at)
    seen: set[str] = set()
    for index, given in enumerate(update.get("products", [])):
        account.require("product", given["product"], param=f"{at}[{index}][product]")
        if given["product"] in seen:
            raise StripeError(
                f"The product `{given['product']}` is listed more than once; list all of its "
                "prices together.",
                param=f"{at}[{index}][product]",
            )
        seen.add(given["product"])
        for id_ in given["prices"]:
            _check_price(account, given["product"], id_, f"{at}[{index}][prices]")
        _check_intervals(account, given["prices"], f"{at}[{index}][prices]")


def _check_price(account: Account, product_id: str, price_id: str, at: str) -> None:
    price = account.require("price", price_id, param=at)
    if price["product"] != product_id:
        raise StripeError(
            f"The price `{price_id}` doesn't belong to the product `{product_id}`.", param=at
        )
    if not price["recurring"]:
        raise StripeError(f"The price `{price_id}` must be recurring.", param=at)


def _check_intervals(account: Account, price_ids: list[str], at: str) -> None:
    every = [account.require("price", id_, param=at)["recurring"] for id_ in price_ids]
    intervals = [(each["interval"], each["interval_count"]) for each in every]
    if len(set(intervals)) < len(intervals):
        raise StripeError(
            "For each product, its price must have unique billing intervals.", param=at
        )


def create_session(account: Account, call: ApiCall) -> Json:
    """Open a customer's portal."""
    if "customer" not in call.params:
        raise missing("customer")
    account.require("customer", call.params["customer"], param="customer")
    made = portal.visit(account, call.params, _offered(account, call.params))
    return account.add(made, "billing_portal.session.created")


def _offered(account: Account, params: Json) -> Json:
    if "configuration" in params:
        return account.require(CONFIGURATION, params["configuration"], param="configuration")
    default = next(account.store.where(CONFIGURATION, is_default=True), None)
    if default is None:
        raise StripeError(
            "No configuration provided and your test mode default configuration has not been "
            "created. Provide a configuration or create your default by saving your customer "
            "portal settings in test mode at "
            "https://dashboard.stripe.com/test/settings/billing/portal."
        )
    return default


_ENABLED = Field(ValueKind.FLAG, required=True)
_CONDITION = text("decreasing_item_amount", "shortening_interval", required=True)
_FEATURES = group(
    required=True,
    invoice_history=group(enabled=_ENABLED),
    payment_method_update=group(enabled=_ENABLED),
    subscription_cancel=group(enabled=_ENABLED, mode=text("at_period_end", "immediately")),
    subscription_update=group(
        enabled=_ENABLED,
        billing_cycle_anchor=text("now", "unchanged"),
        default_allowed_updates=listed(text("price", "promotion_code", "quantity")),
        products=listed(
            group(
                adjustable_quantity=group(
                    enabled=_ENABLED, maximum=integer(1, 999_999), minimum=integer(0)
                ),
                product=text(required=True),
                prices=listed(text(), required=True),
            ),
            most=10,
        ),
        proration_behavior=text("always_invoice", "create_prorations", "none"),
        schedule_at_period_end=group(conditions=listed(group(type=_CONDITION))),
        trial_update_behavior=text("continue_trial", "end_trial"),
    ),
)
_BUSINESS = group(
    headline=text(unset=True, longest=60), privacy_policy_url=text(), terms_of_service_url=text()
)
_CONFIGURATIONS = "/v1/billing_portal/configurations"

ROUTES = (
    post(
        "/v1/billing_portal/sessions",
        _PERMISSION,
        create_session,
        configuration=text(),
        customer=text(),
        locale=text(),
        return_url=text(),
    ),
    post(
        _CONFIGURATIONS,
        _PERMISSION,
        create_configuration,
        business_profile=_BUSINESS,
        default_return_url=text(unset=True),
        features=_FEATURES,
        metadata=metadata(),
        name=text(unset=True),
    ),
    get(f"{_CONFIGURATIONS}/{{id}}", _PERMISSION, retrieve(CONFIGURATION, "configuration")),
    get(
        _CONFIGURATIONS,
        _PERMISSION,
        list_of(CONFIGURATION, "active", "is_default"),
        **PAGING,
        active=flag(),
        is_default=flag(),
    ),
)
