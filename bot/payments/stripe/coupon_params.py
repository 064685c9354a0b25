"""What Stripe is asked for when a coupon is made. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CouponParams:
    """What a coupon takes off, for which products, and how often its code can be used.

    `percent`, or `amount` in the smallest unit of `currency`; `duration` as Stripe calls it.
    """

    code: str
    percent: float | None
    amount: int | None
    currency: str | None
    duration: str
    months: int | None
    products: tuple[str, ...]
    limit: int | None
    expires: datetime | None
    metadata: dict[str, str]


def coupon_params(wanted: CouponParams) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parameters of a coupon and of its promotion code."""
    coupon: dict[str, Any] = {
        "name": wanted.code,
        "duration": wanted.duration,
        "applies_to": {"products": list(wanted.products)},
        "metadata": wanted.metadata,
    }
    if wanted.months is not None:
        coupon["duration_in_months"] = wanted.months
    if wanted.amount is None:
        coupon["percent_off"] = wanted.percent
    else:
        coupon |= {"amount_off": wanted.amount, "currency": wanted.currency}
    code: dict[str, Any] = {"code": wanted.code, "metadata": wanted.metadata}
    if wanted.limit is not None:
        code["max_redemptions"] = wanted.limit
    if wanted.expires is not None:
        code["expires_at"] = int(wanted.expires.timestamp())
    return coupon, code
