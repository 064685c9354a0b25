"""What follows a subscription's first period: renewal, failure, recovery, pause."""

from typing import Literal

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import (
    billing,
    pausing,
    pending_updates,
    prorating,
    scheduling,
)
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.periods import begin_due, next_renewal, set_period
from bot.simulator.stripe.behaviour.subscribing import UPDATED, end
from bot.simulator.stripe.store import Json

Outcome = Literal["canceled", "unpaid", "past_due", "paused"]
_OVER = ("canceled", "incomplete_expired")
_ENDED = (*_OVER, "paused")


def renew(account: Account, subscription: Json, card: Card) -> None:
    """Begin the next period and charge it, or end a subscription that ends by then.

    Items whose period continues, such as a yearly one beside a monthly one, stay unchanged.

    Raises:
        ValueError: It has ended or is paused, so no period follows.
    """
    if subscription["status"] in _ENDED:
        raise ValueError(f"{subscription['id']} is {subscription['status']}")
    planned = subscription["cancel_at"]
    if planned is not None and planned <= next_renewal(subscription):
        end(account, subscription)
    elif subscription["status"] == "trialing" and not subscription["default_payment_method"]:
        _end_trial_without_card(account, subscription)
    else:
        _begin_period(account, subscription, card)


def _end_trial_without_card(account: Account, subscription: Json) -> None:
    match subscription["trial_settings"]["end_behavior"]["missing_payment_method"]:
        case "cancel":
            end(account, subscription)
        case "pause":
            pausing.pause(account, subscription, "trial_end_without_payment_method")
        case _:  # an invoice that no card can pay
            _begin_period(account, subscription, Card.DECLINED)


def _begin_period(account: Account, subscription: Json, card: Card) -> None:
    pending_updates.discard(account, subscription, expired=True)
    with account.changing(subscription, UPDATED):
        scheduling.reach(account, subscription, next_renewal(subscription))
        due = begin_due(subscription)
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        invoice = billing.write(account, subscription, reason="subscription_cycle", items=due)
    if subscription["pause_collection"]:
        pausing.set_aside(account, invoice, subscription["pause_collection"]["behavior"])
    elif subscription["status"] == "unpaid":  # no more attempts
        pausing.set_aside(account, invoice, "keep_as_draft")
    else:
        billing.finalize(account, invoice)
        if subscription["collection_method"] == "charge_automatically":
            _collect(account, subscription, invoice, card)


def fall_due(account: Account, subscription: Json) -> None:
    """Make an invoice that was sent to the customer past due.

    Raises:
        ValueError: No such invoice is open, or it is not due yet.
    """
    invoice = account.require("invoice", subscription["latest_invoice"])
    if invoice["status"] != "open" or not invoice["due_date"]:
        raise ValueError(f"{invoice['id']} is {invoice['status']}, due {invoice['due_date']}")
    if account.clock.stamp() < invoice["due_date"]:
        raise ValueError(f"{invoice['id']} is due only at {invoice['due_date']}")
    with account.changing(subscription, UPDATED):
        subscription["status"] = "past_due"


def card_of(account: Account, subscription: Json) -> Card:
    """Return the result of charging the saved payment method without the payer."""
    card: Card = account.private.get(subscription["id"], {}).get("card", Card.SUCCESS)
    return card


def retry(account: Account, subscription: Json, card: Card) -> None:
    """Charge the latest invoice again, if it is waiting for payment."""
    invoice = account.store.get("invoice", subscription["latest_invoice"])
    if invoice is None:
        return
    if invoice["status"] == "draft":
        billing.finalize(account, invoice)
    if invoice["status"] == "open":
        _collect(account, subscription, invoice, card)


def pay(account: Account, invoice: Json, card: Card) -> None:
    """Pay an invoice by hand, on its page or by the owner; what has ended stays ended.

    Only the latest invoice changes its subscription's status.

    Raises:
        ValueError: It is neither open nor written off.
    """
    if invoice["status"] not in ("open", "uncollectible"):
        raise ValueError(f"{invoice['id']} is {invoice['status']}")
    subscription = account.require("subscription", billing.subscription_id(invoice))
    if _decides(subscription, invoice):
        _collect(account, subscription, invoice, card)
    else:
        billing.collect(account, invoice, card)


