"""Parses Stripe's objects into snapshots with only the fields that the fold needs.

Shapes follow API version 2026-10-28.endive.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from bot.payments.ledger.facts import (
    Charge,
    Dispute,
    Payment,
    Receipt,
    Refund,
    Subscription,
    SubscriptionItem,
)
from bot.payments.stripe.objects.invoice import BilledLines, charged_quantities, id_of
from bot.payments.stripe.objects.metadata import CANCELLED_BY_US, Owner
from bot.payments.stripe.objects.next_charge import cardless, next_charge
from bot.payments.stripe.objects.recurring import recurring_amounts
from bot.payments.stripe.objects.validation import validated

SETTLED = ("paid", "no_payment_required")
FAILED = ("requires_payment_method", "canceled")  # of a payment intent: it will not be paid
UNDONE = ("failed", "canceled")  # of a refund: no money went back
# Disputes by severity, for a charge with several; inquiries and unknown ones are below these.
DISPUTE_SEVERITY = (
    *("won", "appeal_under_review", "appeal_needs_response"),
    *("under_review", "needs_response", "lost"),
)


def needs_invoices(body: Mapping[str, Any]) -> bool:
    """Return whether it takes invoices to tell if it was ever paid, or since when not."""
    match body:
        case {"latest_invoice": {"status": "paid"} as latest}:
            return _takes_nothing(latest)
        case {"latest_invoice": {"billing_reason": reason}}:
            return reason != "subscription_create"
        case _:
            return False


@validated
def parse_subscription(
    body: Mapping[str, Any], owner: Owner, invoices: Sequence[Mapping[str, Any]] = ()
) -> Subscription:
    """Parse a subscription; `invoices` are its own, newest first, if they are needed.

    It is sold with one item; Stripe's dashboard may have added others. Which of them are plans of
    ours is decided by `Policy`.
    """
    items = body["items"]["data"]
    lines = list(map(_item, items, recurring_amounts(body)))
    price = items[0]["price"]
    pause: Mapping[str, Any] = body.get("pause_collection") or {}
    return Subscription(
        id=body["id"],
        plan_id=owner.plan_id,
        price_id=price["id"],
        status=body["status"],
        started=body["start_date"],
        period_start=max(item["current_period_start"] for item in items),
        period_end=max(item["current_period_end"] for item in items),
        cancel_at=_end(body, items),
        ended=body.get("ended_at"),
        first_paid=_first_paid(body, invoices),
        product_id=id_of(price.get("product")),
        quantity=items[0].get("quantity") or 1,
        pause=pause.get("behavior", ""),
        invoice=_invoice_status(body),
        unpaid_since=_unpaid_since(invoices),
        change_unpaid=_change_unpaid(body, invoices),
        failed=_overdue_since(body, invoices),
        ended_here=_ended_here(body),
        payer_id=owner.payer_id,
        next_amount=next_charge(body),
        currency=body.get("currency") or "",
        cardless=cardless(body),
        collected=_collected(body),
        trial_end=body.get("trial_end"),
        items=tuple(lines) if len(lines) > 1 else (),
        **_terms(lines[0]),
    )


def _ended_here(body: Mapping[str, Any]) -> bool:
    """Return whether we cancelled it, because its money went back."""
    match body.get("cancellation_details"):
        case {"comment": comment}:
            return comment == CANCELLED_BY_US
        case _:
            return False


def _terms(first: SubscriptionItem) -> dict[str, Any]:
    """Return the fields of a subscription that its first item has too."""
    return {
        "unit_amount": first.unit_amount,
        "amount": first.amount,
        "interval": first.interval,
        "interval_count": first.interval_count,
    }


def _item(item: Mapping[str, Any], amount: int | None) -> SubscriptionItem:
    """Parse a subscription's item, which renews for an amount."""
    recurring: Mapping[str, Any] = item["price"].get("recurring") or {}
    return SubscriptionItem(
        price_id=item["price"]["id"],
        product_id=id_of(item["price"].get("product")),
        quantity=_quantity(item),
        period_start=item["current_period_start"],
        period_end=item["current_period_end"],
        unit_amount=item["price"].get("unit_amount"),
        amount=amount,
        interval=recurring.get("interval", ""),
        interval_count=recurring.get("interval_count", 1),
    )


def _quantity(item: Mapping[str, Any]) -> int:
    """Return an item's quantity, perhaps 0; a metered item has none and counts as 1."""
    quantity = item.get("quantity")
    return 1 if quantity is None else quantity


