"""The lines of a checkout session: prices on sale, in one currency and mode."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.catalogue import check_interval, check_sellable
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.money import check_largest, known_currency, smallest_charge, written
from bot.simulator.stripe.objects import catalogue
from bot.simulator.stripe.objects.session import line_item
from bot.simulator.stripe.store import Json


def read_lines(account: Account, params: Json) -> list[Json]:
    """Return the line items of a session to be created.

    Raises:
        StripeError: A price can't be sold, or not like this.
    """
    lines = [
        _line(account, given, f"line_items[{index}]")
        for index, given in enumerate(params["line_items"])
    ]
    prices = [line["price"] for line in lines]
    _check_currency(prices)
    _check_mode(prices, params["mode"])
    _check_amount(lines)
    return lines


def _line(account: Account, given: Json, at: str) -> Json:
    if "quantity" not in given:
        raise missing(f"{at}[quantity]")
    if "price" in given:
        price = account.require("price", given["price"], param=f"{at}[price]")
        product = check_sellable(account, price, f"{at}[price]")
    elif "price_data" in given:
        price, product = _inline(account, given["price_data"], f"{at}[price_data]")
    else:
        raise missing(f"{at}[price_data]")
    return line_item(price, product["name"], given["quantity"])


def _inline(account: Account, given: Json, at: str) -> tuple[Json, Json]:
    given = given | {"currency": known_currency(given["currency"], f"{at}[currency]")}
    if "unit_amount" not in given:
        raise missing(f"{at}[unit_amount]")
    check_interval(given.get("recurring"))
    if "product" in given:
        product = account.require("product", given["product"], param=f"{at}[product]")
    elif "product_data" in given:
        # A product created for one session is of no use to others, hence inactive.
        hidden = given["product_data"] | {"active": False}
        product = account.add(catalogue.product(account, hidden), "product.created")
    else:
        raise missing(f"{at}[product_data]")
    price = catalogue.price(account, given | {"active": False}, product_id=product["id"])
    return account.add(price, "price.created"), product


def _check_currency(prices: list[Json]) -> None:
    if len({price["currency"] for price in prices}) > 1:
        raise StripeError("All prices on a Checkout Session must use the same currency.")


def _check_mode(prices: list[Json], mode: str) -> None:
    recurring = [price["recurring"] for price in prices if price["recurring"]]
    if mode == "payment" and recurring:
        raise StripeError(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            param="line_items[0][price]",
        )
    if mode == "subscription" and not recurring:
        raise StripeError(
            "You must provide at least one recurring price in `subscription` mode when using "
            "prices.",
            param="line_items[0][price]",
        )
    if mode == "subscription" and len(recurring) < len(prices):
        raise StripeError("The simulator sells no one-time price beside a subscription.")
    if len({(each["interval"], each["interval_count"]) for each in recurring}) > 1:
        raise StripeError("All recurring prices must have the same interval.")


def _check_amount(lines: list[Json]) -> None:
    total = sum(line["amount_total"] for line in lines)
    currency: str = lines[0]["currency"]
    least = smallest_charge(currency)
    if 0 < total < least:
        raise StripeError(
            "The Checkout Session's total amount due must add up to at least "
            f"{written(least, currency)} {currency}",
            code="amount_too_small",
        )
    check_largest(total, currency, "line_items")
