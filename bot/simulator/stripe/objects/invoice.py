"""Invoices, their lines, and the payments made on them."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.common import NO_TAX, listing, start
from bot.simulator.stripe.store import Json, Value

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
_SHOP: Json = {
    "account_country": "US",
    "account_name": "Lyceum's simulated shop",
    "issuer": {"type": "self"},
}


def invoice(
    account: Account, subscription: Json, customer: Json, *, reason: str, span: tuple[int, int]
) -> Json:
    """Return a draft without lines.

    Args:
        account: The merchant.
        subscription: The subscription to invoice.
        customer: The customer to pay it.
        reason: Stripe's reason, such as "subscription_cycle".
        span: `period_start` and `period_end`, which are in the past; the lines have the periods
            that they are for.
    """
    made = start(
        account,
        "in",
        "invoice",
        **_SHOP,
        attempted=False,
        auto_advance=True,
        automatic_tax=NO_TAX | {"disabled_reason": None},
        billing_reason=reason,
        collection_method=subscription["collection_method"],
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_tax_exempt="none",
        customer_tax_ids=[],
        default_tax_rates=[],
        discounts=[],
        metadata={},
        period_end=span[1],
        period_start=span[0],
        status="draft",
        total_discount_amounts=[],
        total_pretax_credit_amounts=[],
    )
    made |= _groups(subscription) | {"lines": listing(f"/v1/invoices/{made['id']}/lines", [])}
    return made | dict.fromkeys((*_TOTAL, *_ZERO), 0) | dict.fromkeys(_ABSENT)


def fill(invoice: Json, lines: list[Json]) -> None:
    """Set a draft's lines and their totals; a negative total is not due."""
    invoice["lines"]["data"] = lines
    total = sum(entry["amount"] for entry in lines)
    invoice |= dict.fromkeys(_TOTAL, total)
    invoice |= dict.fromkeys(("amount_due", "amount_remaining"), max(0, total))


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
    """Return one item's amount for its current period; nothing during a trial."""
    price: Json = item["price"]
    trial = subscription["trial_end"] == item["current_period_end"]
    return _line(
        account,
        invoice_id,
        amount=0 if trial else price["unit_amount"] * item["quantity"],
        currency=price["currency"],
        description=f"{item['quantity']} x {price['nickname'] or price['product']}",
        discountable=True,
        metadata=subscription["metadata"],
        parent=_parent(item["id"], subscription["id"], None),
        period={"end": item["current_period_end"], "start": item["current_period_start"]},
        pricing=pricing(price),
        quantity=item["quantity"],
        subscription=subscription["id"],
    )


def line_of(account: Account, invoice_id: str, pending: Json) -> Json:
    """Return the line of a pending invoice item, such as a proration."""
    details: Json = pending["parent"]["subscription_details"]
    fields = ("amount", "currency", "description", "discountable", "metadata", "period")
    return _line(
        account,
        invoice_id,
        **{name: pending[name] for name in (*fields, "pricing", "quantity")},
        parent=_parent(details["subscription_item"], details["subscription"], pending["id"]),
        subscription=details["subscription"],
    )


def pricing(price: Json) -> Json:
    """Return a price in the form of lines and invoice items."""
    return {
        "type": "price_details",
        "price_details": {"price": price["id"], "product": price["product"]},
        "unit_amount_decimal": price["unit_amount_decimal"],
    }


def _line(account: Account, invoice_id: str, **fields: Value) -> Json:
    return fields | {
        "id": mint("il"),
        "object": "line_item",
        "discount_amounts": [],
        "discounts": [],
        "invoice": invoice_id,
        "livemode": account.livemode,
        "pretax_credit_amounts": [],
        "quantity_decimal": str(fields["quantity"]),
        "subtotal": fields["amount"],
        "taxes": [],
    }


def _parent(item_id: str, subscription_id: str, invoice_item: str | None) -> Json:
    details: Json = {
        "invoice_item": invoice_item,
        "proration": invoice_item is not None,
        "proration_details": {"credited_items": None},
        "subscription": subscription_id,
        "subscription_item": item_id,
    }
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": details,
    }


def invoice_payment(account: Account, invoice: Json, intent: Json, *, default: bool = True) -> Json:
    """Return the link of an invoice and a payment intent that pays all or part of it.

    The default one is Stripe's own; others were attached to the invoice.
    """
    return start(
        account,
        "inpay",
        "invoice_payment",
        amount_paid=None,
        amount_requested=intent["amount"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=default,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )


def number(customer: Json) -> str:
    """Return the next invoice number of a customer."""
    sequence: int = customer["next_invoice_sequence"]
    return f"{customer['invoice_prefix']}-{sequence:04}"
