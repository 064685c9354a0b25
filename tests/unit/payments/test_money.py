# ruff: noqa: RUF001 other scripts are what is tested
import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.payments.money import (
    THREE_DECIMALS,
    TWO_DECIMALS,
    WHOLE_ONLY,
    ZERO_DECIMALS,
    check_smallest,
    decimals,
    format_amount,
    largest,
    parse_amount,
    parse_currency,
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
        ("0.120", "kwd", 120),
        ("5.12", "kwd", 5120),
        ("1,500", "jpy", 1500),
        ("1.500.000", "idr", 150_000_000),
        ("1,000.50", "usd", 100_050),
        ("1.000,50", "eur", 100_050),
        ("1 000,50", "eur", 100_050),
        ("1\u202f000", "eur", 100_000),
        ("1'000.50", "chf", 100_050),
        ("1’000", "chf", 100_000),
        (".50", "usd", 50),
        ("９．９０", "usd", 990),
        ("１２", "cny", 1200),
        ("٩٫٩٠", "sar", 990),
        ("€9.90", "eur", 990),
        ("9,90 €", "eur", 990),
        ("EUR 9.90", "eur", 990),
        ("9.90eur", "eur", 990),
        ("$12", "usd", 1200),
        ("$12", "cad", 1200),
        ("CA$12", "cad", 1200),
        ("¥1500", "jpy", 1500),
        ("￥68", "cny", 6800),
        ("68元", "cny", 6800),
        ("Rp 150.000,00", "idr", 15_000_000),
        ("500", "isk", 50_000),
        ("999999.99", "usd", 99_999_999),
    ],
)
def test_amounts_are_read_into_the_smallest_unit(text: str, currency: str, units: int) -> None:
    assert parse_amount(text, currency) == units


@pytest.mark.parametrize(
    ("text", "currency", "message"),
    [
        ("0", "eur", "payments-not-positive"),
        ("-1", "eur", "payments-not-positive"),
        ("-0.00", "eur", "payments-not-positive"),
        ("0.999", "eur", "payments-too-precise"),
        ("9.9999", "eur", "payments-too-precise"),
        ("10.00", "jpy", "payments-too-precise"),
        ("9.5", "jpy", "payments-too-precise"),
        ("9.5", "isk", "payments-too-precise"),
        ("0.234", "kwd", "payments-too-precise"),
        ("1000000", "usd", "payments-too-large"),
        ("1" + "0" * 400, "usd", "payments-too-large"),
        ("nine", "usd", "payments-not-a-number"),
        ("NaN", "usd", "payments-not-a-number"),
        ("Infinity", "usd", "payments-not-a-number"),
        ("1500.0", "jpy", "payments-too-precise"),
        ("9.900.00", "usd", "payments-not-a-number"),
        ("1,00,000", "inr", "payments-not-a-number"),
        ("1e3", "usd", "payments-not-a-number"),
        ("1_0", "usd", "payments-not-a-number"),
        ("一百", "cny", "payments-not-a-number"),
        ("€9.90", "usd", "payments-not-a-number"),
        ("9.90 - 12", "usd", "payments-not-a-number"),
        ("9.", "usd", "payments-not-a-number"),
        ("1,000", "usd", "payments-two-readings"),
        ("1.500", "eur", "payments-two-readings"),
        ("１，０００", "cny", "payments-two-readings"),
        ("$1,000", "usd", "payments-two-readings"),
        ("-1,000", "usd", "payments-two-readings"),
        ("5.120", "kwd", "payments-two-readings"),
        ("", "usd", "payments-not-a-number"),
    ],
)
def test_amounts_that_make_no_price_are_refused_with_the_reason(
    text: str, currency: str, message: str
) -> None:
    with pytest.raises(UserError) as refusal:
        parse_amount(text, currency)
    assert refusal.value.message == message


@st.composite
def prices(draw: st.DrawFn) -> tuple[int, str]:
    currency = draw(st.sampled_from(CURRENCIES))
    units = draw(st.integers(1, largest(currency)))
    if currency in THREE_DECIMALS:
        units = max(units // 10 * 10, 10)
    if currency in WHOLE_ONLY:
        units = max(units // 100 * 100, 100)
    return units, currency


@given(prices())
def test_every_price_that_can_be_written_is_read_back_exactly(price: tuple[int, str]) -> None:
    units, currency = price
    places = 0 if currency in WHOLE_ONLY else min(decimals(currency), 2)
    written = f"{Decimal(units).scaleb(-decimals(currency)):.{places}f}"
    assert parse_amount(written, currency) == units


@given(
    price=prices(),
    style=st.sampled_from((",.", ".,", " ,", "\u202f,", "'.", "’.", "_.")),
    digits=st.sampled_from(("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")),
    beside=st.sampled_from(("{}", "{} EUR", "{currency}{}", "{} {currency}", " {} ")),
    cut=st.booleans(),
)
def test_a_price_in_anybody_s_way_of_writing_is_read_right_or_asked_back(
    price: tuple[int, str], style: str, digits: str, beside: str, *, cut: bool
) -> None:
    """Never another amount: that would be on sale."""
    units, currency = price
    value = Decimal(units).scaleb(-decimals(currency))
    places = 0 if currency in WHOLE_ONLY else min(decimals(currency), 2)
    if cut and value == int(value):
        places = 0
    thousands, point = style
    text = f"{value:,.{places}f}".translate(str.maketrans(",.", thousands + point))
    text = text.translate(str.maketrans("0123456789", digits))
    text = beside.format(text, currency=currency.upper())
    with contextlib.suppress(UserError):
        assert parse_amount(text, currency) == units


@given(text=st.text(max_size=30), currency=st.sampled_from(CURRENCIES))
def test_whatever_is_typed_gives_a_price_or_a_refusal(text: str, currency: str) -> None:
    try:
        units = parse_amount(text, currency)
    except UserError:
        return
    assert 0 < units <= largest(currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1500000", "idr"), ("9999999999.99", "idr"), ("99999999.99", "cop"), ("9999999", "inr")],
)
def test_currencies_of_small_units_have_room(text: str, currency: str) -> None:
    assert Decimal(parse_amount(text, currency)).scaleb(-2) == Decimal(text)


def test_an_amount_of_two_readings_is_asked_back_with_both() -> None:
    with pytest.raises(UserError) as refusal:
        parse_amount(" 1,000 ", "usd")
    assert refusal.value.arguments == {"amount": "1,000", "whole": "1000", "small": "1.00"}


@pytest.mark.parametrize(
    ("amount", "currency"), [(49, "usd"), (29, "gbp"), (49, "jpy"), (399, "hkd"), (17_499, "huf")]
)
def test_less_than_stripe_charges_is_refused(amount: int, currency: str) -> None:
    check_smallest(amount + 1, currency)
    with pytest.raises(UserError) as refusal:
        check_smallest(amount, currency)
    assert refusal.value.message == "payments-too-small"


def test_currencies_are_known_in_any_case_and_others_refused() -> None:
    assert parse_currency(" Eur ") == "eur"
    with pytest.raises(UserError) as refusal:
        parse_currency("btc")
    assert refusal.value.message == "payments-unknown-currency"
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
    assert format_amount(amount, currency, language).replace("\xa0", "") == text
