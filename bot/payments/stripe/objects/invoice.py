"""What an invoice was for, and what was paid for the same time: the measure of a refund."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.payments.ledger.facts import SubscriptionItem

Invoice = Mapping[str, Any]
WRITTEN = ("open", "paid", "uncollectible")


@dataclass(frozen=True, slots=True)
class BilledLines:
    """What is known of the period that an invoice is for.

    Attributes:
        lines: What the invoice adds up.
        paid: What was paid for the period in all: from cards, balances and on further invoices.
        credited: What of it went back by credit notes, as a refund or to the balance.
    """

    lines: tuple[SubscriptionItem, ...]
    paid: int
    credited: int


def billed_lines(invoice: Invoice, others: Iterable[Invoice] = ()) -> BilledLines:
    """Read an invoice with all its lines; `others` are of the same subscription.

    A change in the middle of a period has an invoice of its own. It is told by what it bills: it
    shares a product with the first one, up to the same end, and what it asks for ends then too.
    A switch to another interval begins a period of its own, though it gives back the other's rest.
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
    """Return the ends of what an invoice asks money for, as against what it gives back.

    What ends where another line begins belongs to the period before: an invoice for the next one
    also asks for changes that were not billed yet.
    """
    periods = [line["period"] for line in invoice["lines"]["data"] if line["amount"] > 0]
    begun = max((period["start"] for period in periods), default=0)
    return {period["end"] for period in periods if period["end"] > begun}


def _paid(invoice: Invoice) -> int:
    """Return what was paid on an invoice, be it from the customer's balance or in cash.

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
    """Return the id of an object that is named or was fetched along."""
    if isinstance(value, str):
        return value
    return "" if value is None else value["id"]