def _decides(subscription: Json, invoice: Json) -> bool:
    return subscription["latest_invoice"] == invoice["id"] and subscription["status"] not in _OVER


def forgive(account: Account, invoice: Json) -> None:
    """Reactivate a subscription whose invoice was voided, written off or paid in cash.

    Only the latest counts. If the first is voided it never begins; a paused one stays paused.
    """
    subscription = account.require("subscription", billing.subscription_id(invoice))
    if not _decides(subscription, invoice):
        return
    status, voided = subscription["status"], invoice["status"] == "void"
    if status == "trialing" or (status == "paused" and voided):
        return
    resumed = ("customer.subscription.resumed",) * (status == "paused")
    with account.changing(subscription, UPDATED, *resumed):
        started = status != "incomplete" or not voided
        subscription["status"] = "active" if started else "incomplete_expired"
        subscription["status_details"] = None


def authenticate(account: Account, subscription: Json, card: Card) -> None:
    """Complete the authentication by the payer's bank.

    Raises:
        ValueError: None was required.
    """
    invoice = account.require("invoice", subscription["latest_invoice"])
    intent = billing.intent_of(account, invoice)
    if intent is None or intent["status"] != "requires_action":
        raise ValueError(f"nothing of {subscription['id']} waits for authentication")
    _collect(account, subscription, invoice, card)


def exhaust(account: Account, subscription: Json, outcome: Outcome) -> None:
    """Fail the last retry of the open invoice, and apply the account's settings.

    Raises:
        ValueError: The subscription isn't past due.
    """
    invoice = account.require("invoice", subscription["latest_invoice"])
    if subscription["status"] != "past_due" or invoice["status"] != "open":
        raise ValueError(f"{subscription['id']} is {subscription['status']}, not past due")
    billing.collect(account, invoice, Card.DECLINED, last=True)
    match outcome:
        case "canceled":
            end(account, subscription, reason="payment_failed")
        case "paused":
            pausing.pause(account, subscription, "final_payment_failure")
        case _:
            with account.changing(subscription, UPDATED):
                subscription["status"] = outcome


def resume(account: Account, subscription: Json, card: Card) -> None:
    """Resume a paused subscription with a period that begins now.

    Without a payment method its invoice waits, and the subscription stays paused until it is paid.

    Raises:
        ValueError: It isn't paused.
    """
    if subscription["status"] != "paused":
        raise ValueError(f"{subscription['id']} is {subscription['status']}, not paused")
    restart_period(account, subscription, card)


def restart_period(
    account: Account, subscription: Json, card: Card, *, before: list[Json] | None = None
) -> None:
    """Begin a period now instead of at the end of the last one.

    Args:
        account: The merchant.
        subscription: A running one, or one that resumes.
        card: The card to charge.
        before: Its former items, if the rest of them is to be credited.
    """
    if before is not None:
        prorating.prorate(account, subscription, before, credit_only=True)
    with account.changing(subscription, UPDATED):
        subscription["billing_cycle_anchor"] = account.clock.stamp()
        set_period(subscription, subscription["billing_cycle_anchor"])
        invoice = billing.write(account, subscription, reason="subscription_update")
    billing.finalize(account, invoice)
    if subscription["default_payment_method"]:
        _collect(account, subscription, invoice, card)


def invoice_now(account: Account, subscription: Json, card: Card) -> None:
    """Invoice the pending items immediately, without a period."""
    invoice = billing.write(account, subscription, reason="subscription_update", items=())
    billing.finalize(account, invoice)
    _collect(account, subscription, invoice, card)


def _collect(account: Account, subscription: Json, invoice: Json, card: Card) -> None:
    if pending_updates.belongs_to(account, subscription, invoice):
        billing.collect(account, invoice, card)
        if invoice["status"] == "paid":
            pending_updates.apply(account, subscription)
        return
    if not invoice["amount_due"]:
        card = Card.SUCCESS
    charge = billing.collect(account, invoice, card)
    resumed = ("customer.subscription.resumed",) * (subscription["status"] == "paused")
    with account.changing(subscription, UPDATED, *resumed):
        behind = card in (Card.DECLINED, Card.AUTHENTICATE)
        subscription |= {"status": "past_due" if behind else "active", "status_details": None}
        if charge and not behind:
            subscription["default_payment_method"] = charge["payment_method"]