def _change_unpaid(body: Mapping[str, Any], invoices: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether its items were changed since the last paid invoice.

    A change within a period has an invoice of its own; one that was planned for a renewal is on
    that of the new period, which begins as a draft.
    """
    renewed = False
    if body["status"] not in ("active", "past_due"):
        return False
    for invoice in invoices:
        status, reason = invoice["status"], invoice["billing_reason"]
        if status == "paid":
            return renewed and not _was_charged(body, invoice)
        if status == "open" and reason == "subscription_update":
            return True
        renewed = renewed or (status in ("draft", "open") and reason == "subscription_cycle")
    return False


def _was_charged(body: Mapping[str, Any], invoice: Mapping[str, Any]) -> bool:
    """Return whether an invoice charged for all that a subscription is for now."""
    charged = charged_quantities(invoice)
    return all(
        _quantity(item) <= charged.get(item["price"]["id"], -1) for item in body["items"]["data"]
    )


def _collected(body: Mapping[str, Any]) -> int | None:
    """Return the amount paid of the latest invoice; None if that was not fetched."""
    match body.get("latest_invoice"):
        case {"amount_paid": int(amount)}:
            return amount
        case _:
            return None


def _takes_nothing(invoice: Mapping[str, Any]) -> bool:
    """Return whether an invoice of a change took no money, as for fewer seats.

    Stripe calls it paid, also while the first payment is still on its way.
    """
    return invoice.get("billing_reason") == "subscription_update" and not invoice.get("amount_paid")


def _first_paid(body: Mapping[str, Any], invoices: Sequence[Mapping[str, Any]]) -> bool | None:
    match body.get("latest_invoice"):
        case {"status": "paid"} as latest:
            return not _takes_nothing(latest) or _was_paid(invoices) or _no_first_invoice(invoices)
        case {"billing_reason": "subscription_create"}:
            return False
        case None if body["status"] in ("active", "trialing"):
            return True  # active without an invoice: nothing is owed yet
        case {"status": _}:
            # The price changed, or a short period ended, before a slow first payment arrived.
            return _was_paid(invoices) or None
        case _:
            return None


def _was_paid(invoices: Iterable[Mapping[str, Any]]) -> bool:
    return any(each["status"] == "paid" and not _takes_nothing(each) for each in invoices)


def _no_first_invoice(invoices: Sequence[Mapping[str, Any]]) -> bool | None:
    """Return True if no invoice is a first one; None if one is, or none is known."""
    created = any(each["billing_reason"] == "subscription_create" for each in invoices)
    return True if invoices and not created else None


def _unpaid_since(invoices: Iterable[Mapping[str, Any]]) -> int | None:
    """Return when the first of the latest unpaid periods began, in unix seconds.

    Invoices that were voided, left as drafts or written off without an attempt did not fail.
    """
    since = None
    for invoice in invoices:
        if invoice["status"] == "paid":
            break
        if invoice["status"] == "open" or (
            invoice["status"] == "uncollectible" and invoice["attempt_count"]
        ):
            since = max(line["period"]["start"] for line in invoice["lines"]["data"])
    return since


def _overdue_since(body: Mapping[str, Any], invoices: Sequence[Mapping[str, Any]]) -> int | None:
    """Return when the first of the latest unpaid invoices was due, if they are sent.

    In unix seconds. For automatic charges only events show when they failed.
    """
    if body["status"] != "past_due" or body.get("collection_method") != "send_invoice":
        return None
    unpaid = takewhile(lambda invoice: invoice["status"] != "paid", invoices)
    due = [invoice.get("due_date") for invoice in unpaid if invoice["status"] == "open"]
    return due[-1] if due else None


def _invoice_status(body: Mapping[str, Any]) -> str:
    """Return the latest invoice's status; "" if it was not fetched.

    Also if it was voided and billed only a change within a period, which stays paid.
    """
    match body.get("latest_invoice"):
        case {"status": "void", "billing_reason": "subscription_update", "lines": {"data": lines}}:
            began = max(item["current_period_start"] for item in body["items"]["data"])
            return "" if all(line["period"]["start"] > began for line in lines) else "void"
        case {"status": str(status)}:
            return status
        case _:
            return ""


def _end(body: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> int | None:
    """Return when its cancellation takes effect: a date, or the end of its period."""
    if body.get("cancel_at") is not None:
        return body["cancel_at"]
    if body.get("cancel_at_period_end"):
        return max(item["current_period_end"] for item in items)
    return None


@validated
def parse_payment(body: Mapping[str, Any], owner: Owner) -> Payment:
    """Parse a one-time payment from its checkout session.

    Only `paid` and `no_payment_required` mean that there is nothing left to pay. A session never
    shows that a delayed payment failed; its payment intent does, if it was expanded.
    """
    if body["payment_status"] in SETTLED:
        status = "paid"
    elif body["status"] == "expired":
        status = "expired"
    elif body["payment_status"] != "unpaid":
        status = body["payment_status"]  # an unknown status: the fold decides
    else:
        status = "failed" if _intent_status(body) in FAILED else "unpaid"
    return Payment(
        id=body["id"],
        plan_id=owner.plan_id,
        status=status,
        opened=body["created"],
        amount=body.get("amount_total") or 0,
        currency=body["currency"] or "",
        paid=_charged(body) if status == "paid" else None,
        days=owner.days,
        gift=owner.gift,
        payer_id=owner.payer_id,
        tax=_session_tax(body),
    )


def _session_tax(body: Mapping[str, Any]) -> int | None:
    match body.get("total_details"):
        case {"amount_tax": int(tax)}:
            return tax
        case _:
            return None


def _intent_status(body: Mapping[str, Any]) -> str | None:
    match body:
        case {"status": "complete", "payment_intent": {"status": str(status)}}:
            return status
        case _:
            return None


def _charged(body: Mapping[str, Any]) -> int:
    """Return when it was charged, or without a charge when the page was opened."""
    match body:
        case {"payment_intent": {"latest_charge": {"created": int(created)}}}:
            return created
        case _:
            return body["created"]


@validated
def parse_receipt(session: Mapping[str, Any], owner: Owner) -> Receipt:
    """Return the receipt of a subscription's first invoice from its paid session."""
    return Receipt(
        id=session["id"],
        plan_id=owner.plan_id,
        subscription_id=session["subscription"],
        status="paid",
    )


@validated
def parse_charge(
    body: Mapping[str, Any],
    refunds: Sequence[Mapping[str, Any]],
    disputes: Sequence[Mapping[str, Any]],
    *,
    source: str,
    plan_id: int,
    billed: BilledLines | None,
) -> Charge:
    """Parse a charge with its refunds and disputes.

    `source` and `billed` are what it paid for, because a charge no longer names its invoice.
    """
    # Not the charge's own sum, because it may still include a refund that failed.
    standing = [refund for refund in refunds if refund["status"] not in UNDONE]
    gravest = max(disputes, key=_gravity, default=None)
    lines = () if billed is None else billed.lines
    return Charge(
        id=body["id"],
        plan_id=plan_id,
        source=source,
        amount=body["amount"],
        currency=body["currency"],
        refunded=sum(refund["amount"] for refund in standing),
        refunded_at=max((refund["created"] for refund in standing), default=None),
        dispute="" if gravest is None else gravest["status"],
        disputed_at=None if gravest is None else gravest["created"],
        period_start=None if not lines else min(line.period_start for line in lines),
        period_end=None if not lines else max(line.period_end for line in lines),
        respond_by=_due(gravest),
        disputed=None if gravest is None else _disputed(gravest, body),
        lines=lines,
        period_paid=None if billed is None else billed.paid,
        period_credited=0 if billed is None else billed.credited,
        refunds=tuple(_refund(refund) for refund in standing),
        disputes=tuple(
            _dispute(each, body, refunds)
            for each in sorted(disputes, key=lambda each: (each["created"], each["id"]))
        ),
    )


def _dispute(
    dispute: Mapping[str, Any], charge: Mapping[str, Any], refunds: Iterable[Mapping[str, Any]]
) -> Dispute:
    created = dispute["created"]
    return Dispute(
        id=dispute["id"],
        created=created,
        amount=_disputed(dispute, charge),
        status=dispute["status"],
        respond_by=_due(dispute),
        refunded_before=sum(each["amount"] for each in refunds if each["created"] <= created),
    )


def _disputed(dispute: Mapping[str, Any], charge: Mapping[str, Any]) -> int:
    """Return the disputed amount; in another currency, all of the charge."""
    same = dispute.get("currency", charge["currency"]) == charge["currency"]
    return dispute["amount"] if same else charge["amount"]


def _refund(refund: Mapping[str, Any]) -> Refund:
    return Refund(refund["id"], refund["created"], refund["amount"])


def _due(dispute: Mapping[str, Any] | None) -> int | None:
    match dispute:
        case {"evidence_details": {"due_by": int(due)}}:
            return due
        case _:
            return None


def _gravity(dispute: Mapping[str, Any]) -> tuple[int, int]:
    status = dispute["status"]
    return (DISPUTE_SEVERITY.index(status) if status in DISPUTE_SEVERITY else -1), dispute[
        "created"
    ]
