"""`/v1/billing_portal`: configurations, and sessions with the address of their page."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import PAGING, Call, get, post, retrieve
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.objects import portal
from bot.simulator.stripe.parameters import Field, Kind, flag, group, listed, metadata, text
from bot.simulator.stripe.store import Json

CONFIGURATION = "billing_portal.configuration"
_RIGHT = "customer_portal"


def create_configuration(account: Account, call: Call) -> Json:
    """A new configuration, which sessions must name; the default is saved in the dashboard."""
    made = portal.configuration(account, call.params)
    return account.add(made, "billing_portal.configuration.created")


def create_session(account: Account, call: Call) -> Json:
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


_ENABLED = Field(Kind.FLAG, required=True)
_FEATURES = group(
    required=True,
    invoice_history=group(enabled=_ENABLED),
    payment_method_update=group(enabled=_ENABLED),
    subscription_cancel=group(enabled=_ENABLED, mode=text("at_period_end", "immediately")),
    subscription_update=group(
        enabled=_ENABLED,
        default_allowed_updates=listed(text("price", "promotion_code", "quantity")),
        products=listed(
            group(product=text(required=True), prices=listed(text(), required=True)), most=10
        ),
        proration_behavior=text("always_invoice", "create_prorations", "none"),
    ),
)
_BUSINESS = group(
    headline=text(unset=True, longest=60), privacy_policy_url=text(), terms_of_service_url=text()
)
_CONFIGURATIONS = "/v1/billing_portal/configurations"

ROUTES = (
    post(
        "/v1/billing_portal/sessions",
        _RIGHT,
        create_session,
        configuration=text(),
        customer=text(),
        locale=text(),
        return_url=text(),
    ),
    post(
        _CONFIGURATIONS,
        _RIGHT,
        create_configuration,
        business_profile=_BUSINESS,
        default_return_url=text(unset=True),
        features=_FEATURES,
        metadata=metadata(),
        name=text(unset=True),
    ),
    get(f"{_CONFIGURATIONS}/{{id}}", _RIGHT, retrieve(CONFIGURATION, "configuration")),
    get(
        _CONFIGURATIONS,
        _RIGHT,
        list_of(CONFIGURATION, "active", "is_default"),
        **PAGING,
        active=flag(),
        is_default=flag(),
    ),
)
