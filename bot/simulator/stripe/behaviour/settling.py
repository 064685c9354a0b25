"""What else may become of an invoice: paid in parts or by cash, voided, written off, left open."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import billing, charging
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.store import Json


def pay_part(account: Account, bill: Json, amount: int) -> Json:
    """Pay a part of an open invoice by a payment of its own; answers its charge.

    Raises:
        ValueError: It isn't open, or not more than that is left to pay.
    """
    if bill["status"] != "open" or not 0 < amount < bill["amount_remaining"]:
        raise ValueError(f"{amount} is no part of what is left to pay of {bill['id']}")
    intent = billing.add_payment(account, bill, amount, default=False)
    made = charging.charge(account, intent, Card.SUCCESS)
    assert made is not None  # noqa: S101 - a charge that succeeds is made at once
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
    """Cash or a transfer has paid an invoice: no payment at Stripe, and no charge.

    As with a payment by card, `invoice.payment_succeeded` follows; that Stripe sends it here,
    too, I know from public logs only.
    """
    _cancel_payments(account, bill)
    billing.close_paid(account, bill)
    account.emit("invoice.payment_succeeded", bill)


def void(account: Account, bill: Json) -> None:
    """Declare an invoice a mistake, for good: nobody can pay it any more."""
    _cancel_payments(account, bill)
    bill |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
    bill["status_transitions"]["voided_at"] = account.clock.stamp()
    account.emit("invoice.voided", bill)


def mark_uncollectible(account: Account, bill: Json) -> None:
    """Write an invoice off; it may still be paid, or voided."""
    bill |= {"status": "uncollectible", "auto_advance": False, "next_payment_attempt": None}
    bill["status_transitions"]["marked_uncollectible_at"] = account.clock.stamp()
    account.emit("invoice.marked_uncollectible", bill)


def stop_collecting(account: Account, subscription: Json) -> None:
    """Try no open invoice of an ended subscription by itself; by hand they can be paid still."""
    for bill in invoices_of(account, subscription):
        if bill["status"] in ("draft", "open") and bill["auto_advance"]:
            with account.changing(bill, "invoice.updated"):
                bill |= {"auto_advance": False, "next_payment_attempt": None}


def invoices_of(account: Account, subscription: Json) -> list[Json]:
    """All invoices of a subscription, oldest first."""
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
