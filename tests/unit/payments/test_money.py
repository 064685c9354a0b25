from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.payments.money import (
    LARGEST,
    THREE_DECIMALS,
    TWO_DECIMALS,
    WHOLE_ONLY,
    ZERO_DECIMALS,
    decimals,
    read_amount,
    read_currency,
    write_amount,
)

CURRENCIES = sorted(ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS)


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [
        ("9", "eur", 900),
        ("9.90", "eur", 990),
        ("9,90", "eur", 990),
        (" 0.01 ", "usd", 1),
        ("1500", "jpy", 1500),
        ("1500.0", "jpy", 1500),
        ("5.120", "kwd", 5120),
        ("500", "isk", 50_000),
        ("999999.99", "usd", 99_999_999),
    ],
)
def test_amounts_are_read_into_the_smallest_unit(text: str, currency: str, units: int) -> None:
    assert read_amount(text, currency) == units


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("0", "eur", "money-not-positive"),
        ("-1", "eur", "money-not-positive"),
        ("-0.00", "eur", "money-not-positive"),
        ("9.999", "eur", "money-too-precise"),
        ("9.5", "jpy", "money-too-precise"),
        ("9.5", "isk", "money-too-precise"),
        ("1.234", "kwd", "money-too-precise"),
        ("1000000", "usd", "money-too-large"),
        ("1e400", "usd", "money-too-large"),
        ("nine", "usd", "money-not-a-number"),
        ("NaN", "usd", "money-not-a-number"),
        ("Infinity", "usd", "money-not-a-number"),
        ("1.000,50", "usd", "money-not-a-number"),
        ("", "usd", "money-not-a-number"),
    ],
)
def test_amounts_that_make_no_price_are_refused_with_the_reason(
    text: str, currency: str, message: str
) -> None:
    with pytest.raises(UserError) as refusal:
        read_amount(text, currency)
    assert refusal.value.message == message


@given(currency=st.sampled_from(CURRENCIES), units=st.integers(1, LARGEST))
def test_every_price_that_can_be_written_is_read_back_exactly(currency: str, units: int) -> None:
    if currency in THREE_DECIMALS:
        units = max(units // 10 * 10, 10)
    if currency in WHOLE_ONLY:
        units = max(units // 100 * 100, 100)
    written = str(Decimal(units).scaleb(-decimals(currency)))
    assert read_amount(written, currency) == units


@given(text=st.text(max_size=30), currency=st.sampled_from(CURRENCIES))
def test_whatever_is_typed_gives_a_price_or_a_refusal(text: str, currency: str) -> None:
    try:
        units = read_amount(text, currency)
    except UserError:
        return
    assert 0 < units <= LARGEST


def test_currencies_are_known_in_any_case_and_others_refused() -> None:
    assert read_currency(" Eur ") == "eur"
    with pytest.raises(UserError) as refusal:
        read_currency("btc")
    assert refusal.value.message == "money-unknown-currency"
    assert refusal.value.arguments == {"currency": "btc"}


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (990, "eur", "en", "€9.90"),
        (900, "usd", "en", "$9.00"),
        (1500, "jpy", "en", "¥1,500"),
        (6800, "cny", "zh-CN", "¥68.00"),
        (5120, "kwd", "en", "KWD5.120"),
    ],
)
def test_amounts_are_written_as_readers_expect(
    amount: int, currency: str, language: str, text: str
) -> None:
    assert write_amount(amount, currency, language).replace("\xa0", "") == text
