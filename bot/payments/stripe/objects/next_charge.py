"""Computes a subscription's next amount, and whether there is a card for it.

Both come from the subscription, fetched with its discounts and customer. If these don't determine
the amount (tax, tiers, a planned change, usage), it is unknown: no amount is guessed.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.payments.money import smallest
from bot.payments.stripe.objects.recurring import takes_off

Body = Mapping[str, Any]


def next_charge(body: Body) -> int | None:
    """Return the next invoice's amount (in the smallest unit); None: unknown."""
    items: Sequence[Body] = body["items"]["data"]
    if any(body.get(name) for name in ("schedule", "default_tax_rates")) or _taxed(body):
        return None
    if len({item["current_period_end"] for item in items}) != 1:
        return None
    amounts = [_of_item(item) for item in items]
    discounts = _discounts(body, items)
    if discounts is None or None in amounts:
        return None
    total = sum(amount for amount in amounts if amount is not None)
    for coupon in discounts:
        total -= _off(coupon, total)
    due = total + _balance(body)
    # Stripe adds an amount that is too small to charge to the customer's balance instead.
    return due if due >= smallest(body.get("currency") or "") else 0


def cardless(body: Body) -> bool | None:
    """Return whether a trial will end or pause because there is no card to charge.

    None: what was fetched does not show it, or there is no trial.
    """
    if body["status"] != "trialing":
        return None
    if body.get("default_payment_method") or body.get("default_source"):
        return False
    match body.get("customer"):
        case {"deleted": True}:
            pass
        case {"invoice_settings": {**settings}, **others}:
            if settings.get("default_payment_method") or others.get("default_source"):
                return False
        case _:
            return None
    match body.get("trial_settings"):
        case {"end_behavior": {"missing_payment_method": "cancel" | "pause"}}:
            return True
        case _:
            return False


def _taxed(body: Body) -> bool:
    match body.get("automatic_tax"):
        case {"enabled": enabled}:
            return bool(enabled)
        case _:
            return False


def _of_item(item: Body) -> int | None:
    price = item["price"]
    amount = price.get("unit_amount")
    if amount is None or price.get("transform_quantity") or item.get("tax_rates"):
        return None
    if item.get("discounts") or item.get("quantity") is None:
        return None
    return amount * item["quantity"]


def _discounts(body: Body, items: Sequence[Body]) -> list[Body] | None:
    """Return the coupons that still apply to the next invoice; None: unknown."""
    found: list[Body] = []
    for discount in body.get("discounts") or ():
        match discount:
            case {"source": {"coupon": {**coupon}}} if takes_off(coupon):
                pass
            case _:
                return None  # not expanded
        if len(items) > 1:
            return None  # it may apply to one item only
        end = discount.get("end")
        if end is None or end > items[0]["current_period_end"]:
            found.append(coupon)
    return found


def _off(coupon: Body, amount: int) -> int:
    if coupon.get("amount_off") is not None:
        return min(coupon["amount_off"], amount)
    off = Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100
    return int(off.quantize(Decimal(1), ROUND_HALF_UP))


def _balance(body: Body) -> int:
    """Return the customer's balance; a negative one is credit for the next invoice."""
    match body.get("customer"):
        case {"balance": int(balance)}:
            return balance
        case _:
            return 0
