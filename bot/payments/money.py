"""Amounts of money: integers of the smallest unit, read from and written for people."""

from decimal import Decimal, InvalidOperation

from babel import Locale
from babel.numbers import format_currency

from bot.errors import UserError

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
LARGEST = 99_999_999  # Stripe's limit: eight digits


def read_currency(text: str) -> str:
    """Return a currency's ISO code in lower case, as Stripe writes it.

    Raises:
        UserError: when Stripe doesn't settle it.
    """
    code = text.strip().lower()
    if code not in ZERO_DECIMALS | TWO_DECIMALS | THREE_DECIMALS:
        raise UserError("money-unknown-currency", currency=text.strip()[:20])
    return code


def decimals(currency: str) -> int:
    """Return how many decimals Stripe counts a currency in: 0, 2 or 3."""
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def read_amount(text: str, currency: str) -> int:
    """Return an amount that a person wrote, such as `9.90`, in the currency's smallest unit.

    Raises:
        UserError: when it is no number, not above 0, too precise or larger than Stripe takes.
    """
    try:
        amount = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise UserError("money-not-a-number", amount=text[:20]) from None
    if not amount.is_finite():
        raise UserError("money-not-a-number", amount=text[:20])
    if amount <= 0:
        raise UserError("money-not-positive")
    if amount > LARGEST or amount.scaleb(decimals(currency)) > LARGEST:
        raise UserError("money-too-large")
    places = _places(currency)
    if amount != round(amount, places):
        raise UserError("money-too-precise", currency=currency.upper(), decimals=places)
    return int(amount.scaleb(decimals(currency)))


def _places(currency: str) -> int:
    """Return how many decimals a price may have: Stripe wants 3-decimal amounts to end in 0."""
    return 0 if currency in WHOLE_ONLY else min(decimals(currency), 2)


def write_amount(amount: int, currency: str, language: str) -> str:
    """Return an amount as the language's readers write it, such as `€9.90`."""
    value = Decimal(amount).scaleb(-decimals(currency))
    locale = Locale.parse(language, sep="-")
    return format_currency(
        value, currency.upper(), locale=locale, decimal_quantization=True, currency_digits=True
    )
