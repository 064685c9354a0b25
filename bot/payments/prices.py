"""Chooses among a plan's prices. Pure."""

from collections.abc import Iterable

from bot.errors import UserError
from data.plans import Plan
from data.prices import Price

# The currencies in which Stripe's checkout page offers both Alipay and WeChat Pay, for what is
# paid once (docs.stripe.com/payments/alipay and /wechat-pay).
WALLET_CURRENCIES = frozenset(("aud", "cad", "cny", "eur", "gbp", "hkd", "jpy", "sgd", "usd"))
# The currencies that readers of a language are shown first.
PREFERRED = {"zh-CN": ("cny", "hkd", "usd")}


def price_of(plan: Plan, price: int | None) -> Price:
    """Return one of a plan's current prices by its id, the first by default.

    Raises:
        UserError: It is not one of them, or no more.
    """
    if price is None:
        return plan.price
    for each in plan.prices:
        if each.id == price:
            return each
    raise UserError("payments-price-gone", plan=plan.name)


def in_order_for(language: str, prices: Iterable[Price]) -> list[Price]:
    """Return prices in the owner's order, the currencies of a language first."""
    first = PREFERRED.get(language, ())

    def place(price: Price) -> int:
        return first.index(price.currency) if price.currency in first else len(first)

    return sorted(prices, key=place)


def wallets(price: Price) -> bool:
    """Return whether Alipay and WeChat Pay can pay a price: they can't renew."""
    return not price.renews and price.currency in WALLET_CURRENCIES
