"""Currencies, their smallest and largest charge, and amounts in words.

The limits are those of Stripe's page on currencies. A currency without a smallest charge there
needs an amount worth about half a dollar on the day; the simulator knows a few of these, roughly.
Amounts have at most eight digits, more only in currencies of small units that are certain.
"""

from bot.simulator.stripe.errors import StripeError

CURRENCIES = frozenset(
    """aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn
    bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf
    gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp
    lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab
    pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs
    tnd top try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw""".split()
)
ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())
MAX_AMOUNT = 999_999_999_999  # in any currency
_MAX_AMOUNTS = {"idr": MAX_AMOUNT, "cop": 9_999_999_999}
_MIN_AMOUNTS = {
    "aed": 200,
    "bgn": 100,
    "cny": 400,
    "cop": 200_000,
    "czk": 1500,
    "dkk": 250,
    "gbp": 30,
    "hkd": 400,
    "huf": 17_500,
    "idr": 800_000,
    "krw": 700,
    "mxn": 1000,
    "myr": 200,
    "nok": 300,
    "pln": 200,
    "ron": 200,
    "sek": 300,
    "thb": 1000,
    "twd": 1600,
    "vnd": 12_000,
}
_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cny": "CN¥"}


def known_currency(code: str, param: str = "currency") -> str:
    """Return the code in lower case.

    Raises:
        StripeError: Stripe doesn't know the currency.
    """
    currency = code.lower()
    if currency not in CURRENCIES:
        listing = ", ".join(sorted(CURRENCIES))
        raise StripeError(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: {listing}",
            param=param,
        )
    return currency


def smallest_charge(currency: str) -> int:
    """Return the smallest amount that can be charged, in the currency's smallest unit."""
    return _MIN_AMOUNTS.get(currency, 50)


def check_largest(amount: int, currency: str, param: str = "unit_amount") -> None:
    """Refuse an amount with too many digits.

    Raises:
        StripeError: It is more than can be charged in the currency.
    """
    most = _MAX_AMOUNTS.get(currency, 99_999_999)
    if amount > most:
        raise StripeError(
            f"Amount must be no more than {written(most, currency)} {currency}",
            code="amount_too_large",
            param=param,
        )


def written(amount: int, currency: str) -> str:
    """Format an amount of the smallest unit, such as "$12.50"."""
    decimals = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    number = f"{amount / 10**decimals:,.{decimals}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{number} {currency.upper()}"
