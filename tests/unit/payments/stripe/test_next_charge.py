"""Test that the next charge is computed where a subscription shows it, else left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.stripe.objects.next_charge import cardless, next_charge

END = 1_800_000_000


def item(amount: int | None = 900, quantity: int | None = 1, **more: Any) -> dict[str, Any]:  # noqa: ANN401 Stripe's own fields
    price = {"unit_amount": amount}
    return {"price": price, "quantity": quantity, "current_period_end": END} | more


def body(*items: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 Stripe's own fields
    return {"status": "active", "items": {"data": list(items) or [item()]}} | more


def discount(end: int | None = None, **coupon: float | None) -> dict[str, Any]:
    whole = {"percent_off": None, "amount_off": None} | coupon
    return {"end": end, "source": {"coupon": whole}}


def test_seats_and_items_add_up() -> None:
    assert next_charge(body(item(900, 3), item(500))) == 3200


@pytest.mark.parametrize(
    ("given_off", "left"),
    [
        ([discount(percent_off=50)], 450),
        ([discount(percent_off=100)], 0),
        ([discount(percent_off=33.33)], 600),
        ([discount(amount_off=250)], 650),
        ([discount(amount_off=5000)], 0),
        ([discount(percent_off=50), discount(amount_off=50)], 400),
        ([discount(percent_off=50, end=END)], 900),
        ([discount(percent_off=50, end=END + 1)], 450),
    ],
)
def test_coupons_count_for_as_long_as_they_last(given_off: list[dict[str, Any]], left: int) -> None:
    assert next_charge(body(discounts=given_off)) == left


@given(amount=st.integers(1, 10**8), percent=st.floats(0.01, 100), seats=st.integers(1, 500))
def test_a_discount_never_adds_nor_goes_below_nothing(
    amount: int, percent: float, seats: int
) -> None:
    asked = next_charge(body(item(amount, seats), discounts=[discount(percent_off=percent)]))
    assert asked is not None
    assert 0 <= asked <= amount * seats


@pytest.mark.parametrize(("balance", "asked"), [(-400, 500), (-2000, 0), (150, 1050)])
def test_credit_is_used_up_first_and_debt_is_added(balance: int, asked: int) -> None:
    assert next_charge(body(customer={"id": "cus_1", "balance": balance})) == asked


def test_what_is_too_little_to_be_charged_is_not_announced_as_a_charge() -> None:
    off = [discount(percent_off=96)]
    assert next_charge(body(discounts=off, currency="eur")) == 0
    assert next_charge(body(discounts=[discount(percent_off=90)], currency="eur")) == 90


@pytest.mark.parametrize(
    "unsure",
    [
        body(schedule="sub_sched_1"),
        body(automatic_tax={"enabled": True}),
        body(default_tax_rates=[{"id": "txr_1"}]),
        body(item(tax_rates=[{"id": "txr_1"}])),
        body(item(None)),
        body(item(900, None)),
        body(item(), item(9000, current_period_end=END + 1)),
        body(item(discounts=["di_1"])),
        body(discounts=["di_1"]),
        body(discounts=[{"end": None, "source": {"coupon": "half"}}]),
        body(item(), item(), discounts=[discount(percent_off=50)]),
    ],
)
def test_what_it_does_not_say_for_certain_is_not_guessed(unsure: dict[str, Any]) -> None:
    assert next_charge(unsure) is None


CANCELS = {"end_behavior": {"missing_payment_method": "cancel"}}
NO_CARD = {"invoice_settings": {"default_payment_method": None}, "default_source": None}


@pytest.mark.parametrize(
    ("trial", "ends"),
    [
        ({"trial_settings": CANCELS, "customer": NO_CARD}, True),
        ({"trial_settings": CANCELS, "customer": {"id": "cus_1", "deleted": True}}, True),
        ({"trial_settings": CANCELS, "customer": "cus_1"}, None),
        ({"trial_settings": CANCELS, "customer": NO_CARD, "default_payment_method": "pm"}, False),
        ({"trial_settings": CANCELS, "customer": NO_CARD | {"default_source": "card"}}, False),
        (
            {
                "trial_settings": CANCELS,
                "customer": {"invoice_settings": {"default_payment_method": "pm"}},
            },
            False,
        ),
        ({"customer": NO_CARD}, False),
        ({"status": "active", "trial_settings": CANCELS, "customer": NO_CARD}, None),
    ],
)
def test_the_card_that_is_there_decides_what_a_trial_becomes(
    *, trial: dict[str, Any], ends: bool | None
) -> None:
    assert cardless(body(status="trialing") | trial) is ends
