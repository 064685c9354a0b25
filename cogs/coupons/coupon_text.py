"""Writes coupons, for members and staff alike."""

import discord

from bot.i18n import Translator
from bot.payments.coupons.coupon_request import Discount
from bot.payments.coupons.service import Coupon
from bot.payments.money import format_amount


def discount_text(translate: Translator, discount: Discount) -> str:
    """Return what a coupon takes off, such as `20% off the first payment`."""
    if discount.amount is not None and discount.currency is not None:
        off = format_amount(discount.amount, discount.currency, translate.language)
    else:
        off = f"{discount.percent:g}%"
    return translate(f"coupon-off-{discount.duration}", off=off, months=discount.months or 0)


def coupon_line(translate: Translator, coupon: Coupon) -> str:
    """Return a coupon's discount, its use, and its end if it has one."""
    discount = discount_text(translate, coupon.discount)
    if coupon.limit is None:
        line = translate("coupon-line", discount=discount, used=coupon.used)
    else:
        line = translate(
            "coupon-line-limit", discount=discount, used=coupon.used, limit=coupon.limit
        )
    if coupon.expires is None:
        return line
    until = discord.utils.format_dt(coupon.expires, "D")
    return f"{line} · {translate('coupon-until', until=until)}"
