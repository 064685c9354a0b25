"""Prorations: the value of the rest of a period when an item changes.

Each change of a price or quantity credits the rest of the old and charges the rest of the new,
to the second. Stripe adds both to the next invoice (`create_prorations`, its default), invoices
them immediately (`always_invoice`), or omits them (`none`). A trial has nothing to prorate. A
percentage coupon reduces prorations as it does the period; it is unknown whether Stripe spreads
a fixed amount over them: here it doesn't.
"""

from collections.abc import Iterable

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour.periods import period_end
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects.invoice_item import proration
from bot.simulator.stripe.store import Json

BEHAVIORS = ("always_invoice", "create_prorations", "none")
KIND = "invoiceitem"


def check_moment(subscription: Json, moment: int | None) -> None:
    """Refuse to prorate from a time outside of the current period.

    Raises:
        StripeError: It is.
    """
    for item in subscription["items"]["data"]:
        inside = range(item["current_period_start"], item["current_period_end"] + 1)
        if moment is not None and moment not in inside:
            raise StripeError(
                "The subscription `proration_date` must be within the current subscription period.",
                param="proration_date",
            )


def prorate(
    account: Account,
    subscription: Json,
    before: list[Json],
    *,
    credit_only: bool = False,
    moment: int | None = None,
) -> None:
    """Store credits and debits of a change for the next invoice."""
    for item in prorations(account, subscription, before, credit_only=credit_only, moment=moment):
        account.add(item, "invoiceitem.created")


def prorations(
    account: Account,
    subscription: Json,
    before: list[Json],
    *,
    credit_only: bool = False,
    moment: int | None = None,
) -> list[Json]:
    """Return the credits and debits of a change, not stored yet.

    Args:
        account: The merchant.
        subscription: The changed subscription.
        before: Copies of its former items.
        credit_only: Whether a new period begins now, which is charged in full.
        moment: The time of the change, in seconds; now by default.
    """
    made: list[Json] = []
    if subscription["status"] == "trialing":
        return made
    now = account.clock.stamp() if moment is None else moment
    after: dict[str, Json] = {item["id"]: item for item in subscription["items"]["data"]}
    old: dict[str, Json] = {item["id"]: item for item in before}
    for id_ in (*old, *(each for each in after if each not in old)):
        gone, come = old.get(id_), after.get(id_)
        if gone and come and not credit_only and _same(gone, come):
            continue
        if gone:
            made.append(_proration(account, subscription, gone, now, -1))
        if come and not credit_only:
            made.append(_proration(account, subscription, come, now, 1))
    return made


def _same(one: Json, other: Json) -> bool:
    return one["price"]["id"] == other["price"]["id"] and one["quantity"] == other["quantity"]


def _proration(account: Account, subscription: Json, item: Json, now: int, sign: int) -> Json:
    worth = item["price"]["unit_amount"] * item["quantity"]
    left = _left(subscription, item, now)
    amount = sign * round(worth * left * _share(account, subscription))
    name = item["price"]["nickname"] or item["price"]["product"]
    prefix = "Unused" if sign < 0 else "Remaining"
    description = f"{prefix} time on {item['quantity']} x {name}"
    return proration(account, subscription, item, amount=amount, description=description)


def _left(subscription: Json, item: Json, now: int) -> float:
    """Return the fraction of an item's whole period that is left, from 0 to 1.

    An item that joined later has a shorter period than its price is for.
    """
    anchor: int = subscription["billing_cycle_anchor"]
    start = end = anchor
    while end < item["current_period_end"]:
        start, end = end, period_end(end, item["price"]["recurring"], anchor)
    if end == start:
        start, end = item["current_period_start"], item["current_period_end"]
    return max(0.0, min(1.0, (item["current_period_end"] - now) / (end - start)))


def _share(account: Account, subscription: Json) -> float:
    """Return the fraction of an amount that percentage coupons leave, from 0 to 1."""
    left = 1.0
    for id_ in subscription["discounts"]:
        held = account.require("discount", id_)
        coupon = account.require("coupon", held["source"]["coupon"])
        left *= 1 - (coupon["percent_off"] or 0) / 100
    return left


def pending(account: Account, subscription: Json) -> Iterable[Json]:
    """Return the invoice items that are on no invoice yet, oldest first."""
    for item in account.store.where(KIND, invoice=None):
        if item["parent"]["subscription_details"]["subscription"] == subscription["id"]:
            yield item
