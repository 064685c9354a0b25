"""Charges a payment intent: paid now, declined, or decided days later."""

import enum

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects import payment
from bot.simulator.stripe.store import Json

DECLINED: Json = {
    "type": "card_error",
    "code": "card_declined",
    "decline_code": "generic_decline",
    "message": "Your card was declined.",
}


class Card(enum.StrEnum):
    """A payer's payment method, named by its result."""

    SUCCESS = "success"
    DECLINED = "declined"
    AUTHENTICATE = "authenticate"  # the bank asks the payer first (3-D Secure)
    DELAYED = "delayed"  # a bank debit: accepted now, settled or returned days later


def charge(account: Account, intent: Json, card: Card) -> Json | None:
    """Try to charge an intent; the charge holds the result.

    There is none while the bank waits for the payer.
    """
    if card is Card.AUTHENTICATE:
        _ask(account, intent)
        return None
    method = payment.METHODS["bank" if card is Card.DELAYED else "card"]
    made = payment.charge(account, intent, method=method)
    account.store.put(made)
    with account.changing(intent):
        intent["latest_charge"] = made["id"]
        intent["payment_method"] = made["payment_method"]
        intent["next_action"] = None
    match card:
        case Card.SUCCESS:
            settle(account, intent)
        case Card.DECLINED:
            bounce(account, intent)
        case _:
            intent["status"] = "processing"
            account.emit("charge.pending", made)
            account.emit("payment_intent.processing", intent)
    return made


def _ask(account: Account, intent: Json) -> None:
    intent["status"] = "requires_action"
    intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
    account.emit("payment_intent.requires_action", intent)


def settle(account: Account, intent: Json) -> None:
    """Mark an intent's charge as paid."""
    made = account.require("charge", intent["latest_charge"])
    made |= {"status": "succeeded", "paid": True, "captured": True}
    made["amount_captured"] = made["amount"]
    made["receipt_url"] = f"{account.base_url}/receipts/{made['id']}"
    account.emit("charge.succeeded", made)
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    intent["last_payment_error"] = None
    account.emit("payment_intent.succeeded", intent)


def bounce(account: Account, intent: Json) -> None:
    """Mark an intent's charge as failed, immediately or after days."""
    made = account.require("charge", intent["latest_charge"])
    made |= {"status": "failed", "outcome": payment.declined_outcome()}
    made |= {"failure_code": DECLINED["code"], "failure_message": DECLINED["message"]}
    account.emit("charge.failed", made)
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = DECLINED | {"charge": made["id"]}
    account.emit("payment_intent.payment_failed", intent)
