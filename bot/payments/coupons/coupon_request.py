"""A coupon as staff typed it, and the checks of what they typed. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.errors import UserError
from bot.payments.money import parse_amount, parse_currency

MAX_CODE_LENGTH = 40
MAX_MONTHS = 36
MAX_DAYS = 1825  # five years, as far ahead as Stripe lets a code expire
CODE = re.compile(r"[A-Z0-9]{3,40}")
Duration = Literal["once", "months", "forever"]


@dataclass(frozen=True, slots=True)
class CouponRequest:
    """A coupon as an admin typed it.

    Attributes:
        guild_id: The server.
        actor_id: The admin.
        code: What members type.
        percent: The discount in percent; None: an amount.
        amount: The discount as an amount, as typed.
        currency: The amount's currency.
        duration: Which payments it applies to: the first, those of some months, or all.
        months: The number of months.
        limit: How many members can use it; None: any number.
        days: For how many days it can be used; None: until it is retired.
        plan: The name of the only plan that it is for; None: all that are on sale.
    """

    guild_id: int
    actor_id: int
    code: str
    percent: int | None = None
    amount: str | None = None
    currency: str | None = None
    duration: Duration = "once"
    months: int | None = None
    limit: int | None = None
    days: int | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off.

    Attributes:
        percent: Of the price.
        amount: In the smallest unit of `currency`, instead of a percentage.
        months: For how long, with the duration `months`.
        duration: From which payments.
    """

    percent: float | None = None
    amount: int | None = None
    currency: str | None = None
    months: int | None = None
    duration: Duration = "once"


def read_discount(request: CouponRequest) -> Discount:
    """Return the discount of a request.

    Raises:
        UserError: Values are missing, contradict each other, or are out of range.
    """
    if (request.percent is None) == (request.amount is None):
        raise UserError("coupon-percent-or-amount")
    if (request.duration == "months") != (request.months is not None):
        raise UserError("coupon-months")
    amount, currency = None, None
    if request.amount is not None:
        if request.currency is None:
            raise UserError("coupon-currency")
        currency = parse_currency(request.currency)
        amount = parse_amount(request.amount, currency)
    return Discount(request.percent, amount, currency, request.months, request.duration)


def read_code(text: str) -> str:
    """Return a code as Stripe keeps it: in capitals.

    Raises:
        UserError: It is too short or long, or has other characters than letters and digits.
    """
    code = text.strip().upper()
    if not CODE.fullmatch(code):
        raise UserError("coupon-code-invalid", code=text.strip()[:MAX_CODE_LENGTH])
    return code
