"""Other ends of an invoice: paid in part, in cash, voided, written off, left open."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import billing, charging
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.store import Json


def pay_part(account: Account, invoice: Json, amount: int) -> Json:
    """Pay a part of an open invoice by a separate payment; return its charge.

    Raises:
        ValueError: It isn't open, or no more than that is left to pay.
    """
    if invoice["status"] != "open" or not 0 < amount < invoice["amount_remaining"]:
        raise ValueError(f"{amount} is no part of what is left to pay of {invoice['id']}")
    intent = billing.add_payment(account, invoice, amount, default=False)
    made = charging.charge(account, intent, Card.SUCCESS)
    assert made is not None  # noqa: S101 - a charge that succeeds is made immediately
    billing.mark_link(account, billing.payments_of(account, invoice)[-1], amount)
    rest = billing.intent_of(account, invoice)
    with account.changing(invoice, "invoice.updated"):
        invoice["amount_paid"] += amount
        invoice["amount_remaining"] -= amount
    if rest is not None:
        rest["amount"] = invoice["amount_remaining"]
    for link in billing.payments_of(account, invoice):
        if link["status"] == "open":
            link["amount_requested"] = invoice["amount_remaining"]
    return made


def mark_paid_out_of_band(account: Account, invoice: Json) -> None:
    """Mark an invoice as paid in cash or by transfer: no payment at Stripe, no charge.

    As for a payment by card, `invoice.payment_succeeded` follows; that Stripe sends it here as well
    is known from public logs only.
    """
    _cancel_payments(account, invoice)
    billing.close_paid(account, invoice)
    account.emit("invoice.payment_succeeded", invoice)


def void(account: Account, invoice: Json) -> None:
    """Void an invoice, permanently: it can't be paid any more."""
    _cancel_payments(account, invoice)
    invoice |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
    invoice["status_transitions"]["voided_at"] = account.clock.stamp()
    account.emit("invoice.voided", invoice)


def mark_uncollectible(account: Account, invoice: Json) -> None:
    """Mark an invoice uncollectible; it may still be paid, or voided."""
    invoice |= {"status": "uncollectible", "auto_advance": False, "next_payment_attempt": None}
    invoice["status_transitions"]["marked_uncollectible_at"] = account.clock.stamp()
    account.emit("invoice.marked_uncollectible", invoice)


def stop_collecting(account: Account, subscription: Json) -> None:
    """Stop charging an ended subscription's open invoices; they can be paid by hand."""
    for invoice in invoices_of(account, subscription):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            with account.changing(invoice, "invoice.updated"):
                invoice |= {"auto_advance": False, "next_payment_attempt": None}


def invoices_of(account: Account, subscription: Json) -> list[Json]:
    """Return all invoices of a subscription, oldest first."""
    every = account.store.where("invoice", customer=subscription["customer"])
    return [invoice for invoice in every if billing.subscription_id(invoice) == subscription["id"]]


def _cancel_payments(account: Account, invoice: Json) -> None:
    for link in billing.payments_of(account, invoice):
        if link["status"] != "open":
            continue
        link["status"] = "canceled"
        link["status_transitions"]["canceled_at"] = account.clock.stamp()
        intent = account.require("payment_intent", link["payment"]["payment_intent"])
        with account.changing(intent, "payment_intent.canceled"):
            intent |= {"status": "canceled", "cancellation_reason": "void_invoice"}
            intent["canceled_at"] = account.clock.stamp()
