"""Subscriptions and their items."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.catalogue import plan
from bot.simulator.stripe.objects.common import listing, start
from bot.simulator.stripe.store import Json

_ABSENT = (
    "application",
    "application_fee_percent",
    "billing_cycle_anchor_config",
    "billing_thresholds",
    "cancel_at",
    "canceled_at",
    "customer_account",
    "days_until_due",
    "default_payment_method",
    "default_source",
    "ended_at",
    "latest_invoice",
    "next_pending_invoice_item_invoice",
    "on_behalf_of",
    "pause_collection",
    "pending_invoice_item_interval",
    "pending_setup_intent",
    "pending_update",
    "schedule",
    "status_details",
    "test_clock",
    "transfer_data",
)
_TRIAL_SETTINGS: Json = {"end_behavior": {"missing_payment_method": "create_invoice"}}
NOT_CANCELLED: Json = {"comment": None, "feedback": None, "reason": None}


def subscription(
    account: Account, customer: Json, prices: list[tuple[Json, int]], *, params: Json
) -> Json:
    """Return a subscription that starts now, still incomplete.

    Args:
        account: The merchant.
        customer: The subscriber.
        prices: Recurring prices with quantities.
        params: `subscription_data` of its checkout session.
    """
    now = account.clock.stamp()
    made = start(
        account,
        "sub",
        "subscription",
        automatic_tax=_automatic_tax(params),
        billing_cycle_anchor=now,
        billing_mode={"type": "flexible", "flexible": {"proration_discounts": "included"}},
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details=dict(NOT_CANCELLED),
        collection_method="charge_automatically",
        currency=prices[0][0]["currency"],
        customer=customer["id"],
        default_tax_rates=[],
        description=params.get("description"),
        discounts=[],
        managed_payments={"enabled": False},
        metadata=params.get("metadata", {}),
        start_date=now,
        status="incomplete",
        trial_end=None,
        trial_start=None,
    )
    url = f"/v1/subscription_items?subscription={made['id']}"
    made["items"] = listing(url, [item(account, made["id"], *line) for line in prices])
    return made | _settings(params) | dict.fromkeys(_ABSENT)


def _automatic_tax(params: Json) -> Json:
    asked: Json = params.get("automatic_tax", {})
    enabled: bool = asked.get("enabled", False)
    liability = {"type": "self"} if enabled else None
    return {"disabled_reason": None, "enabled": enabled, "liability": liability}


def _settings(params: Json) -> Json:
    unset = ("account_tax_ids", "custom_fields", "description", "footer")
    return {
        "invoice_settings": dict.fromkeys(unset) | {"issuer": {"type": "self"}},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "trial_settings": params.get("trial_settings", _TRIAL_SETTINGS),
    }


def item(account: Account, subscription_id: str, price: Json, quantity: int) -> Json:
    """Return one item; billing sets its period."""
    now = account.clock.stamp()
    return {
        "id": mint("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_end": now,
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "plan": plan(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }
