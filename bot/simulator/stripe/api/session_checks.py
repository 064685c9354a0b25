"""Checks that a checkout session's parameters are consistent."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.objects.session import LIFETIME
from bot.simulator.stripe.store import Json

_SOONEST = timedelta(minutes=30)
_ONLY_IN = {
    "subscription_data": "subscription",
    "payment_intent_data": "payment",
    "customer_creation": "payment",
    "invoice_creation": "payment",
    "payment_method_collection": "subscription",
}


def check_session(account: Account, params: Json) -> None:
    """Refuse what Stripe refuses.

    Raises:
        StripeError: The first inconsistency.
    """
    for check in _CHECKS:
        check(account, params)


def _check_page(_account: Account, params: Json) -> None:
    if params.get("ui_mode", "hosted_page") != "hosted_page" or params["mode"] == "setup":
        raise StripeError("The simulator offers the hosted page for payments and subscriptions.")
    if not params.get("line_items"):
        raise missing("line_items")
    if "success_url" not in params:
        raise missing("success_url")


def _check_addresses(_account: Account, params: Json) -> None:
    for name in ("success_url", "cancel_url"):
        address: str | None = params.get(name)
        if address is None:
            continue
        parts = urlsplit(address.replace("{CHECKOUT_SESSION_ID}", "id"))
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise StripeError(
                "Invalid URL: An explicit scheme (such as https) must be provided.",
                code="url_invalid",
                param=name,
            )


def _check_mode(_account: Account, params: Json) -> None:
    for name, mode in _ONLY_IN.items():
        if name in params and params["mode"] != mode:
            raise StripeError(f"You can not pass `{name}` in `{params['mode']}` mode.", param=name)


def _check_customer(account: Account, params: Json) -> None:
    if "customer" not in params:
        return
    if "customer_email" in params:
        raise StripeError(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer_email",
        )
    account.require("customer", params["customer"], param="customer")


def _check_expiry(account: Account, params: Json) -> None:
    if "expires_at" not in params:
        return
    ahead = timedelta(seconds=params["expires_at"] - account.clock.stamp())
    # A minute's tolerance on both sides, for the request's duration and whole seconds.
    if not _SOONEST - timedelta(minutes=1) <= ahead <= LIFETIME + timedelta(minutes=1):
        raise StripeError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout "
            "Session creation.",
            param="expires_at",
        )


def _check_trial(account: Account, params: Json) -> None:
    data: Json = params.get("subscription_data", {})
    if "trial_end" in data and "trial_period_days" in data:
        raise StripeError(
            "You may only specify one of these parameters: trial_end, trial_period_days.",
            param="subscription_data[trial_end]",
        )
    soonest = account.clock.stamp() + 48 * 3600
    if data.get("trial_end", soonest) < soonest:
        raise StripeError(
            "The `trial_end` date has to be at least 2 days in the future.",
            param="subscription_data[trial_end]",
        )


def _check_discounts(_account: Account, params: Json) -> None:
    if "discounts" in params and "allow_promotion_codes" in params:
        raise StripeError(
            "You may only specify one of these parameters: allow_promotion_codes, discounts.",
            param="discounts",
        )


def _check_consent(account: Account, params: Json) -> None:
    """Refuse to ask for terms whose address isn't set."""
    wanted: Json = params.get("consent_collection", {})
    if wanted.get("terms_of_service") == "required" and not account.terms_url:
        raise StripeError(
            "You cannot collect consent to your terms of service unless a URL is set in the "
            "Stripe Dashboard. Update your public business details with a Terms of service URL.",
            param="consent_collection[terms_of_service]",
        )


def _check_tax(account: Account, params: Json) -> None:
    """Refuse taxes that are not set up, or whose address can't be stored."""
    automatic, ids = _enabled(params, "automatic_tax"), _enabled(params, "tax_id_collection")
    if _enabled(params, "managed_payments"):
        for name in ("automatic_tax", "tax_id_collection"):
            if name in params:
                raise StripeError(f"You can not pass `{name}` with Managed Payments.", param=name)
    if automatic and not account.taxes:
        raise StripeError(
            "You must have a valid head office address to enable automatic tax calculation. "
            "Visit https://dashboard.stripe.com/settings/tax to update it."
        )
    if automatic:
        for line in params.get("line_items", []):
            check_tax_behavior(account, line.get("price", ""))
    if "customer" not in params:
        return
    update: Json = params.get("customer_update", {})
    if automatic and update.get("address") != "auto":
        raise StripeError(
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add "
            "a valid address to the Customer or set either `customer_update[address]` to 'auto' "
            "or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to "
            "the Customer.",
            code="customer_tax_location_invalid",
        )
    if ids and update.get("name") != "auto":
        raise StripeError(
            "Tax ID collection requires updating business name on the customer. To enable tax ID "
            "collection for an existing customer, please set `customer_update[name]` to `auto`."
        )


def check_tax_behavior(account: Account, price_id: str) -> None:
    """Refuse a price without a tax behavior, if the account has no default.

    In Stripe's words, as owners quote them.
    """
    price = account.store.get("price", price_id)
    if price is None or account.tax_behavior is not None:
        return
    if price["tax_behavior"] == "unspecified":
        raise StripeError(
            f"The price `{price_id}` does not have a `tax_behavior` set which is required for "
            "automatic tax computation. Please visit https://stripe.com/docs/tax/"
            "products-prices-tax-categories-tax-behavior#tax-behavior for more information."
        )


def _enabled(params: Json, name: str) -> bool:
    option: Json = params.get(name, {})
    return bool(option.get("enabled"))


_CHECKS: tuple[Callable[[Account, Json], None], ...] = (
    _check_tax,
    _check_consent,
    _check_page,
    _check_addresses,
    _check_mode,
    _check_customer,
    _check_expiry,
    _check_trial,
    _check_discounts,
)
