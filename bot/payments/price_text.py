"""Words for what a plan costs, the same in Discord and on web pages. Pure."""

from bot.i18n import Translator
from bot.payments.money import format_amount
from bot.payments.prices import wallets
from data.prices import Price


def price_text(translate: Translator, price: Price, seats: int = 1) -> str:
    """Return a price for this many seats, such as `€9.90 a month`."""
    amount = format_amount(price.amount * seats, price.currency, translate.language)
    if price.days is not None:
        return translate("payments-price-pass", amount=amount, days=price.days)
    if price.interval_count > 1:
        return translate(
            f"payments-price-{price.interval}s", amount=amount, count=price.interval_count
        )
    return translate(f"payments-price-{price.interval}", amount=amount)


def price_line(translate: Translator, price: Price, seats: int = 1) -> str:
    """Return a price, whether it renews, and how it can be paid."""
    how = "renews" if price.renews else "once-wallets" if wallets(price) else "once"
    return translate(f"payments-how-{how}", price=price_text(translate, price, seats))
