"""Which checkout pages a member leaves for another purchase."""

from typing import Any

import pytest

from bot.payments.checkout_pages import Sale, is_alternative
from data.prices import Price
from tests.unit.payments.switching.test_rules import plan

MONTH = Price(1, 900, "eur", "month", "price_1")
YUAN = Price(2, 7000, "cny", "month", "price_2")
ONCE = Price(3, 30000, "eur", "once", "price_3")
PRO, TOP = 40, 41


@pytest.mark.parametrize(
    ("sold", "other", "left"),
    [
        ((1, PRO, MONTH), (1, PRO, YUAN), True),  # the same plan at another price
        ((1, PRO, MONTH), (2, PRO, ONCE), True),  # the same role
        ((1, PRO, MONTH), (2, TOP, MONTH), True),  # one is a switch of the other
        ((1, PRO, MONTH), (2, TOP, YUAN), False),  # which needs one currency
        ((1, PRO, MONTH), (2, TOP, ONCE), False),  # and two that renew
        ((1, PRO, ONCE), (2, TOP, ONCE), False),
    ],
)
def test_a_page_is_left_for_what_gives_the_same_or_would_be_a_switch(
    sold: Any,  # noqa: ANN401 a plan's number, its role and a price
    other: Any,  # noqa: ANN401 the same
    left: bool,  # noqa: FBT001 a parameter
) -> None:
    number, role, price = sold
    sale = Sale(1, 2, 2, plan(number, role, price), price)
    number, role, price = other
    assert is_alternative(sale, plan(number, role, price), price, {}) is left


def test_codes_of_several_plans_are_for_several_people() -> None:
    sale = Sale(1, 2, 2, plan(1, PRO, ONCE), ONCE, gift="code")
    assert is_alternative(sale, plan(1, PRO, ONCE), ONCE, {})
    assert not is_alternative(sale, plan(2, PRO, ONCE), ONCE, {})
