"""Invoice items: amounts that wait for the next invoice, here prorations only."""

from decimal import Decimal

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.invoice import pricing
from bot.simulator.stripe.store import Json


def proration(
    account: Account, subscription: Json, item: Json, *, amount: int, description: str
) -> Json:
    """Return a credit or debit for the rest of an item's period.

    Args:
        account: The merchant.
        subscription: The item's subscription.
        item: The item that is charged or credited.
        amount: In the currency's smallest unit; below zero for a credit.
        description: The text on the invoice.
    """
    now = account.clock.stamp()
    return {
        "id": mint("ii"),
        "object": "invoiceitem",
        "amount": amount,
        "currency": subscription["currency"],
        "customer": subscription["customer"],
        "customer_account": None,
        "date": now,
        "description": description,
        "discountable": False,
        "discounts": [],
        "frozen_fields": None,
        "invoice": None,
        "invoicing_rules": None,
        "livemode": account.livemode,
        "metadata": subscription["metadata"],
        "net_amount": amount,
        "parent": _parent(subscription, item),
        "period": {"end": item["current_period_end"], "start": now},
        "pricing": pricing(item["price"]),
        "proration": True,
        "proration_details": {"credited_items": None, "discount_amounts": []},
        "quantity": item["quantity"],
        "quantity_decimal": str(Decimal(item["quantity"])),
        "tax_rates": [],
        "test_clock": None,
    }


def _parent(subscription: Json, item: Json) -> Json:
    details = {"subscription": subscription["id"], "subscription_item": item["id"]}
    return {"type": "subscription_details", "subscription_details": details}
