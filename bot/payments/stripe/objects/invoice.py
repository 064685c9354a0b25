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


def id_of(value: str | Mapping[str, Any] | None) -> str:
    """Return the id of an object that is given by id or expanded; "" for None."""
    if isinstance(value, str):
        return value
    return "" if value is None else value["id"]
