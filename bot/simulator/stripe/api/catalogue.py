"""`/v1/products` and `/v1/prices`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    changes,
    delete,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.errors import StripeError, missing
from bot.simulator.stripe.money import MAX_AMOUNT, check_largest, known_currency
from bot.simulator.stripe.objects import catalogue
from bot.simulator.stripe.parameters import Field, flag, group, integer, listed, metadata, text
from bot.simulator.stripe.store import Json

_INTERVALS = ("day", "week", "month", "year")
_MAX_INTERVAL_COUNT = {"day": 1095, "week": 156, "month": 36, "year": 3}  # at most three years


def create_product(account: Account, call: ApiCall) -> Json:
    """Create a product; its id may be chosen."""
    if account.store.get("product", call.params.get("id")):
        raise StripeError(
            f"Product already exists: {call.params['id']}", code="resource_already_exists"
        )
    return account.add(catalogue.product(account, call.params), "product.created")


def update_product(account: Account, call: ApiCall) -> Json:
    """Change a product."""
    product = account.require("product", call.id)
    if price := call.params.get("default_price"):
        account.require("price", price, param="default_price")
    with account.changing(product, "product.updated"):
        product |= changes(call.params, ("active", "name", "description", "images", "unit_label"))
        product |= changes(call.params, ("default_price", "statement_descriptor", "url"))
        merge_metadata(product, call.params)
        product["updated"] = account.clock.stamp()
    return product


def delete_product(account: Account, call: ApiCall) -> Json:
    """Delete a product that no price uses."""
    product = account.require("product", call.id)
    if next(account.store.where("price", product=product["id"]), None):
        raise StripeError(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    account.emit("product.deleted", product)
    return account.store.remove(product)


def create_price(account: Account, call: ApiCall) -> Json:
    """Create a price of an existing product, or of one created with it."""
    params: Json = call.params | {"currency": known_currency(call.params["currency"])}
    if "unit_amount" not in params:
        raise missing("unit_amount")
    check_largest(params["unit_amount"], params["currency"])
    check_interval(params.get("recurring"))
    _check_lookup_key(account, params)
    price = catalogue.price(account, params, product_id=_product_of(account, params))
    return account.add(price, "price.created")


def _check_lookup_key(account: Account, params: Json) -> None:
    key: str | None = params.get("lookup_key")
    holder = key and next(account.store.where("price", lookup_key=key), None)
    if not holder:
        return
    if not params.get("transfer_lookup_key"):
        raise StripeError(
            f"A price (`{holder['id']}`) already uses that lookup key.", param="lookup_key"
        )
    holder["lookup_key"] = None


def _product_of(account: Account, params: Json) -> str:
    if "product" in params:
        product = account.require("product", params["product"], param="product")
    elif "product_data" in params:
        made = catalogue.product(account, params["product_data"])
        product = account.add(made, "product.created")
    else:
        raise missing("product")
    product_id: str = product["id"]
    return product_id


def check_interval(recurring: Json | None) -> None:
    """Refuse periods longer than three years.

    Raises:
        StripeError: The period is longer.
    """
    if (
        recurring
        and recurring.get("interval_count", 1) > _MAX_INTERVAL_COUNT[recurring["interval"]]
    ):
        raise StripeError(
            f"The maximum number of billing periods for interval {recurring['interval']} is "
            f"{_MAX_INTERVAL_COUNT[recurring['interval']]}.",
            param="recurring[interval_count]",
        )


def check_sellable(account: Account, price: Json, param: str) -> Json:
    """Return the product of a price that can be sold: both must be active.

    Raises:
        StripeError: One of them is archived, or the product was deleted.
    """
    product = account.require("product", price["product"], param=param)
    for noun, item in (("price", price), ("product", product)):
        if not item["active"]:
            raise StripeError(
                f"The {noun} specified is inactive. This field only accepts active {noun}s.",
                param=param,
            )
    return product


def update_price(account: Account, call: ApiCall) -> Json:
    """Change a price; its amount, currency and interval never change."""
    price = account.require("price", call.id)
    _check_lookup_key(account, call.params)
    _check_tax(price, call.params)
    with account.changing(price, "price.updated"):
        price |= changes(call.params, ("active", "nickname", "tax_behavior", "lookup_key"))
        merge_metadata(price, call.params)
    return price


def _check_tax(price: Json, params: Json) -> None:
    """Refuse another tax behaviour: it is set once, in a wording of ours."""
    before = price["tax_behavior"]
    if before != "unspecified" and params.get("tax_behavior", before) != before:
        raise StripeError(
            f"The tax behavior of a price can't be changed once it is set to {before}.",
            param="tax_behavior",
        )


def _described(*, unset: bool) -> dict[str, Field]:
    return {
        "active": flag(),
        "description": text(unset=unset, longest=40_000),
        "images": listed(text(), most=8),
        "metadata": metadata(),
        "statement_descriptor": text(longest=22),
        "tax_code": text(unset=unset),
        "unit_label": text(unset=unset, longest=12),
        "url": text(unset=unset),
    }


_TAX = text("exclusive", "inclusive", "unspecified")
_PRODUCT_DATA = group(
    active=flag(),
    id=text(),
    metadata=metadata(),
    name=text(required=True),
    statement_descriptor=text(longest=22),
    unit_label=text(longest=12),
)
RECURRING = group(
    interval=text(*_INTERVALS, required=True),
    interval_count=integer(1),
    usage_type=text("licensed", "metered"),
)
AMOUNT = integer(0, MAX_AMOUNT)

ROUTES = (
    post(
        "/v1/products",
        "product",
        create_product,
        **_described(unset=False),
        id=text(),
        name=text(required=True),
        shippable=flag(),
        type=text("good", "service"),
    ),
    get("/v1/products/{id}", "product", retrieve("product")),
    post(
        "/v1/products/{id}",
        "product",
        update_product,
        **_described(unset=True),
        default_price=text(),
        name=text(),
    ),
    delete("/v1/products/{id}", "product", delete_product),
    get(
        "/v1/products",
        "product",
        list_of("product", "active", "type", "url", ids=lambda item, ids: item["id"] in ids),
        **PAGING | CREATED,
        active=flag(),
        ids=listed(text()),
        type=text("good", "service"),
        url=text(),
    ),
    post(
        "/v1/prices",
        "plan",
        create_price,
        active=flag(),
        billing_scheme=text("per_unit"),
        currency=text(required=True),
        lookup_key=text(longest=200),
        metadata=metadata(),
        nickname=text(),
        product=text(),
        product_data=_PRODUCT_DATA,
        recurring=RECURRING,
        tax_behavior=_TAX,
        transfer_lookup_key=flag(),
        unit_amount=AMOUNT,
    ),
    get("/v1/prices/{id}", "plan", retrieve("price")),
    post(
        "/v1/prices/{id}",
        "plan",
        update_price,
        active=flag(),
        lookup_key=text(longest=200),
        metadata=metadata(),
        nickname=text(),
        tax_behavior=_TAX,
        transfer_lookup_key=flag(),
    ),
    get(
        "/v1/prices",
        "plan",
        list_of(
            "price",
            "active",
            "currency",
            "product",
            "type",
            lookup_keys=lambda item, keys: item["lookup_key"] in keys,
        ),
        **PAGING | CREATED,
        active=flag(),
        currency=text(),
        lookup_keys=listed(text(), most=10),
        product=text(),
        type=text("one_time", "recurring"),
    ),
)
