"""Amounts of money: integers of the smallest unit, read from and written for people."""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol

from bot.errors import UserError
from bot.payments.number_input import InvalidNumberError, ParsedNumber, parse_number

# The currencies Stripe settles, by how many decimals its API counts in. The lists are Stripe's
# (docs: "Supported currencies"), not ISO 4217's: ISK and UGX lost their decimals at ISO, but
# Stripe goes on counting them in hundredths.
ZERO_DECIMALS = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMALS = frozenset("bhd jod kwd omr tnd".split())
TWO_DECIMALS = frozenset(
    """aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad
    cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg
    huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr
    mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek
    sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx usd uyu uzs wst xcd yer zar
    zmw""".split()
)
WHOLE_ONLY = frozenset(("isk", "ugx"))  # counted in hundredths, sold in whole units
# The most that Stripe takes by every way of paying, and the least that it charges, both as its page
# of currencies says; single cards may take up to twelve digits.
LARGEST = 99_999_999
_LARGEST = {"idr": 999_999_999_999, "cop": 9_999_999_999, "inr": 999_999_999}
_SMALLEST = {
    **dict.fromkeys(
        "ars aud brl cad chf cop eur idr ils inr jpy krw nzd php rub sgd usd zar".split(), 50
    ),
    **dict.fromkeys("aed myr pln ron".split(), 200),
    **dict.fromkeys("nok sek".split(), 300),
    **dict.fromkeys("mxn thb".split(), 1000),
    "bgn": 100,
    "czk": 1500,
    "dkk": 250,
    "gbp": 30,
    "hkd": 400,
    "huf": 17_500,
}
_USUAL = "eur usd gbp chf cny hkd jpy cad aud sgd".split()
# What people write beside an amount; of several currencies where they share it.
_SIGNS = {
    "$": frozenset(
        "ars aud bbd bmd bnd bsd bzd cad clp cop cve dop fjd gyd hkd jmd kyd lrd mop mxn "
        "nad nio nzd sbd sgd srd top ttd twd usd uyu wst xcd".split()
    ),
    "¥": frozenset(("jpy", "cny")),
    "円": frozenset(("jpy",)),
    "元": frozenset(("cny", "twd", "hkd")),
    "£": frozenset(("gbp", "egp", "fkp", "gip", "shp")),
    "kr": frozenset(("czk", "dkk", "isk", "nok", "sek")),
    "rp": frozenset(("idr",)),
}


def parse_currency(text: str) -> str:
    """Return a currency's ISO code in lower case, as Stripe writes it.

    Raises:
        UserError: when Stripe doesn't settle it.
    """
    code = text.strip().lower()
    if code not in ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS:
        raise UserError("payments-unknown-currency", currency=text.strip()[:20])
    return code


def suggest_currencies(typed: str, used: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return the currencies that `typed` may mean, each with its name: those `used` first."""
    query = typed.strip().casefold()
    names = cast("Mapping[str, str]", Locale.parse(language, sep="-").currencies)  # pyright: ignore[reportUnknownMemberType] untyped
    every = dict.fromkeys([*used, *_USUAL, *sorted(ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS)])
    named = [(code, names.get(code.upper(), code.upper())) for code in every]
    return [
        (code, name) for code, name in named if code.startswith(query) or query in name.casefold()
    ]


def decimals(currency: str) -> int:
    """Return how many decimals Stripe counts a currency in: 0, 2 or 3."""
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def largest(currency: str) -> int:
    """Return the most that a price may be, in the currency's smallest unit."""
    return _LARGEST.get(currency, LARGEST)


def parse_amount(text: str, currency: str) -> int:
    """Return an amount that a person wrote, such as `9.90`, in the currency's smallest unit.

    Raises:
        UserError: when it is no number or has two readings, is not above 0, too precise or larger
            than Stripe takes.
    """
    number = _number(text, currency)
    amount, places = number.value, _places(currency)
    if number.other is not None:
        readings = {"whole": f"{number.value}", "small": f"{number.other:.{places}f}"}
        raise UserError("payments-two-readings", amount=text.strip()[:20], **readings)
    if amount <= 0:
        raise UserError("payments-not-positive")
    if amount.scaleb(decimals(currency)) > largest(currency):
        raise UserError("payments-too-large", most=format_amount(largest(currency), currency, "en"))
    if number.decimals > places and not _is_fils(number, currency):
        raise UserError("payments-too-precise", currency=currency.upper(), decimals=places)
    return int(amount.scaleb(decimals(currency)))


def smallest(currency: str) -> int:
    """Return the least that Stripe charges; 1 where it names none."""
    return _SMALLEST.get(currency, 1)


def check_smallest(amount: int, currency: str) -> None:
    """Refuse a price below what Stripe charges: it would be on sale, and nobody could buy it.

    Where Stripe names no least amount, it has to be worth about half a dollar on the day.

    Raises:
        UserError: when it is too small.
    """
    least = smallest(currency)
    if amount < least:
        raise UserError("payments-too-small", least=format_amount(least, currency, "en"))


def _number(text: str, currency: str) -> ParsedNumber:
    """Read a number; the currency's own sign or code may stand beside it, once."""
    shown = text.strip()[:20]
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    for sign in sorted(_signs(currency), key=len, reverse=True):
        if bare.startswith(sign):
            bare = bare.removeprefix(sign).strip()
            break
        if bare.endswith(sign):
            bare = bare.removesuffix(sign).strip()
            break
    try:
        return parse_number(bare, whole=_places(currency) == 0)
    except InvalidNumberError:
        raise UserError("payments-not-a-number", amount=shown) from None


def _signs(currency: str) -> set[str]:
    """Return what may stand beside an amount of a currency, in lower case."""
    own = {get_currency_symbol(currency.upper(), locale) for locale in ("en", "zh_Hans_CN")}
    shared = {sign for sign, currencies in _SIGNS.items() if currency in currencies}
    return {unicodedata.normalize("NFKC", sign).casefold() for sign in own | shared | {currency}}


def _is_fils(number: ParsedNumber, currency: str) -> bool:
    """Tell whether three decimals are written as a currency of three has them, ending in 0."""
    tenths = number.value.scaleb(2) % 1 == 0
    return currency in THREE_DECIMALS and number.decimals == 3 and tenths  # noqa: PLR2004


def _places(currency: str) -> int:
    """Return how many decimals a price may have: Stripe wants 3-decimal amounts to end in 0."""
    return 0 if currency in WHOLE_ONLY else min(decimals(currency), 2)


def format_amount(amount: int, currency: str, language: str) -> str:
    """Return an amount as the language's readers write it, such as `€9.90`."""
    value = Decimal(amount).scaleb(-decimals(currency))
    locale = Locale.parse(language, sep="-")
    return format_currency(
        value, currency.upper(), locale=locale, decimal_quantization=True, currency_digits=True
    )
