"""Changes what a subscription sells: price or quantity, more items or fewer.

A single item that gets a price of another interval begins its own period immediately, as at
Stripe. Several items may have different intervals (mixed intervals, in flexible billing mode);
it is unknown what Stripe does when one of several changes its interval: here it joins the
others' calendar.
"""

from collections.abc import Collection

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.catalogue import check_sellable
from bot.simulator.stripe.api.session_checks import check_tax_behavior
from bot.simulator.stripe.behaviour import periods
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.objects.catalogue import plan
from bot.simulator.stripe.objects.subscription import item as new_item
from bot.simulator.stripe.store import Json

MAX_ITEMS = 20  # items of a subscription


def change_items(account: Account, subscription: Json, wanted: list[Json]) -> bool:
    """Apply the `items` of an update; return whether a new period begins with it.

    Raises:
        StripeError: An item or price doesn't exist or doesn't fit, or no item would be left.
    """
    data: list[Json] = subscription["items"]["data"]
    before = {item["id"]: periods.interval_of(item) for item in data}
    for index, change in enumerate(wanted):
        at = f"items[{index}]"
        if "id" in change:
            _change(account, subscription, change, at)
        else:
            _add(account, subscription, change, at)
    _check(data)
    if subscription["automatic_tax"]["enabled"]:
        for item in data:
            check_tax_behavior(account, item["price"]["id"])
    moved = [
        item for item in data if before.get(item["id"]) not in (None, periods.interval_of(item))
    ]
    if len(data) == 1:
        return bool(moved)
    for item in moved:
        periods.join(subscription, item, account.clock.stamp())
    return False


def read_prices(
    account: Account, wanted: list[Json], held: Collection[str] = ()
) -> list[tuple[Json, int]]:
    """Return the prices and quantities of a new subscription, or of a phase.

    Those that are `held` may be archived.

    Raises:
        StripeError: There is none, or one can't be sold so.
    """
    found: list[tuple[Json, int]] = []
    for index, each in enumerate(wanted):
        if "price" not in each:
            raise missing(f"items[{index}][price]")
        if each["price"] in held:
            price = account.require("price", each["price"])
        else:
            price = _recurring(account, each["price"], f"items[{index}]")
        found.append((price, each.get("quantity", 1)))
    if not found:
        raise missing("items")
    if len({price["currency"] for price, _ in found}) > 1:
        raise StripeError("All prices on a subscription must use the same currency.")
    return found


def _check(data: list[Json]) -> None:
    if not data:
        raise StripeError("A subscription must have at least one active plan.", param="items")
    if len(data) > MAX_ITEMS:
        raise StripeError(f"A subscription can have at most {MAX_ITEMS} items.", param="items")
    prices = [item["price"]["id"] for item in data]
    if twice := next((each for each in prices if prices.count(each) > 1), None):
        raise StripeError(
            f"Cannot add multiple subscription items with the same plan: {twice}", param="items"
        )


def _change(account: Account, subscription: Json, change: Json, at: str) -> None:
    data: list[Json] = subscription["items"]["data"]
    found = next((item for item in data if item["id"] == change["id"]), None)
    if found is None:
        raise StripeError(
            f"No such subscription item: '{change['id']}'",
            code="resource_missing",
            param=f"{at}[id]",
        )
    if change.get("deleted"):
        data.remove(found)
        return
    if "price" in change:
        price = _priced(account, subscription, change["price"], at)
        found |= {"price": price, "plan": plan(price)}
    found["quantity"] = change.get("quantity", found["quantity"])
    found["metadata"] |= change.get("metadata", {})


def _add(account: Account, subscription: Json, change: Json, at: str) -> None:
    if "price" not in change:
        raise missing(f"{at}[price]")
    price = _priced(account, subscription, change["price"], at)
    made = new_item(account, subscription["id"], price, change.get("quantity", 1))
    made["metadata"] = change.get("metadata", {})
    periods.join(subscription, made, account.clock.stamp())
    subscription["items"]["data"].append(made)


def _recurring(account: Account, id_: str, at: str) -> Json:
    price = account.require("price", id_, param=f"{at}[price]")
    check_sellable(account, price, f"{at}[price]")
    if not price["recurring"]:
        raise StripeError(
            "The price specified is set to `type=one_time` but this field only accepts prices "
            "with `type=recurring`.",
            param=f"{at}[price]",
        )
    return price


def _priced(account: Account, subscription: Json, id_: str, at: str) -> Json:
    price = _recurring(account, id_, at)
    if price["currency"] != subscription["currency"]:
        raise StripeError(
            f"The price specified supports currencies of `{price['currency']}`. This doesn't match "
            f"the expected currency: `{subscription['currency']}`.",
            param=f"{at}[price]",
        )
    return price
