"""Computes what items renew for: after discounts, without tax.

For figures only. Coupons count if they also apply to the next invoice: those for ever, and
repeating ones that have not ended by then.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

Body = Mapping[str, Any]


def recurring_amounts(body: Body) -> list[int | None]:
    """Return each item's amount (in the smallest unit); None: unknown.

    It is unknown with tiers, usage, or discounts that were not fetched along.
    """
    items: Sequence[Body] = body["items"]["data"]
    amounts = [_of_item(item) for item in items]
    coupons = _coupons(body, items)
    if coupons is None:
        return [None] * len(items)
    for coupon in coupons:
        amounts = _less(coupon, amounts)
    return [None if amount is None else _net(amount, body) for amount in amounts]


def _of_item(item: Body) -> int | None:
    """Return an item's amount before the discounts of its subscription."""
    price, quantity = item["price"], item.get("quantity")
    unit = price.get("unit_amount_decimal")
    unit = price.get("unit_amount") if unit is None else unit
    if unit is None or quantity is None or item.get("discounts"):
        return None
    match price.get("transform_quantity"):
        case {"divide_by": int(size), "round": rounding}:
            packs = Decimal(quantity) / size
            whole = ROUND_CEILING if rounding == "up" else ROUND_FLOOR
            return _rounded(Decimal(str(unit)) * packs.quantize(Decimal(1), whole))
        case _:
            return _rounded(Decimal(str(unit)) * quantity)


def _coupons(body: Body, items: Sequence[Body]) -> list[Body] | None:
    """Return the coupons that also apply to the next invoice; None: unknown."""
    renews = max(item["current_period_end"] for item in items)
    found: list[Body] = []
    for discount in body.get("discounts") or ():
        match discount:
            case {"source": {"coupon": {**coupon}}} if takes_off(coupon):
                end = discount.get("end")
                if coupon.get("duration") != "once" and (end is None or end > renews):
                    found.append(coupon)
            case _:
                return None
    return found


def takes_off(coupon: Body) -> bool:
    """Return whether a coupon shows what it takes off: a share or an amount."""
    return coupon.get("percent_off") is not None or coupon.get("amount_off") is not None


def _less(coupon: Body, amounts: Sequence[int | None]) -> list[int | None]:
    """Return amounts after a coupon; a fixed amount is shared in proportion."""
    if coupon.get("amount_off") is None:
        part = Decimal(str(coupon["percent_off"])) / 100
        return [None if each is None else each - _rounded(each * part) for each in amounts]
    total = sum(amount for amount in amounts if amount is not None)
    off, result = min(coupon["amount_off"], total), list[int | None]()
    shared = so_far = 0
    for amount in amounts:
        if amount is None or not total:
            result.append(amount)
            continue
        so_far += amount
        share = off * so_far // total - shared
        shared += share
        result.append(amount - share)
    return result


def _net(amount: int, body: Body) -> int:
    """Return an amount without the tax that its price includes.

    The share of the tax is that of the latest invoice, because the subscription lacks it.
    """
    match body.get("latest_invoice"):
        case {"subtotal": int(gross), "subtotal_excluding_tax": int(net)} if gross > 0 and net > 0:
            return _rounded(Decimal(amount) * net / gross)
        case _:
            return amount


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
