"""Parses and formats amounts of money, which are integers of the smallest unit."""

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol

from bot.errors import UserError
from bot.payments.number_input import InvalidNumberError, ParsedNumber, parse_number

# The currencies of Stripe, by the number of decimals in its API. The lists are Stripe's
# (docs: "Supported currencies"), not ISO 4217's: ISK and UGX have no decimals at ISO any more, but
# Stripe still counts them in hundredths.
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
# The largest amount that Stripe accepts with every payment method, and the smallest that it
# charges, both by its page of currencies; single cards may accept up to twelve digits.
MAX_AMOUNT = 99_999_999
_MAX_AMOUNTS = {"idr": 999_999_999_999, "cop": 9_999_999_999, "inr": 999_999_999}
_MIN_AMOUNTS = {
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
# The symbols that people write with an amount, each with all currencies that use it.
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
        UserError: If Stripe doesn't support it.
    """
    code = text.strip().lower()
    if code not in ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS:
        raise UserError("payments-unknown-currency", currency=text.strip()[:20])
    return code


def suggest_currencies(typed: str, used: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return codes and names of currencies that match `typed`, those `used` first."""
    query = typed.strip().casefold()
    names = cast("Mapping[str, str]", Locale.parse(language, sep="-").currencies)  # pyright: ignore[reportUnknownMemberType] untyped
    every = dict.fromkeys([*used, *_USUAL, *sorted(ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS)])
    named = [(code, names.get(code.upper(), code.upper())) for code in every]
    return [
        (code, name) for code, name in named if code.startswith(query) or query in name.casefold()
    ]


def decimals(currency: str) -> int:
    """Return the number of decimals of a currency at Stripe: 0, 2 or 3."""
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def largest(currency: str) -> int:
    """Return the largest price, in the currency's smallest unit."""
    return _MAX_AMOUNTS.get(currency, MAX_AMOUNT)


def parse_amount(text: str, currency: str) -> int:
    """Parse an amount such as `9.90`; return it in the currency's smallest unit.

    Raises:
        UserError: If it is no number or ambiguous, not above 0, too precise, or larger than Stripe
            accepts.
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
    """Return the smallest amount that Stripe charges; 1 if it names none."""
    return _MIN_AMOUNTS.get(currency, 1)


def check_smallest(amount: int, currency: str) -> None:
    """Refuse a price below Stripe's minimum, because nobody could buy the plan.

    If Stripe names no minimum, it is about half a dollar at the current rate.

    Raises:
        UserError: If it is too small.
    """
    least = smallest(currency)
    if amount < least:
        raise UserError("payments-too-small", least=format_amount(least, currency, "en"))


def _number(text: str, currency: str) -> ParsedNumber:
    """Parse a number, which may have the currency's symbol or code once."""
    shown = text.strip()[:20]
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    for character in sorted(_signs(currency), key=len, reverse=True):
        if bare.startswith(character):
            bare = bare.removeprefix(character).strip()
            break
        if bare.endswith(character):
            bare = bare.removesuffix(character).strip()
            break
    try:
        return parse_number(bare, whole=_places(currency) == 0)
    except InvalidNumberError:
        raise UserError("payments-not-a-number", amount=shown) from None


def _signs(currency: str) -> set[str]:
    """Return the symbols and the code of a currency, in lower case."""
    own = {get_currency_symbol(currency.upper(), locale) for locale in ("en", "zh_Hans_CN")}
    shared = {character for character, currencies in _SIGNS.items() if currency in currencies}
    return {
        unicodedata.normalize("NFKC", character).casefold()
        for character in own | shared | {currency}
    }


def _is_fils(number: ParsedNumber, currency: str) -> bool:
    """Return whether an amount has three decimals that end in 0, in such a currency."""
    tenths = number.value.scaleb(2) % 1 == 0
    return currency in THREE_DECIMALS and number.decimals == 3 and tenths  # noqa: PLR2004


def _places(currency: str) -> int:
    """Return how many decimals a price may have.

    At most two, because Stripe requires amounts of three decimals to end in 0.
    """
    return 0 if currency in WHOLE_ONLY else min(decimals(currency), 2)


def format_amount(amount: int, currency: str, language: str) -> str:
    """Return an amount formatted for a language, such as `€9.90`."""
    value = Decimal(amount).scaleb(-decimals(currency))
    locale = Locale.parse(language, sep="-")
    return format_currency(
        value, currency.upper(), locale=locale, decimal_quantization=True, currency_digits=True
    )
