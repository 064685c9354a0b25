"""`/v1/coupons` and `/v1/promotion_codes`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    changes,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.behaviour import discounting
from bot.simulator.stripe.errors import StripeError, missing, no_such
from bot.simulator.stripe.money import MAX_AMOUNT, known_currency
from bot.simulator.stripe.objects import discount as discounts
from bot.simulator.stripe.parameters import (
    flag,
    group,
    integer,
    listed,
    metadata,
    number,
    text,
)
from bot.simulator.stripe.store import Json


def create_coupon(account: Account, call: ApiCall) -> Json:
    """Create a coupon, of a percentage or an amount."""
    params = call.params
    if ("percent_off" in params) == ("amount_off" in params):
        raise StripeError("You must pass exactly one of these: percent_off, amount_off.")
    if "amount_off" in params:
        if "currency" not in params:
            raise missing("currency")
        params = params | {"currency": known_currency(params["currency"])}
    if (params.get("duration") == "repeating") != ("duration_in_months" in params):
        raise StripeError(
            "A coupon has `duration_in_months` exactly if its duration is `repeating`.",
            param="duration_in_months",
        )
    if account.store.get("coupon", params.get("id")):
        raise StripeError("Coupon already exists.", code="resource_already_exists", param="id")
    coupon = discounts.coupon(account, params)
    if "applies_to" in call.params:
        applies_to: Json = call.params["applies_to"]
        products: list[str] = applies_to.get("products", [])
        for product in products:
            account.require("product", product, param="applies_to[products]")
        account.private[coupon["id"]] = {"products": products}
    return account.add(coupon, "coupon.created")


def update_coupon(account: Account, call: ApiCall) -> Json:
    """Change a coupon's name and metadata; its value never changes."""
    coupon = account.require("coupon", call.id)
    with account.changing(coupon, "coupon.updated"):
        coupon |= changes(call.params, ("name",))
        merge_metadata(coupon, call.params)
    return coupon


def create_code(account: Account, call: ApiCall) -> Json:
    """Create a code; no other active one may have the same text."""
    params = call.params
    if "coupon" not in params["promotion"]:
        raise missing("promotion[coupon]")
    account.require("coupon", params["promotion"]["coupon"], param="promotion[coupon]")
    if "customer" in params:
        account.require("customer", params["customer"], param="customer")
    typed: str = params.get("code", "").casefold()
    for other in account.store.where("promotion_code", active=True):
        if other["code"].casefold() == typed:
            raise StripeError(
                f"An active promotion code with `code: {params['code']}` already exists.",
                param="code",
            )
    made = discounts.promotion_code(account, params)
    return account.add(made, "promotion_code.created")


def update_code(account: Account, call: ApiCall) -> Json:
    """Activate or deactivate a code, or change its metadata."""
    code = account.require("promotion_code", call.id)
    with account.changing(code, "promotion_code.updated"):
        code |= changes(call.params, ("active",))
        merge_metadata(code, call.params)
    return code


def apply_to_session(account: Account, session: Json, params: Json) -> None:
    """Apply the `discounts` that a session was created with.

    Raises:
        StripeError: One doesn't exist or can't be used.
    """
    for given in params.get("discounts", []):
        code: Json | None = None
        if "promotion_code" in given:
            at = "discounts[0][promotion_code]"
            code = account.require("promotion_code", given["promotion_code"], param=at)
            if not discounting.code_usable(account, code, session):
                raise StripeError("This promotion code cannot be redeemed.", param=at)
        coupon_id = code["promotion"]["coupon"] if code else given.get("coupon", "")
        coupon = account.require("coupon", coupon_id, param="discounts[0][coupon]")
        if not discounting.usable(account, coupon, session["currency"]):
            raise StripeError(f"Coupon {coupon_id} is not usable.", param="discounts[0][coupon]")
        used = {"coupon": coupon_id, "promotion_code": code and code["id"]}
        discounting.apply(account, session, used)


def read_discounts(account: Account, subscription: Json, call: ApiCall) -> list[Json]:
    """Return the `discounts` of a subscription's update; an empty text means none.

    Raises:
        StripeError: One doesn't exist or can't be used.
    """
    found: list[Json] = []
    for index, given in enumerate(call.params["discounts"] or []):
        at = f"discounts[{index}]"
        if id_ := given.get("discount"):
            if id_ not in subscription["discounts"]:
                raise no_such("discount", id_, f"{at}[discount]")
            found.append({"discount": id_})
            continue
        code: Json | None = None
        if id_ := given.get("promotion_code"):
            code = account.require("promotion_code", id_, param=f"{at}[promotion_code]")
            if not discounting.code_usable(account, code, subscription):
                raise StripeError("This promotion code cannot be redeemed.", param=at)
        coupon_id = code["promotion"]["coupon"] if code else given.get("coupon", "")
        coupon = account.require("coupon", coupon_id, param=f"{at}[coupon]")
        if not discounting.usable(account, coupon, subscription["currency"]):
            raise StripeError(f"Coupon {coupon_id} is not usable.", param=f"{at}[coupon]")
        found.append({"coupon": coupon_id, "promotion_code": code and code["id"]})
    return found


_CODES = "/v1/promotion_codes"

ROUTES = (
    post(
        "/v1/coupons",
        "coupon",
        create_coupon,
        amount_off=integer(1, MAX_AMOUNT),
        applies_to=group(products=listed(text())),
        currency=text(),
        duration=text("forever", "once", "repeating"),
        duration_in_months=integer(1),
        id=text(),
        max_redemptions=integer(1),
        metadata=metadata(),
        name=text(longest=40),
        percent_off=number(1, 100),
        redeem_by=integer(),
    ),
    get("/v1/coupons/{id}", "coupon", retrieve("coupon")),
    post("/v1/coupons/{id}", "coupon", update_coupon, metadata=metadata(), name=text(longest=40)),
    get("/v1/coupons", "coupon", list_of("coupon"), **PAGING | CREATED),
    post(
        _CODES,
        "promotion_code",
        create_code,
        active=flag(),
        code=text(longest=500),
        customer=text(),
        expires_at=integer(),
        max_redemptions=integer(1),
        metadata=metadata(),
        promotion=group(required=True, type=text("coupon", required=True), coupon=text()),
    ),
    get(f"{_CODES}/{{id}}", "promotion_code", retrieve("promotion_code")),
    post(f"{_CODES}/{{id}}", "promotion_code", update_code, active=flag(), metadata=metadata()),
    get(
        _CODES,
        "promotion_code",
        list_of(
            "promotion_code",
            "active",
            "code",
            "customer",
            coupon=lambda item, wanted: item["promotion"]["coupon"] == wanted,
        ),
        **PAGING | CREATED,
        active=flag(),
        code=text(),
        coupon=text(),
        customer=text(),
    ),
)
