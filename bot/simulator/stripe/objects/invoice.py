"""Invoices, their lines, and the payments made on them."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.common import NO_TAX, listing, start
from bot.simulator.stripe.store import Json

_ABSENT = (
    "account_tax_ids",
    "application",
    "automatically_finalizes_at",
    "custom_fields",
    "customer_account",
    "customer_address",
    "customer_phone",
    "customer_shipping",
    "default_payment_method",
    "default_source",
    "description",
    "due_date",
    "effective_at",
    "ending_balance",
    "footer",
    "from_invoice",
    "hosted_invoice_url",
    "invoice_pdf",
    "last_finalization_error",
    "latest_revision",
    "next_payment_attempt",
    "number",
    "on_behalf_of",
    "receipt_number",
    "rendering",
    "shipping_cost",
    "shipping_details",
    "statement_descriptor",
    "test_clock",
    "total_taxes",
    "webhooks_delivered_at",
)
_ZERO = (
    "amount_overpaid",
    "amount_paid",
    "amount_shipping",
    "attempt_count",
    "post_payment_credit_notes_amount",
    "pre_payment_credit_notes_amount",
    "starting_balance",
)
_TOTAL = (
    "amount_due",
    "amount_remaining",
    "subtotal",
    "subtotal_excluding_tax",
    "total",
    "total_excluding_tax",
)


def invoice(account: Account, subscription: Json, customer: Json, *, reason: str) -> Json:
    """A draft for the subscription's current period."""
    first = subscription["items"]["data"][0]
    made = start(
        account,
        "in",
        "invoice",
        account_country="US",
        account_name="Lyceum's simulated shop",
        attempted=False,
        auto_advance=True,
        automatic_tax=NO_TAX | {"disabled_reason": None},
        billing_reason=reason,
        collection_method="charge_automatically",
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_tax_exempt="none",
        customer_tax_ids=[],
        default_tax_rates=[],
        discounts=[],
        issuer={"type": "self"},
        metadata={},
        period_end=first["current_period_end"],
        period_start=first["current_period_start"],
        status="draft",
        total_discount_amounts=[],
        total_pretax_credit_amounts=[],
    )
    made |= _groups(subscription)
    lines = [
        line(account, made["id"], item, subscription) for item in subscription["items"]["data"]
    ]
    made["lines"] = listing(f"/v1/invoices/{made['id']}/lines", lines)
    total = sum(entry["amount"] for entry in lines)
    return made | dict.fromkeys(_TOTAL, total) | dict.fromkeys(_ZERO, 0) | dict.fromkeys(_ABSENT)


def _groups(subscription: Json) -> Json:
    payment = ("default_mandate", "payment_method_options", "payment_method_types")
    moments = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        "parent": {
            "type": "subscription_details",
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
        },
        "payment_settings": dict.fromkeys(payment),
        "status_transitions": dict.fromkeys(moments),
    }


def line(account: Account, invoice_id: str, item: Json, subscription: Json) -> Json:
    """One item's amount for its current period; nothing during a trial."""
    price: Json = item["price"]
    trial = subscription["trial_end"] == item["current_period_end"]
    amount = 0 if trial else price["unit_amount"] * item["quantity"]
    return {
        "id": mint("il"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": f"{item['quantity']} x {price['nickname'] or price['product']}",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": account.livemode,
        "metadata": subscription["metadata"],
        "parent": _line_parent(item),
        "period": {"end": item["current_period_end"], "start": item["current_period_start"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "quantity_decimal": str(item["quantity"]),
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }


def _line_parent(item: Json) -> Json:
    details: Json = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": item["subscription"],
        "subscription_item": item["id"],
    }
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": details,
    }


def invoice_payment(account: Account, bill: Json, intent: Json) -> Json:
    """The link between an invoice and the payment intent that pays it."""
    return start(
        account,
        "inpay",
        "invoice_payment",
        amount_paid=None,
        amount_requested=bill["amount_due"],
        currency=bill["currency"],
        invoice=bill["id"],
        is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )


def number(customer: Json) -> str:
    """The next invoice number of a customer."""
    sequence: int = customer["next_invoice_sequence"]
    return f"{customer['invoice_prefix']}-{sequence:04}"
