"""What a subscription's next invoice asks for, and whether there is anything to charge it to.

Read from the subscription itself with its discounts and customer fetched along. Where these don't
say it for certain (tax, tiers, a planned change, usage), nothing is said: no amount is guessed.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.payments.money import smallest

Body = Mapping[str, Any]


def next_charge(body: Body) -> int | None:
    """Return what the next invoice asks for, in the currency's smallest unit; None: unknown."""
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
    # What is too little to be charged is put on the customer's balance instead.
    return due if due >= smallest(body.get("currency") or "") else 0


def cardless(body: Body) -> bool | None:
    """Tell whether a trial ends or rests by itself, as nothing is there to be charged.

    None: what was fetched does not say, or there is no trial.
    """
    if body["status"] != "trialing":
        return None
    if body.get("default_payment_method") or body.get("default_source"):
        return False
    match body.get("customer"):
        case {"deleted": True}:
            pass
        case {"invoice_settings": {"default_payment_method": method}, **others}:
            if method or others.get("default_source"):
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
    """Return the coupons that the next invoice still has; None where that can't be told."""
    found: list[Body] = []
    for discount in body.get("discounts") or ():
        match discount:
            case {"source": {"coupon": {"percent_off": _, "amount_off": _} as coupon}}:
                pass
            case _:
                return None  # not fetched along
        if len(items) > 1:
            return None  # it may be for one of them only
        end = discount.get("end")
        if end is None or end > items[0]["current_period_end"]:
            found.append(coupon)
    return found


def _off(coupon: Body, amount: int) -> int:
    if coupon["amount_off"] is not None:
        return min(coupon["amount_off"], amount)
    off = Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100
    return int(off.quantize(Decimal(1), ROUND_HALF_UP))


def _balance(body: Body) -> int:
    """Return the customer's balance: below 0 is credit, which the next invoice uses up first."""
    match body.get("customer"):
        case {"balance": int(balance)}:
            return balance
        case _:
            return 0
