"""Subscription schedules: the planned phases of a subscription."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json

_PHASE_ABSENT = (
    "application_fee_percent",
    "automatic_tax",
    "billing_cycle_anchor",
    "billing_thresholds",
    "collection_method",
    "default_payment_method",
    "description",
    "invoice_settings",
    "on_behalf_of",
    "transfer_data",
    "trial_end",
)


# What a phase may set for its time; a subscription has each by the same name.
SETTINGS = (
    "application_fee_percent",
    "automatic_tax",
    "billing_thresholds",
    "collection_method",
    "default_payment_method",
    "default_tax_rates",
    "description",
    "invoice_settings",
    "on_behalf_of",
    "transfer_data",
)
_OF_ITEM = ("billing_thresholds", "discounts", "metadata", "tax_rates")
_INVOICES = ("account_tax_ids", "custom_fields", "days_until_due", "description", "footer")
_GROUPS: dict[str, Json] = {
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_thresholds": {"amount_gte": None, "reset_billing_cycle_anchor": None},
    "invoice_settings": dict.fromkeys(_INVOICES) | {"issuer": {"type": "self"}},
    "transfer_data": {"amount_percent": None},
}
_ADDED: Json = {
    "discountable": True,
    "discounts": [],
    "metadata": {},
    "period": {"end": {"type": "phase_end"}, "start": {"type": "phase_start"}},
    "quantity": 1,
    "tax_rates": [],
}
_DISCOUNT: Json = {"coupon": None, "discount": None, "promotion_code": None}


def schedule(account: Account, subscription: Json) -> Json:
    """Return a schedule of one phase: the subscription's items until its period ends."""
    ends = min(item["current_period_end"] for item in subscription["items"]["data"])
    begins = min(item["current_period_start"] for item in subscription["items"]["data"])
    sold = [
        {"price": item["price"]["id"], "quantity": item["quantity"]}
        | {name: item[name] for name in _OF_ITEM if item[name]}
        for item in subscription["items"]["data"]
    ]
    discounts = [{"discount": id_} for id_ in subscription["discounts"]]
    # What Stripe copies is undocumented; all of it is the harder case for its readers.
    kept: Json = {name: subscription[name] for name in SETTINGS}
    kept |= {"metadata": dict(subscription["metadata"]), "discounts": discounts}
    first = phase(subscription["currency"], sold, (begins, ends), kept)
    return start(
        account,
        "sub_sched",
        "subscription_schedule",
        application=None,
        billing_mode=subscription["billing_mode"],
        canceled_at=None,
        completed_at=None,
        current_phase={"start_date": begins, "end_date": ends},
        customer=subscription["customer"],
        customer_account=None,
        default_settings=_settings(),
        end_behavior="release",
        metadata={},
        pause_schedules=[],
        phases=[first],
        released_at=None,
        released_subscription=None,
        status="active",
        subscription=subscription["id"],
        test_clock=None,
    )


def _settings() -> Json:
    absent = ("billing_thresholds", "default_payment_method", "description", "on_behalf_of")
    return dict.fromkeys((*absent, "application_fee_percent", "transfer_data")) | {
        "automatic_tax": dict(_GROUPS["automatic_tax"]),
        "billing_cycle_anchor": "automatic",
        "collection_method": "charge_automatically",
        "invoice_settings": dict(_GROUPS["invoice_settings"]),
    }


def phase(currency: str, items: list[Json], span: tuple[int, int], params: Json) -> Json:
    """Return a phase: a time in which the same prices are sold.

    Args:
        currency: The currency of all prices.
        items: Each with the id of its `price`, its `quantity`, and what else it sets.
        span: Its begin and end, in seconds.
        params: The phase's parameters, as given to Stripe.
    """
    return _settings_of(params) | {
        "add_invoice_items": [_ADDED | each for each in params.get("add_invoice_items", [])],
        "currency": currency,
        "discounts": [_DISCOUNT | each for each in params.get("discounts", [])],
        "end_date": span[1],
        "items": [_item(item) for item in items],
        "metadata": params.get("metadata", {}),
        "proration_behavior": params.get("proration_behavior", "create_prorations"),
        "start_date": span[0],
        "trial": params.get("trial"),
    }


def _settings_of(params: Json) -> Json:
    """Return what a phase sets for its time, with all of Stripe's fields."""
    given: Json = {name: params[name] for name in _PHASE_ABSENT if params.get(name) is not None}
    for name, whole in _GROUPS.items():
        if name in given:
            given[name] = whole | given[name]
    rates = _tax_rates(params.get("default_tax_rates", []))
    return dict.fromkeys(_PHASE_ABSENT) | {"default_tax_rates": rates} | given


def _item(params: Json) -> Json:
    extra: Json = {"billing_thresholds": None, "metadata": {}, "plan": params["price"]}
    discounts = [_DISCOUNT | each for each in params.get("discounts", [])]
    rates = _tax_rates(params.get("tax_rates", []))
    return extra | params | {"discounts": discounts, "tax_rates": rates}


def _tax_rates(given: list[Json | str]) -> list[Json]:
    """Return tax rates as a phase shows them; one that is named by its id is made up."""
    return [_tax_rate(each) if isinstance(each, str) else each for each in given]


def _tax_rate(id_: str) -> Json:
    unset = ("country", "description", "flat_amount", "jurisdiction", "rate_type", "state")
    return dict.fromkeys((*unset, "jurisdiction_level", "tax_type", "effective_percentage")) | {
        "id": id_,
        "object": "tax_rate",
        "active": True,
        "created": 0,
        "display_name": "VAT",
        "inclusive": True,
        "livemode": False,
        "metadata": {},
        "percentage": 19.0,
    }
