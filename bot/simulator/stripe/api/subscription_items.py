"""Changing what a subscription sells: another price or quantity, without proration.

A price of another interval begins a period of its own at once, as at Stripe.
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts.periods import current_end
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.objects.catalogue import plan
from bot.simulator.stripe.objects.subscription import item as new_item
from bot.simulator.stripe.store import Json


def change_items(account: Account, subscription: Json, wanted: list[Json]) -> bool:
    """Apply the `items` of an update; answers whether the interval is another one now.

    Raises:
        StripeError: An item or price doesn't exist, or nothing would be left.
    """
    before = _intervals(subscription)
    data: list[Json] = subscription["items"]["data"]
    for index, change in enumerate(wanted):
        at = f"items[{index}]"
        if "id" in change:
            _change(account, data, change, at)
        else:
            _add(account, subscription, change, at)
    if not data:
        raise StripeError("A subscription must have at least one active plan.", param="items")
    return _intervals(subscription) != before


def _intervals(subscription: Json) -> set[tuple[str, int]]:
    prices = [item["price"]["recurring"] for item in subscription["items"]["data"]]
    return {(each["interval"], each["interval_count"]) for each in prices}


def _change(account: Account, data: list[Json], change: Json, at: str) -> None:
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
        price = _recurring(account, change["price"], at)
        found |= {"price": price, "plan": plan(price)}
    found["quantity"] = change.get("quantity", found["quantity"])
    found["metadata"] |= change.get("metadata", {})


def _add(account: Account, subscription: Json, change: Json, at: str) -> None:
    if "price" not in change:
        raise missing(f"{at}[price]")
    price = _recurring(account, change["price"], at)
    made = new_item(account, subscription["id"], price, change.get("quantity", 1))
    made["current_period_end"] = current_end(subscription)
    subscription["items"]["data"].append(made)


def _recurring(account: Account, id_: str, at: str) -> Json:
    price = account.require("price", id_, param=f"{at}[price]")
    if not price["recurring"]:
        raise StripeError(
            "The price specified is set to `type=one_time` but this field only accepts prices "
            "with `type=recurring`.",
            param=f"{at}[price]",
        )
    return price
