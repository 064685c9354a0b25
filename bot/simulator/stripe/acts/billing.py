"""Invoices of a subscription: written, charged, paid or failed."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import charging, discounting
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.objects import invoice as invoices
from bot.simulator.stripe.objects import payment
from bot.simulator.stripe.store import Json

_RETRY_AFTER = 3 * 24 * 3600  # seconds until Stripe tries a failed renewal again


def write(account: Account, subscription: Json, *, reason: str) -> Json:
    """A draft for the current period, made the subscription's latest invoice."""
    customer = account.require("customer", subscription["customer"])
    bill = invoices.invoice(account, subscription, customer, reason=reason)
    discounting.reduce(account, subscription, bill)
    account.add(bill, "invoice.created")
    subscription["latest_invoice"] = bill["id"]
    return bill


def finalize(account: Account, bill: Json) -> Json | None:
    """Open an invoice for payment, with a payment intent if anything is due."""
    now = account.clock.stamp()
    customer = account.require("customer", bill["customer"])
    bill |= {"status": "open", "number": invoices.number(customer), "effective_at": now}
    bill["hosted_invoice_url"] = f"{account.base_url}/i/{bill['id']}"
    bill["invoice_pdf"] = f"{account.base_url}/i/{bill['id']}/pdf"
    bill["status_transitions"]["finalized_at"] = now
    customer["next_invoice_sequence"] += 1
    account.emit("invoice.finalized", bill)
    if not bill["amount_due"]:
        return None
    intent = payment.intent(
        account, bill["amount_due"], bill["currency"], customer["id"], params={}
    )
    link = account.add(invoices.invoice_payment(account, bill, intent))
    account.private[bill["id"]] = {"payments": [link]}
    return account.add(intent, "payment_intent.created")


def collect(account: Account, bill: Json, card: Card, *, last: bool = False) -> Json | None:
    """Charge an open invoice; answers the charge, or none if none was made.

    Args:
        account: The merchant.
        bill: An open invoice.
        card: What it is charged to.
        last: Whether a failure is final.
    """
    intent = intent_of(account, bill)
    if intent is None:
        mark_paid(account, bill)
        return None
    made = charging.charge(account, intent, card)
    bill |= {"attempted": True, "attempt_count": bill["attempt_count"] + 1}
    match card:
        case Card.SUCCESS:
            mark_paid(account, bill)
        case Card.DECLINED:
            mark_failed(account, bill, last=last)
        case Card.AUTHENTICATE:
            mark_failed(account, bill, last=last)
            account.emit("invoice.payment_action_required", bill)
        case Card.DELAYED:
            pass
    return made


def payments_of(account: Account, bill: Json) -> list[Json]:
    """The invoice payments of an invoice; none if nothing was due."""
    payments: list[Json] = account.private.get(bill["id"], {}).get("payments", [])
    return payments


def intent_of(account: Account, bill: Json) -> Json | None:
    """The payment intent that is to pay an invoice."""
    link = next(iter(payments_of(account, bill)), None)
    return account.store.get("payment_intent", link["payment"]["payment_intent"]) if link else None


def mark_paid(account: Account, bill: Json) -> None:
    """Nothing is left to pay."""
    now = account.clock.stamp()
    for link in payments_of(account, bill):
        link |= {"status": "paid", "amount_paid": bill["amount_due"]}
        link["status_transitions"]["paid_at"] = now
        account.emit("invoice_payment.paid", link)
    bill |= {"status": "paid", "amount_paid": bill["amount_due"], "amount_remaining": 0}
    bill |= {"attempted": True, "next_payment_attempt": None}
    bill["status_transitions"]["paid_at"] = now
    account.emit("invoice.paid", bill)
    account.emit("invoice.payment_succeeded", bill)


def mark_failed(account: Account, bill: Json, *, last: bool = False) -> None:
    """A payment was refused; Stripe will try again, unless it was the last try."""
    bill["next_payment_attempt"] = None if last else account.clock.stamp() + _RETRY_AFTER
    account.emit("invoice.payment_failed", bill)
