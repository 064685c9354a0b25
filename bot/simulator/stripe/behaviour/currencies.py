"""Keeps a customer to one currency, as Stripe does, while anything of theirs runs."""

from collections.abc import Iterator

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import prorating
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Json

_OVER = ("canceled", "incomplete_expired")


def check(account: Account, customer_id: str | None, currency: str) -> None:
    """Refuse a subscription in a second currency; one-time payments may be in any.

    Raises:
        StripeError: The customer has something in another currency.
    """
    for other in _held(account, customer_id):
        if other != currency:
            raise StripeError(
                "You cannot combine currencies on a single customer. This customer has an active "
                "subscription, subscription schedule, discount, quote, or invoice item with "
                f"currency {other}."
            )


def _held(account: Account, customer_id: str | None) -> Iterator[str]:
    if customer_id is None:
        return
    for subscription in account.store.where("subscription", customer=customer_id):
        if subscription["status"] not in _OVER:
            yield subscription["currency"]
    for item in account.store.where(prorating.KIND, customer=customer_id, invoice=None):
        yield item["currency"]


def fits(account: Account, session: Json) -> bool:
    """Return whether an open session's customer may still pay it in its currency."""
    try:
        if session["mode"] == "subscription":
            check(account, session["customer"], session["currency"])
    except StripeError:
        return False
    return True
