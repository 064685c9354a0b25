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
    bill = compose(account, subscription, reason=reason, items=items)
    for line in bill["lines"]["data"]:
        if taken := line["parent"]["subscription_item_details"]["invoice_item"]:
            account.require(prorating.KIND, taken)["invoice"] = bill["id"]
    discounting.reduce(account, subscription, bill)
    account.private[bill["id"]] = {"lines": list(bill["lines"]["data"]), "payments": []}
    account.add(bill, "invoice.created")
    subscription["latest_invoice"] = bill["id"]
    return bill


def compose(
    account: Account,
    subscription: Json,
    *,
    reason: str,
    items: Sequence[Json] | None = None,
    extra: Sequence[Json] = (),
) -> Json:
    """Build a draft, neither stored nor discounted; the latest prorations come first.

    Args:
        account: The merchant.
        subscription: The subscription to invoice.
        reason: Stripe's reason.
        items: The items whose period is charged; all by default.
        extra: Invoice items besides the pending ones.
    """
    customer = account.require("customer", subscription["customer"])
    span = _span(account, subscription, reason)
    bill = invoices.invoice(account, subscription, customer, reason=reason, span=span)
    waiting = reversed([*prorating.pending(account, subscription), *extra])
    lines = [invoices.line_of(account, bill["id"], each) for each in waiting]
    charged = subscription["items"]["data"] if items is None else items
    lines += [invoices.line(account, bill["id"], item, subscription) for item in charged]
    invoices.fill(bill, lines)
    return bill


def _span(account: Account, subscription: Json, reason: str) -> tuple[int, int]:
    """Return an invoice's own period: the past one in which it could collect items."""
    begun = min(item["current_period_start"] for item in subscription["items"]["data"])
    if reason == "subscription_create":
        return begun, begun
    last = account.store.get("invoice", subscription["latest_invoice"])
    end = account.clock.stamp() if reason == "subscription_update" else begun
    return (last["period_end"] if last else subscription["start_date"]), end


def lines_of(account: Account, bill: Json) -> list[Json]:
    """Return an invoice's shown lines and the further ones it was created with."""
    lines: list[Json] = bill["lines"]["data"]
    known = {line["id"] for line in lines}
    written: list[Json] = account.private.get(bill["id"], {}).get("lines", [])
    return [*lines, *(line for line in written if line["id"] not in known)]


def finalize(account: Account, bill: Json) -> Json | None:
    """Finalize an invoice, with a payment intent if anything is due."""
    now = account.clock.stamp()
    customer = account.require("customer", bill["customer"])
    bill |= {"status": "open", "number": invoices.number(customer), "effective_at": now}
    bill["hosted_invoice_url"] = f"{account.base_url}/i/{bill['id']}"
    bill["invoice_pdf"] = f"{account.base_url}/i/{bill['id']}/pdf"
    bill["status_transitions"]["finalized_at"] = now
    if bill["collection_method"] == "send_invoice":
        days = account.require("subscription", subscription_id(bill))["days_until_due"]
        bill["due_date"] = now + days * _DAY
    customer["next_invoice_sequence"] += 1
    end = settle_with_balance(customer, bill)
    if end != customer["balance"]:
        with account.changing(customer, "customer.updated"):
            customer["balance"] = end
    account.emit("invoice.finalized", bill)
    if not bill["amount_due"]:
        return None
    return add_payment(account, bill, bill["amount_due"], default=True)


def add_payment(account: Account, bill: Json, amount: int, *, default: bool) -> Json:
    """Create a payment intent that pays an invoice, or a part of it."""
    intent = payment.intent(account, amount, bill["currency"], bill["customer"], params={})
    link = account.add(invoices.invoice_payment(account, bill, intent, default=default))
    account.private.setdefault(bill["id"], {}).setdefault("payments", []).append(link)
    return account.add(intent, "payment_intent.created")


def settle_with_balance(customer: Json, bill: Json) -> int:
    """Pay from the customer's balance (below zero: a credit); return the new balance.

    An amount too small to be charged is added to the balance instead of being due.
    """
    start: int = customer["balance"]
    owed: int = bill["total"] + start
    due = owed if owed >= smallest_charge(bill["currency"]) else 0
    end = owed - due if bill["total"] else start
    bill |= {"starting_balance": start, "ending_balance": end}
    if bill["total"]:
        bill |= dict.fromkeys(("amount_due", "amount_remaining"), due)
    return end


def collect(account: Account, bill: Json, card: Card, *, last: bool = False) -> Json | None:
    """Charge an open invoice; return the charge, or None if there was none.

    Args:
        account: The merchant.
        bill: An open invoice.
        card: The card to charge.
        last: Whether a failure is final.
    """
    intent = intent_of(account, bill)
    if intent is None:
        mark_paid(account, bill)
        return None
    if intent["status"] == "canceled":  # by a write-off: a new one is needed
        intent = add_payment(account, bill, bill["amount_remaining"], default=True)
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


def subscription_id(bill: Json) -> str:
    """Return the id of an invoice's subscription."""
    held: str = bill["parent"]["subscription_details"]["subscription"]
    return held


def payments_of(account: Account, bill: Json) -> list[Json]:
    """Return the invoice payments of an invoice; none if nothing was due."""
    payments: list[Json] = account.private.get(bill["id"], {}).get("payments", [])
    return payments


def intent_of(account: Account, bill: Json) -> Json | None:
    """Return an invoice's payment intent: the last of Stripe's own."""
    own = [link for link in payments_of(account, bill) if link["is_default"]]
    return (
        account.store.get("payment_intent", own[-1]["payment"]["payment_intent"]) if own else None
    )


def mark_link(account: Account, link: Json, amount: int) -> None:
    """Mark one of an invoice's payments as received."""
    link |= {"status": "paid", "amount_paid": amount}
    link["status_transitions"]["paid_at"] = account.clock.stamp()
    account.emit("invoice_payment.paid", link)


def mark_paid(account: Account, bill: Json) -> None:
    """Mark an invoice and its open payments as paid."""
    for link in payments_of(account, bill):
        if link["status"] == "open":
            mark_link(account, link, link["amount_requested"])
    close_paid(account, bill)
    account.emit("invoice.payment_succeeded", bill)


def close_paid(account: Account, bill: Json) -> None:
    """Mark an invoice as paid, whether by a payment at Stripe or otherwise."""
    bill |= {"status": "paid", "amount_paid": bill["amount_due"], "amount_remaining": 0}
    bill |= {"attempted": True, "next_payment_attempt": None, "auto_advance": False}
    bill["status_transitions"]["paid_at"] = account.clock.stamp()
    account.emit("invoice.paid", bill)


def mark_failed(account: Account, bill: Json, *, last: bool = False) -> None:
    """Record a failed payment; Stripe retries it unless it was the last attempt."""
    bill["next_payment_attempt"] = None if last else account.clock.stamp() + _RETRY_AFTER
    account.emit("invoice.payment_failed", bill)
