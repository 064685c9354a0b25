"""Invoices of a subscription: created, charged, paid or failed.

If an invoice is negative, the amount goes to the customer's balance, which pays the next ones
first.
"""

from collections.abc import Sequence

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import charging, discounting, prorating
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.money import smallest_charge
from bot.simulator.stripe.objects import invoice as invoices
from bot.simulator.stripe.objects import payment
from bot.simulator.stripe.store import Json

_DAY = 24 * 3600
_RETRY_AFTER = 3 * _DAY  # seconds until Stripe retries a failed renewal


def write(
    account: Account, subscription: Json, *, reason: str, items: Sequence[Json] | None = None
) -> Json:
    """Create a draft invoice of pending items and periods; it becomes the latest.

    Args:
        account: The merchant.
        subscription: The subscription to invoice.
        reason: Stripe's reason, such as "subscription_cycle".
        items: The items whose period is charged; all by default.
    """
    invoice = compose(account, subscription, reason=reason, items=items)
    for line in invoice["lines"]["data"]:
        if taken := line["parent"]["subscription_item_details"]["invoice_item"]:
            account.require(prorating.KIND, taken)["invoice"] = invoice["id"]
    discounting.reduce(account, subscription, invoice)
    account.private[invoice["id"]] = {"lines": list(invoice["lines"]["data"]), "payments": []}
    account.add(invoice, "invoice.created")
    subscription["latest_invoice"] = invoice["id"]
    return invoice


def compose(
    account: Account,
    subscription: Json,
    *,
    reason: str,
    items: Sequence[Json] | None = None,
    extra: Sequence[Json] = (),
    waiting: bool = True,
) -> Json:
    """Build a draft, neither stored nor discounted; the latest prorations come first.

    Args:
        account: The merchant.
        subscription: The subscription to invoice.
        reason: Stripe's reason.
        items: The items whose period is charged; all by default.
        extra: Invoice items besides the pending ones.
        waiting: Whether the pending ones are on it.
    """
    customer = account.require("customer", subscription["customer"])
    span = _span(account, subscription, reason)
    invoice = invoices.invoice(account, subscription, customer, reason=reason, span=span)
    pending = [*prorating.pending(account, subscription)] if waiting else []
    collected = reversed([*pending, *extra])
    lines = [invoices.line_of(account, invoice["id"], each) for each in collected]
    charged = subscription["items"]["data"] if items is None else items
    lines += [invoices.line(account, invoice["id"], item, subscription) for item in charged]
    invoices.fill(invoice, lines)
    return invoice


def _span(account: Account, subscription: Json, reason: str) -> tuple[int, int]:
    """Return an invoice's own period: the past one in which it could collect items."""
    started = min(item["current_period_start"] for item in subscription["items"]["data"])
    if reason == "subscription_create":
        return started, started
    last = account.store.get("invoice", subscription["latest_invoice"])
    end = account.clock.stamp() if reason == "subscription_update" else started
    return (last["period_end"] if last else subscription["start_date"]), end


def lines_of(account: Account, invoice: Json) -> list[Json]:
    """Return an invoice's shown lines and the further ones it was created with."""
    lines: list[Json] = invoice["lines"]["data"]
    known = {line["id"] for line in lines}
    written: list[Json] = account.private.get(invoice["id"], {}).get("lines", [])
    return [*lines, *(line for line in written if line["id"] not in known)]


def finalize(account: Account, invoice: Json) -> Json | None:
    """Finalize an invoice, with a payment intent if anything is due."""
    now = account.clock.stamp()
    customer = account.require("customer", invoice["customer"])
    invoice |= {"status": "open", "number": invoices.number(customer), "effective_at": now}
    invoice["hosted_invoice_url"] = f"{account.base_url}/i/{invoice['id']}"
    invoice["invoice_pdf"] = f"{account.base_url}/i/{invoice['id']}/pdf"
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["collection_method"] == "send_invoice":
        days = account.require("subscription", subscription_id(invoice))["days_until_due"]
        invoice["due_date"] = now + days * _DAY
    customer["next_invoice_sequence"] += 1
    end = settle_with_balance(customer, invoice)
    if end != customer["balance"]:
        with account.changing(customer, "customer.updated"):
            customer["balance"] = end
    account.emit("invoice.finalized", invoice)
    if not invoice["amount_due"]:
        return None
    return add_payment(account, invoice, invoice["amount_due"], default=True)


