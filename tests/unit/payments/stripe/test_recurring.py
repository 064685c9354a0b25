"""What subscriptions renew for: after lasting discounts, without tax."""

from typing import Any

import pytest

from bot.payments.stripe.objects.recurring import recurring_amounts

END = 1000  # of the period


def subscription(*amounts: int, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 Stripe's own types
    items = [
        {"price": {"unit_amount": amount}, "quantity": 1, "current_period_end": END}
        for amount in amounts
    ]
    return {"items": {"data": items}, **changes}


def discount(duration: str, *, end: int | None = None, **off: int | None) -> dict[str, Any]:
    coupon = {"percent_off": None, "amount_off": None, "duration": duration} | off
    return {"end": end, "source": {"coupon": coupon}}


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        (discount("forever", percent_off=50), 499),  # what is taken off is rounded half up
        (discount("forever", percent_off=33), 669),
        (discount("forever", amount_off=2000), 0),
        (discount("repeating", percent_off=50, end=END + 1), 499),
        (discount("repeating", percent_off=50, end=END), 999),
        (discount("once", percent_off=50), 999),
        ("di_not_fetched", None),
    ],
)
def test_discounts_count_if_they_last(given: object, amount: int | None) -> None:
    assert recurring_amounts(subscription(999, discounts=[given])) == [amount]


def test_a_fixed_discount_is_shared_by_the_items_to_the_cent() -> None:
    found = recurring_amounts(
        subscription(100, 100, 100, discounts=[discount("forever", amount_off=100)])
    )
    assert sum(amount or 0 for amount in found) == 200


def test_included_tax_is_left_out_in_the_share_of_the_latest_invoice() -> None:
    invoice = {"subtotal": 1190, "subtotal_excluding_tax": 1000}
    assert recurring_amounts(subscription(2380, latest_invoice=invoice)) == [2000]


@pytest.mark.parametrize(("rounding", "amount"), [("up", 300), ("down", 200)])
def test_packages_are_counted_whole(rounding: str, amount: int) -> None:
    body = subscription(100)
    item = body["items"]["data"][0]
    item["quantity"] = 25
    item["price"]["transform_quantity"] = {"divide_by": 10, "round": rounding}
    assert recurring_amounts(body) == [amount]


@pytest.mark.parametrize("change", [{"quantity": None}, {"discounts": ["di_1"]}])
def test_usage_and_discounts_of_items_are_unknown(change: dict[str, object]) -> None:
    body = subscription(100)
    body["items"]["data"][0] |= change
    assert recurring_amounts(body) == [None]
