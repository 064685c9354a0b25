"""Refunds charges."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import disputing
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.money import written
from bot.simulator.stripe.objects import payment
from bot.simulator.stripe.store import Json


def refund(account: Account, charge: Json, params: Json) -> Json:
    """Refund a part of a charge, or the rest of it.

    Raises:
        StripeError: Nothing, or less than that, is left to refund.
    """
    left: int = charge["amount"] - charge["amount_refunded"]
    amount: int = params.get("amount", left)
    _check(account, charge, amount, left)
    made = account.add(payment.refund(account, charge, amount, params), "refund.created")
    with account.changing(charge, "charge.refunded"):
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    return made


def fail(account: Account, refund: Json) -> None:
    """Fail a refund: the payer's bank sends it back, as if it was never made.

    Raises:
        ValueError: It has failed already.
    """
    if refund["status"] != "succeeded":
        raise ValueError(f"{refund['id']} is {refund['status']} already")
    charge = account.require("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]  # Stripe sends only the refund's events for this
    charge["refunded"] = False
    with account.changing(refund, "refund.updated", "charge.refund.updated", "refund.failed"):
        refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}


def _check(account: Account, charge: Json, amount: int, left: int) -> None:
    if charge["status"] != "succeeded":
        raise StripeError(f"Charge {charge['id']} has not been paid.", param="charge")
    if not left:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if disputing.withdrawn(account, charge):
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if amount > left:
        asked, rest = (written(value, charge["currency"]) for value in (amount, left))
        raise StripeError(
            f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})",
            param="amount",
        )
