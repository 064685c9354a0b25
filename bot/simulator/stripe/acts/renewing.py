"""What comes after a subscription's first period: renewals, failures, recovery, resumption."""

from typing import Literal

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import billing, pausing
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.acts.periods import current_end, set_period
from bot.simulator.stripe.acts.subscribing import UPDATED, end
from bot.simulator.stripe.store import Json

Outcome = Literal["canceled", "unpaid", "past_due", "paused"]
_ENDED = ("canceled", "incomplete_expired", "paused")


def renew(account: Account, subscription: Json, card: Card) -> None:
    """Begin the next period and charge for it; a subscription that was to end, ends.

    Raises:
        ValueError: It has ended or is paused, so that no period follows.
    """
    if subscription["status"] in _ENDED:
        raise ValueError(f"{subscription['id']} is {subscription['status']}")
    if subscription["cancel_at_period_end"]:
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
        case _:  # an invoice that nobody's card can pay
            _begin_period(account, subscription, Card.DECLINED)


def _begin_period(account: Account, subscription: Json, card: Card) -> None:
    with account.changing(subscription, UPDATED):
        set_period(subscription, current_end(subscription))
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        bill = billing.write(account, subscription, reason="subscription_cycle")
    if subscription["pause_collection"]:
        pausing.set_aside(account, bill, subscription["pause_collection"]["behavior"])
    elif subscription["status"] == "unpaid":  # nothing is tried any more
        pausing.set_aside(account, bill, "keep_as_draft")
    else:
        billing.finalize(account, bill)
        _collect(account, subscription, bill, card)


def retry(account: Account, subscription: Json, card: Card) -> None:
    """Charge the latest invoice again, if it waits for payment."""
    bill = account.require("invoice", subscription["latest_invoice"])
    if bill["status"] == "draft":
        billing.finalize(account, bill)
    if bill["status"] == "open":
        _collect(account, subscription, bill, card)


def authenticate(account: Account, subscription: Json, card: Card) -> None:
    """Answer the question of the payer's bank.

    Raises:
        ValueError: It asked none.
    """
    bill = account.require("invoice", subscription["latest_invoice"])
    intent = billing.intent_of(account, bill)
    if intent is None or intent["status"] != "requires_action":
        raise ValueError(f"nothing of {subscription['id']} waits for authentication")
    _collect(account, subscription, bill, card)


def exhaust(account: Account, subscription: Json, outcome: Outcome) -> None:
    """Try the open invoice a last time in vain, and do what the account's settings say then.

    Raises:
        ValueError: It isn't behind with its payments.
    """
    bill = account.require("invoice", subscription["latest_invoice"])
    if subscription["status"] != "past_due" or bill["status"] != "open":
        raise ValueError(f"{subscription['id']} is {subscription['status']}, not past due")
    billing.collect(account, bill, Card.DECLINED, last=True)
    match outcome:
        case "canceled":
            end(account, subscription, reason="payment_failed")
        case "paused":
            pausing.pause(account, subscription, "final_payment_failure")
        case _:
            with account.changing(subscription, UPDATED):
                subscription["status"] = outcome


def resume(account: Account, subscription: Json, card: Card) -> None:
    """Wake a paused subscription with a period that begins now.

    Without a payment method its invoice waits, and the subscription rests until that is paid.

    Raises:
        ValueError: It isn't paused.
    """
    if subscription["status"] != "paused":
        raise ValueError(f"{subscription['id']} is {subscription['status']}, not paused")
    begin_anew(account, subscription, card)


def begin_anew(account: Account, subscription: Json, card: Card) -> None:
    """Let a period begin now instead of when the last one ends; nothing of that is credited."""
    with account.changing(subscription, UPDATED):
        subscription["billing_cycle_anchor"] = account.clock.stamp()
        set_period(subscription, subscription["billing_cycle_anchor"])
        bill = billing.write(account, subscription, reason="subscription_update")
    billing.finalize(account, bill)
    if subscription["default_payment_method"]:
        _collect(account, subscription, bill, card)


def _collect(account: Account, subscription: Json, bill: Json, card: Card) -> None:
    charge = billing.collect(account, bill, card)
    resumed = ("customer.subscription.resumed",) * (subscription["status"] == "paused")
    with account.changing(subscription, UPDATED, *resumed):
        behind = card in (Card.DECLINED, Card.AUTHENTICATE)
        subscription |= {"status": "past_due" if behind else "active", "status_details": None}
        if charge and not behind:
            subscription["default_payment_method"] = charge["payment_method"]
