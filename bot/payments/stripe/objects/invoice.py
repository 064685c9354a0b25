"""Reads what an invoice billed, and the total paid for its period, for refunds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.payments.ledger.facts import SubscriptionItem

Invoice = Mapping[str, Any]
WRITTEN = ("open", "paid", "uncollectible")


@dataclass(frozen=True, slots=True)
class BilledLines:
    """What was billed, paid and credited for the period of an invoice.

    Attributes:
        lines: The invoice's lines.
        paid: The total paid for the period: by cards, balances and on further invoices.
        credited: The part of it that went back by credit notes, as a refund or to the balance.
    """

    lines: tuple[SubscriptionItem, ...]
    paid: int
    credited: int


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice that was paid.

    Attributes:
        id: Stripe's id.
        paid: When it was paid, in unix seconds.
        currency: The currency, as Stripe writes it.
        amount: The amount paid, without what the customer's balance covered.
        tax: This much of it is tax.
    """

    id: str
    paid: int
    currency: str
    amount: int
    tax: int


def paid_invoice(invoice: Invoice | str | None) -> PaidInvoice | None:
    """Parse an invoice; None if it is not fetched, or nothing was paid on it."""
    match invoice:
        case {
            "id": str(id_),
            "status": "paid",
            "currency": str(currency),
            "amount_paid": int(amount),
            "status_transitions": {"paid_at": int(paid)},
        } if amount > 0:
            return PaidInvoice(id_, paid, currency, amount, _tax(invoice))
        case _:
            return None


def subscription_of(invoice: Invoice) -> str | None:
    """Return the subscription that an invoice is for; None for a one-time invoice."""
    match invoice:
        case {"parent": {"subscription_details": {"subscription": str(subscription)}}}:
            return subscription
        case {"subscription": str(subscription)}:  # the form of older API versions
            return subscription
        case _:
            return None


def _tax(invoice: Invoice) -> int:
    """Return the tax in an invoice's total, if the whole of it was paid."""
    net = invoice.get("total_excluding_tax")
    return 0 if net is None else max(0, min(invoice["total"] - net, invoice["amount_paid"]))


def billed_lines(invoice: Invoice, others: Iterable[Invoice] = ()) -> BilledLines:
    """Parse an invoice with all its lines; `others` are of the same subscription.

    A change within a period has its own invoice. It is recognised by what it bills: it shares a
    product with the first one, up to the same end, and what it charges for ends then too. A switch
    to another interval begins its own period, though it credits the rest of the old one.
    """
    same = [invoice, *(each for each in others if _belongs(each, invoice))]
    return BilledLines(
        lines=_lines(invoice),
        paid=sum(_paid(each) for each in same),
        credited=sum(each.get("post_payment_credit_notes_amount") or 0 for each in same),
    )


def _belongs(other: Invoice, invoice: Invoice) -> bool:
    if other["id"] == invoice["id"] or other["status"] not in WRITTEN or _paid(other) <= 0:
        return False
    own, theirs = _lines(invoice), _lines(other)
    shared = {line.product_id for line in own} & {line.product_id for line in theirs}
    if not shared:
        return False
    end = _end(own, shared)
    return end == _end(theirs, shared) and all(end in _asked(each) for each in (invoice, other))


def _end(lines: Iterable[SubscriptionItem], products: set[str]) -> int:
    return max(line.period_end for line in lines if line.product_id in products)


def _asked(invoice: Invoice) -> set[int]:
    """Return the period ends of an invoice's charges, without its credits.

    A line that ends where another begins belongs to the period before: an invoice for the next
    period also bills earlier changes.
    """
    periods = [line["period"] for line in invoice["lines"]["data"] if line["amount"] > 0]
    started = max((period["start"] for period in periods), default=0)
    return {period["end"] for period in periods if period["end"] > started}


def _paid(invoice: Invoice) -> int:
    """Return the amount paid on an invoice, also by the customer's balance or in cash.

    A credit note before the payment lowered the price.
    """
    lowered = invoice.get("pre_payment_credit_notes_amount") or 0
    return invoice["total"] - lowered - (invoice.get("amount_remaining") or 0)


def _lines(invoice: Invoice) -> tuple[SubscriptionItem, ...]:
    return tuple(_line(line) for line in invoice["lines"]["data"])


def _line(line: Mapping[str, Any]) -> SubscriptionItem:
    match line.get("pricing"):
        case {"price_details": {"price": price, "product": product}}:
            pass
        case _:
            price = product = ""
    return SubscriptionItem(
        price_id=id_of(price),
        product_id=id_of(product),
        quantity=max(0, line.get("quantity") or 0),
        period_start=line["period"]["start"],
        period_end=line["period"]["end"],
    )


def charged_quantities(invoice: Invoice) -> dict[str, int]:
    """Return the quantity that an invoice charges of each price, without credits."""
    found: dict[str, int] = {}
    for line in invoice["lines"]["data"]:
        if line["amount"] >= 0:
            item = _line(line)
            found[item.price_id] = max(found.get(item.price_id, 0), item.quantity)
    return found


def id_of(value: str | Mapping[str, Any] | None) -> str:
    """Return the id of an object that is given by id or expanded; "" for None."""
    if isinstance(value, str):
        return value
    return "" if value is None else value["id"]
