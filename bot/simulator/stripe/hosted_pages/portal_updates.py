"""What a customer may change in the billing portal, by its configuration.

Only a subscription of one item, whose product is listed, can be changed, and none that a schedule
manages. If an immediate payment fails, nothing changes; that Stripe's portal undoes such a change
is taken from its pages, not from its reference.
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api import schedules, subscriptions
from bot.simulator.stripe.api.routing import ApiCall
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.periods import interval_of
from bot.simulator.stripe.store import Json

_LENGTH = {"day": 1, "week": 7, "month": 30, "year": 365}  # days, to compare


def prices(account: Account, features: Json, subscription: Json) -> list[str]:
    """Return the prices that a subscription may be switched to."""
    update = features["subscription_update"]
    if "price" not in update["default_allowed_updates"] or not _listed(update, subscription):
        return []
    (item,) = subscription["items"]["data"]
    found: list[str] = []
    for id_ in (id_ for each in update["products"] for id_ in each["prices"]):
        price = account.store.get("price", id_)
        fits = price and price["active"] and price["currency"] == subscription["currency"]
        if fits and id_ != item["price"]["id"]:
            found.append(id_)
    return found


def quantities(features: Json, subscription: Json) -> range:
    """Return the quantities that may be chosen; none if that isn't offered."""
    update = features["subscription_update"]
    listed = _listed(update, subscription)
    if "quantity" not in update["default_allowed_updates"] or not listed:
        return range(0)
    adjustable = listed["adjustable_quantity"]
    if not adjustable["enabled"]:
        return range(0)
    return range(adjustable["minimum"], (adjustable["maximum"] or 999_999) + 1)


def _listed(update: Json, subscription: Json) -> Json | None:
    """Return the entry of a subscription's product, if anything of it may be changed."""
    data: list[Json] = subscription["items"]["data"]
    fit = len(data) == 1 and subscription["status"] in ("active", "trialing")
    if not update["enabled"] or not fit or subscription["schedule"]:
        return None
    sold: str = data[0]["price"]["product"]
    return next((each for each in update["products"] if each["product"] == sold), None)


def change(account: Account, features: Json, subscription: Json, wanted: Json, card: Card) -> None:
    """Change the price or quantity now, or at the period's end if so configured.

    Args:
        account: The merchant.
        features: The configuration's features.
        subscription: A subscription of one item.
        wanted: A `price` or a `quantity` that is offered.
        card: The result of charging the saved payment method now.

    Raises:
        StripeError: The payment failed, and nothing has changed.
    """
    update = features["subscription_update"]
    (item,) = subscription["items"]["data"]
    waits = subscription["status"] == "active" and _waits(account, update, item, wanted)
    if waits:
        _schedule(account, subscription, item, wanted)
        return
    private = account.private.setdefault(subscription["id"], {})
    kept: Card = private.get("card", Card.SUCCESS)
    params: Json = {
        "items": [{"id": item["id"]} | wanted],
        "payment_behavior": "error_if_incomplete",
        "proration_behavior": update["proration_behavior"],
    }
    if subscription["status"] == "trialing" and update["trial_update_behavior"] == "end_trial":
        params["trial_end"] = "now"
    elif update["billing_cycle_anchor"] == "now":
        params["billing_cycle_anchor"] = {"type": "now"}
    private["card"] = card
    try:
        subscriptions.update(account, ApiCall("/v1/subscriptions", params, subscription["id"]))
    finally:
        private["card"] = kept


def _waits(account: Account, update: Json, item: Json, wanted: Json) -> bool:
    new = item | {"quantity": wanted.get("quantity", item["quantity"])}
    if "price" in wanted:
        new["price"] = account.require("price", wanted["price"])
    conditions = {each["type"] for each in update["schedule_at_period_end"]["conditions"]}
    cheaper = _amount(new) < _amount(item)
    shorter = _days(new) < _days(item)
    return (cheaper and "decreasing_item_amount" in conditions) or (
        shorter and "shortening_interval" in conditions
    )


def _amount(item: Json) -> int:
    amount: int = item["price"]["unit_amount"] * item["quantity"]
    return amount


def _days(item: Json) -> int:
    interval, count = interval_of(item)
    return _LENGTH[interval] * count


def _schedule(account: Account, subscription: Json, item: Json, wanted: Json) -> None:
    params: Json = {"from_subscription": subscription["id"]}
    made = schedules.create(account, ApiCall("/v1/subscription_schedules", params))
    now = {"price": item["price"]["id"], "quantity": item["quantity"]}
    current = made["phases"][0]
    discounts = [{"discount": id_} for id_ in subscription["discounts"]]
    kept: Json = {"discounts": discounts, "metadata": current["metadata"]}
    span = {name: current[name] for name in ("start_date", "end_date")}
    first = {"items": [now]} | span | kept
    phases: Json = {"phases": [first, {"items": [now | wanted]} | kept]}
    schedules.update(account, ApiCall("/v1/subscription_schedules", phases, made["id"]))
