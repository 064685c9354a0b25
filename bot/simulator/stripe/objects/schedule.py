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


_DISCOUNT: Json = {"coupon": None, "discount": None, "promotion_code": None}


def schedule(account: Account, subscription: Json) -> Json:
    """Return a schedule of one phase: the subscription's items until its period ends."""
    ends = min(item["current_period_end"] for item in subscription["items"]["data"])
    begins = min(item["current_period_start"] for item in subscription["items"]["data"])
    sold = [
        {"price": item["price"]["id"], "quantity": item["quantity"]}
        for item in subscription["items"]["data"]
    ]
    discounts = [{"discount": id_} for id_ in subscription["discounts"]]
    # That Stripe copies the metadata is undocumented; it is the harder case for its readers.
    kept: Json = {"metadata": dict(subscription["metadata"]), "discounts": discounts}
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
    unset = ("account_tax_ids", "custom_fields", "days_until_due", "description", "footer")
    absent = ("billing_thresholds", "default_payment_method", "description", "on_behalf_of")
    return dict.fromkeys((*absent, "application_fee_percent", "transfer_data")) | {
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": "automatic",
        "collection_method": "charge_automatically",
        "invoice_settings": dict.fromkeys(unset) | {"issuer": {"type": "self"}},
    }


def phase(currency: str, items: list[Json], span: tuple[int, int], params: Json) -> Json:
    """Return a phase: a time in which the same prices are sold.

    Args:
        currency: The currency of all prices.
        items: Each with the id of its `price` and its `quantity`.
        span: Its begin and end, in seconds.
        params: The phase's parameters, as given to Stripe.
    """
    extra: Json = {"billing_thresholds": None, "discounts": [], "metadata": {}, "tax_rates": []}
    return dict.fromkeys(_PHASE_ABSENT) | {
        "add_invoice_items": [],
        "currency": currency,
        "default_tax_rates": [],
        "discounts": [_DISCOUNT | each for each in params.get("discounts", [])],
        "end_date": span[1],
        "items": [extra | item | {"plan": item["price"]} for item in items],
        "metadata": params.get("metadata", {}),
        "proration_behavior": params.get("proration_behavior", "create_prorations"),
        "start_date": span[0],
        "trial": None,
    }