def add_payment(account: Account, invoice: Json, amount: int, *, default: bool) -> Json:
    """Create a payment intent that pays an invoice, or a part of it."""
    intent = payment.intent(account, amount, invoice["currency"], invoice["customer"], params={})
    link = account.add(invoices.invoice_payment(account, invoice, intent, default=default))
    account.private.setdefault(invoice["id"], {}).setdefault("payments", []).append(link)
    return account.add(intent, "payment_intent.created")


def settle_with_balance(customer: Json, invoice: Json) -> int:
    """Pay from the customer's balance (below zero: a credit); return the new balance.

    An amount too small to be charged is added to the balance instead of being due.
    """
    start: int = customer["balance"]
    owed: int = invoice["total"] + start
    due = owed if owed >= smallest_charge(invoice["currency"]) else 0
    end = owed - due if invoice["total"] else start
    invoice |= {"starting_balance": start, "ending_balance": end}
    if invoice["total"]:
        invoice |= dict.fromkeys(("amount_due", "amount_remaining"), due)
    return end


def collect(account: Account, invoice: Json, card: Card, *, last: bool = False) -> Json | None:
    """Charge an open invoice; return the charge, or None if there was none.

    Args:
        account: The merchant.
        invoice: An open invoice.
        card: The card to charge.
        last: Whether a failure is final.
    """
    intent = intent_of(account, invoice)
    if intent is None:
        mark_paid(account, invoice)
        return None
    if intent["status"] == "canceled":  # by a write-off: a new one is needed
        intent = add_payment(account, invoice, invoice["amount_remaining"], default=True)
    made = charging.charge(account, intent, card)
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    match card:
        case Card.SUCCESS:
            mark_paid(account, invoice)
        case Card.DECLINED:
            mark_failed(account, invoice, last=last)
        case Card.AUTHENTICATE:
            mark_failed(account, invoice, last=last)
            account.emit("invoice.payment_action_required", invoice)
        case Card.DELAYED:
            pass
    return made


def subscription_id(invoice: Json) -> str:
    """Return the id of an invoice's subscription."""
    held: str = invoice["parent"]["subscription_details"]["subscription"]
    return held


def payments_of(account: Account, invoice: Json) -> list[Json]:
    """Return the invoice payments of an invoice; none if nothing was due."""
    payments: list[Json] = account.private.get(invoice["id"], {}).get("payments", [])
    return payments


def intent_of(account: Account, invoice: Json) -> Json | None:
    """Return an invoice's payment intent: the last of Stripe's own."""
    own = [link for link in payments_of(account, invoice) if link["is_default"]]
    return (
        account.store.get("payment_intent", own[-1]["payment"]["payment_intent"]) if own else None
    )


def mark_link(account: Account, link: Json, amount: int) -> None:
    """Mark one of an invoice's payments as received."""
    link |= {"status": "paid", "amount_paid": amount}
    link["status_transitions"]["paid_at"] = account.clock.stamp()
    account.emit("invoice_payment.paid", link)


def mark_paid(account: Account, invoice: Json) -> None:
    """Mark an invoice and its open payments as paid."""
    for link in payments_of(account, invoice):
        if link["status"] == "open":
            mark_link(account, link, link["amount_requested"])
    close_paid(account, invoice)
    account.emit("invoice.payment_succeeded", invoice)


def close_paid(account: Account, invoice: Json) -> None:
    """Mark an invoice as paid, whether by a payment at Stripe or otherwise."""
    invoice |= {"status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0}
    invoice |= {"attempted": True, "next_payment_attempt": None, "auto_advance": False}
    invoice["status_transitions"]["paid_at"] = account.clock.stamp()
    account.emit("invoice.paid", invoice)


def mark_failed(account: Account, invoice: Json, *, last: bool = False) -> None:
    """Record a failed payment; Stripe retries it unless it was the last attempt."""
    invoice["next_payment_attempt"] = None if last else account.clock.stamp() + _RETRY_AFTER
    account.emit("invoice.payment_failed", invoice)
