"""`/v1/subscription_items`: the items of a subscription, singly and as a list."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api import subscriptions
from bot.simulator.stripe.api.lists import page
from bot.simulator.stripe.api.routing import PAGING, ApiCall, delete, get, post
from bot.simulator.stripe.api.subscriptions import PAYMENT, PRORATION
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.parameters import integer, metadata, text
from bot.simulator.stripe.store import Json

_NOW = ("proration_behavior", "payment_behavior")


def retrieve(account: Account, call: ApiCall) -> Json:
    """Return one item that its subscription still has."""
    return _find(account, call.id)[1]


def list_items(account: Account, call: ApiCall) -> Json:
    """Return a page of a subscription's items, in the order in which they were added."""
    subscription = _subscription(account, call.params["subscription"])
    return page(reversed(subscription["items"]["data"]), call)


def create(account: Account, call: ApiCall) -> Json:
    """Add a price to a subscription."""
    if "price" not in call.params:
        raise missing("price")
    subscription = _subscription(account, call.params["subscription"])
    change = {name: call.params[name] for name in call.params.keys() & {"price", "quantity"}}
    _change(account, subscription, change | _metadata(call), call)
    added: Json = subscription["items"]["data"][-1]
    return added


def update(account: Account, call: ApiCall) -> Json:
    """Change an item's price or quantity."""
    subscription, item = _find(account, call.id)
    change = {name: call.params[name] for name in call.params.keys() & {"price", "quantity"}}
    _change(account, subscription, {"id": call.id} | change | _metadata(call), call)
    return item


def remove(account: Account, call: ApiCall) -> Json:
    """Remove an item from a subscription, which keeps at least one."""
    subscription, _ = _find(account, call.id)
    _change(account, subscription, {"id": call.id, "deleted": True}, call)
    return {"id": call.id, "object": "subscription_item", "deleted": True}


def _metadata(call: ApiCall) -> Json:
    return {"metadata": call.params["metadata"]} if "metadata" in call.params else {}


def _change(account: Account, subscription: Json, change: Json, call: ApiCall) -> None:
    params = {name: call.params[name] for name in _NOW if name in call.params}
    params["items"] = [change]
    subscriptions.update(account, ApiCall("/v1/subscriptions", params, subscription["id"]))


def _subscription(account: Account, id_: str) -> Json:
    return account.require("subscription", id_, param="subscription")


def _find(account: Account, id_: str) -> tuple[Json, Json]:
    for subscription in account.store.where("subscription"):
        for item in subscription["items"]["data"]:
            if item["id"] == id_:
                return subscription, item
    raise StripeError(
        f"Invalid subscription_item id: {id_}", status=404, code="resource_missing", param="item"
    )


_BASE = "/v1/subscription_items"
_PERMISSION = "subscription"

ROUTES = (
    get(_BASE, _PERMISSION, list_items, **PAGING, subscription=text(required=True)),
    get(f"{_BASE}/{{id}}", _PERMISSION, retrieve),
    post(
        _BASE,
        _PERMISSION,
        create,
        metadata=metadata(),
        payment_behavior=PAYMENT,
        price=text(),
        proration_behavior=PRORATION,
        quantity=integer(0),
        subscription=text(required=True),
    ),
    post(
        f"{_BASE}/{{id}}",
        _PERMISSION,
        update,
        metadata=metadata(),
        payment_behavior=PAYMENT,
        price=text(),
        proration_behavior=PRORATION,
        quantity=integer(0),
    ),
    delete(
        f"{_BASE}/{{id}}",
        _PERMISSION,
        remove,
        payment_behavior=PAYMENT,
        proration_behavior=PRORATION,
    ),
)
