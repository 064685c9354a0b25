"""What staff can type for a coupon, and what is refused."""

from typing import Any

import pytest

from bot.errors import UserError
from bot.payments.coupons.coupon_request import (
    CouponRequest,
    Discount,
    read_code,
    read_discount,
)


def asked(**options: Any) -> CouponRequest:  # noqa: ANN401 the fields of a request
    return CouponRequest(guild_id=10, actor_id=20, code="SPRING", **options)


@pytest.mark.parametrize(
    ("options", "discount"),
    [
        ({"percent": 20}, Discount(percent=20)),
        (
            {"percent": 50, "duration": "months", "months": 3},
            Discount(percent=50, months=3, duration="months"),
        ),
        (
            {"amount": "5.00", "currency": "EUR", "duration": "forever"},
            Discount(amount=500, currency="eur", duration="forever"),
        ),
        ({"amount": "500", "currency": "jpy"}, Discount(amount=500, currency="jpy")),
    ],
)
def test_a_discount_is_a_percentage_or_an_amount(
    options: dict[str, Any], discount: Discount
) -> None:
    assert read_discount(asked(**options)) == discount


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "coupon-percent-or-amount"),
        ({"percent": 20, "amount": "5.00", "currency": "EUR"}, "coupon-percent-or-amount"),
        ({"amount": "5.00"}, "coupon-currency"),
        ({"percent": 20, "duration": "months"}, "coupon-months"),
        ({"percent": 20, "months": 3}, "coupon-months"),
    ],
)
def test_what_contradicts_itself_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_discount(asked(**options))
    assert refusal.value.message == message


def test_a_code_is_letters_and_digits_in_capitals() -> None:
    assert read_code(" spring26 ") == "SPRING26"
    for wrong in ("", "AB", "SPRING-26", "a b c", "x" * 41, "优惠券", "A:B"):
        with pytest.raises(UserError):
            read_code(wrong)
