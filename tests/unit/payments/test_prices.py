"""Which of a plan's prices is meant, and in which order a reader sees them."""

from datetime import UTC, datetime

import pytest

from bot.errors import UserError
from bot.payments.prices import in_order_for, price_of, wallets
from data.plans import Plan, Terms
from data.prices import Price

MONTH = Price(1, 900, "eur", "month", "price_1")
YUAN = Price(2, 6800, "cny", "month", "price_2")
DOLLARS = Price(3, 1000, "usd", "month", "price_3")
PASS = Price(4, 500, "cny", "once", "price_4", days=30)
PLAN = Plan(
    *(1, 1, "Pro", "", 40, 0, Terms(), "prod", "active", datetime(2026, 1, 1, tzinfo=UTC)),
    (MONTH, YUAN, DOLLARS, PASS),
)


def test_readers_of_chinese_see_their_currencies_first_others_the_owner_s_order() -> None:
    assert in_order_for("zh-CN", PLAN.prices) == [YUAN, PASS, DOLLARS, MONTH]
    assert in_order_for("en", PLAN.prices) == list(PLAN.prices)


def test_a_price_of_another_plan_is_refused() -> None:
    assert price_of(PLAN, None) == MONTH
    assert price_of(PLAN, 4) == PASS
    with pytest.raises(UserError, match="payments-price-gone"):
        price_of(PLAN, 5)


def test_wallets_pay_only_what_does_not_renew() -> None:
    assert wallets(PASS)
    assert not wallets(YUAN)
    assert not wallets(Price(5, 500, "krw", "once", "price_5"))
