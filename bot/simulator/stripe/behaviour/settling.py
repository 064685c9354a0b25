"""Other ends of an invoice: paid in part, in cash, voided, written off, left open."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import billing, charging
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.store import Json


def pay_part(account: Account, bill: Json, amount: int) -> Json:
    """Pay a part of an open invoice by a separate payment; return its charge.

    Raises:
        ValueError: It isn't open, or no more than that is left to pay.
    """
    if bill["status"] != "open" or not 0 < amount < bill["amount_remaining"]:
        raise ValueError(f"{amount} is no part of what is left to pay of {bill['id']}")
    intent = billing.add_payment(account, bill, amount, default=False)
    made = charging.charge(account, intent, Card.SUCCESS)
    assert made is not None  # noqa: S101 - a charge that succeeds is made immediately
    billing.mark_link(account, billing.payments_of(account, bill)[-1], amount)
    rest = billing.intent_of(account, bill)
    with account.changing(bill, "invoice.updated"):
        bill["amount_paid"] += amount
        bill["amount_remaining"] -= amount
    if rest is not None:
        rest["amount"] = bill["amount_remaining"]
    for link in billing.payments_of(account, bill):
        if link["status"] == "open":
            link["amount_requested"] = bill["amount_remaining"]
    return made


def mark_paid_out_of_band(account: Account, bill: Json) -> None:
    """Mark an invoice as paid in cash or by transfer: no payment at Stripe, no charge.

    As for a payment by card, `invoice.payment_succeeded` follows; that Stripe sends it here as well
    is known from public logs only.
    """
    _cancel_payments(account, bill)
    billing.close_paid(account, bill)
    account.emit("invoice.payment_succeeded", bill)


def void(account: Account, bill: Json) -> None:
    """Void an invoice, permanently: it can't be paid any more."""
    _cancel_payments(account, bill)
    bill |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
    bill["status_transitions"]["voided_at"] = account.clock.stamp()
    account.emit("invoice.voided", bill)


def mark_uncollectible(account: Account, bill: Json) -> None:
    """Mark an invoice uncollectible; it may still be paid, or voided."""
    bill |= {"status": "uncollectible", "auto_advance": False, "next_payment_attempt": None}
    bill["status_transitions"]["marked_uncollectible_at"] = account.clock.stamp()
    account.emit("invoice.marked_uncollectible", bill)


def stop_collecting(account: Account, subscription: Json) -> None:
    """Stop charging an ended subscription's open invoices; they can be paid by hand."""
    for bill in invoices_of(account, subscription):
        if bill["status"] in ("draft", "open") and bill["auto_advance"]:
            with account.changing(bill, "invoice.updated"):
                bill |= {"auto_advance": False, "next_payment_attempt": None}


def invoices_of(account: Account, subscription: Json) -> list[Json]:
    """Return all invoices of a subscription, oldest first."""
    every = account.store.where("invoice", customer=subscription["customer"])
    return [bill for bill in every if billing.subscription_id(bill) == subscription["id"]]


def _cancel_payments(account: Account, bill: Json) -> None:
    for link in billing.payments_of(account, bill):
        if link["status"] != "open":
            continue
        link["status"] = "canceled"
        link["status_transitions"]["canceled_at"] = account.clock.stamp()
        intent = account.require("payment_intent", link["payment"]["payment_intent"])
        with account.changing(intent, "payment_intent.canceled"):
            intent |= {"status": "canceled", "cancellation_reason": "void_invoice"}
            intent["canceled_at"] = account.clock.stamp()
