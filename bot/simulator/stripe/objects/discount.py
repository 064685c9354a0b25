"""Coupons, the promotion codes for them, and discounts: coupons in use."""

import random
import string

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour.periods import period_end
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json

_READABLE = string.ascii_uppercase + string.digits


def coupon(account: Account, params: Json) -> Json:
    """Return a coupon from the parameters of its creation; its id may be chosen."""
    made = start(
        account,
        "",
        "coupon",
        amount_off=params.get("amount_off"),
        currency=params.get("currency"),
        duration=params.get("duration", "once"),
        duration_in_months=params.get("duration_in_months"),
        max_redemptions=params.get("max_redemptions"),
        metadata=params.get("metadata", {}),
        name=params.get("name"),
        percent_off=params.get("percent_off"),
        redeem_by=params.get("redeem_by"),
        times_redeemed=0,
        valid=True,
    )
    return made | {"id": params.get("id") or _readable()}


def promotion_code(account: Account, params: Json) -> Json:
    """Return a code from the parameters of its creation; its text may be chosen."""
    return start(
        account,
        "promo",
        "promotion_code",
        active=params.get("active", True),
        code=params.get("code") or _readable(),
        customer=params.get("customer"),
        customer_account=None,
        expires_at=params.get("expires_at"),
        max_redemptions=params.get("max_redemptions"),
        metadata=params.get("metadata", {}),
        promotion={"type": "coupon", "coupon": params["promotion"]["coupon"]},
        restrictions={
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        times_redeemed=0,
    )


def _readable() -> str:
    return "".join(random.choices(_READABLE, k=8))


def discount(account: Account, session_id: str | None, customer_id: str, given: Json) -> Json:
    """Return a discount: a coupon in use by a subscription.

    Args:
        account: The merchant.
        session_id: The checkout session where it was entered, if it was.
        customer_id: The customer who pays less.
        given: The ids of the `coupon` and of its `promotion_code`, if any.
    """
    now = account.clock.stamp()
    of = account.require("coupon", given["coupon"])
    months: int | None = of["duration_in_months"]
    every = {"interval": "month", "interval_count": months}
    return {
        "id": mint("di"),
        "object": "discount",
        "checkout_session": session_id,
        "customer": customer_id,
        "customer_account": None,
        "end": period_end(now, every) if months else None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": given["promotion_code"],
        "source": {"type": "coupon", "coupon": of["id"]},
        "start": now,
        "subscription": None,
        "subscription_item": None,
    }


def amount_off(of: Json, amount: int) -> int:
    """Return the amount a coupon takes off, in the currency's smallest unit."""
    if of["amount_off"] is not None:
        return min(of["amount_off"], amount)
    return round(amount * of["percent_off"] / 100)
