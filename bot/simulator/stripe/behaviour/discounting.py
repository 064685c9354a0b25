"""Applies coupons: on the checkout page, at redemption, and to invoices."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects import discount as discounts
from bot.simulator.stripe.objects.discount import amount_off
from bot.simulator.stripe.store import Json


def usable(account: Account, coupon: Json, currency: str) -> bool:
    """Return whether a coupon may be redeemed for something sold in a currency."""
    late = coupon["redeem_by"] is not None and coupon["redeem_by"] <= account.clock.stamp()
    return coupon["valid"] and not late and coupon["currency"] in (None, currency)


def code_usable(account: Account, code: Json, session: Json) -> bool:
    """Return whether a promotion code may be entered for a session."""
    late = code["expires_at"] is not None and code["expires_at"] <= account.clock.stamp()
    if not code["active"] or late or code["customer"] not in (None, session["customer"]):
        return False
    coupon = account.require("coupon", code["promotion"]["coupon"])
    return usable(account, coupon, session["currency"]) and _applies(account, coupon, session)


def _applies(account: Account, coupon: Json, sold: Json) -> bool:
    """Return whether a coupon is for a product of a session or subscription."""
    products: list[str] = account.private.get(coupon["id"], {}).get("products", [])
    if sold["object"] == "subscription":
        lines: list[Json] = sold["items"]["data"]
    else:
        lines = account.private[sold["id"]]["lines"]
    return not products or any(line["price"]["product"] in products for line in lines)


def enter(account: Account, session: Json, typed: str) -> bool:
    """Apply a code that the payer typed, in any case; return whether it counts."""
    for code in account.store.where("promotion_code"):
        if code["code"].casefold() == typed.casefold() and code_usable(account, code, session):
            given = {"coupon": code["promotion"]["coupon"], "promotion_code": code["id"]}
            if not session["discounts"]:
                apply(account, session, given)
            return session["discounts"] == [given]
    return False


def apply(account: Account, session: Json, given: Json) -> None:
    """Discount an open session by a coupon.

    Args:
        account: The merchant.
        session: A session without a discount so far.
        given: The ids of the `coupon` and of its `promotion_code`, if any.
    """
    coupon = account.require("coupon", given["coupon"])
    off = rest = amount_off(coupon, session["amount_subtotal"])
    for line in account.private[session["id"]]["lines"]:
        line["amount_discount"] = min(rest, line["amount_subtotal"])
        line["amount_total"] = line["amount_subtotal"] - line["amount_discount"]
        rest -= line["amount_discount"]
    session["discounts"] = [given]
    session["amount_total"] = session["amount_subtotal"] - off
    session["total_details"]["amount_discount"] = off


def _given(session: Json) -> list[Json]:
    given: list[Json] | None = session["discounts"]
    return given or []


def redeem(account: Account, session: Json) -> None:
    """Count the use of the codes of a completed session."""
    for given in _given(session):
        _use(account, given)


def _use(account: Account, given: Json) -> None:
    _count(account.require("coupon", given["coupon"]), "valid")
    if given["promotion_code"]:
        code = account.require("promotion_code", given["promotion_code"])
        with account.changing(code, "promotion_code.updated"):
            _count(code, "active")


def _count(item: Json, alive: str) -> None:
    item["times_redeemed"] += 1
    if item["times_redeemed"] == item["max_redemptions"]:
        item[alive] = False


def begin(account: Account, session: Json, customer: Json) -> list[str]:
    """Create the discounts of a session's subscription, and return their ids."""
    made = [
        account.add(discounts.discount(account, session["id"], customer["id"], given))
        for given in _given(session)
    ]
    return [each["id"] for each in made]


def replace(account: Account, subscription: Json, wanted: list[Json]) -> None:
    """Replace the discounts of a running subscription; the caller records its event.

    Args:
        account: The merchant.
        subscription: The subscription whose next invoices are discounted.
        wanted: Each the id of a `discount` that it has, or of a `coupon` and `promotion_code`.
    """
    kept = [each["discount"] for each in wanted if "discount" in each]
    for id_ in [each for each in subscription["discounts"] if each not in kept]:
        account.emit("customer.discount.deleted", account.require("discount", id_))
    subscription["discounts"] = kept
    for given in wanted:
        if "discount" in given:
            continue
        made = discounts.discount(account, None, subscription["customer"], given)
        made["subscription"] = subscription["id"]
        account.add(made, "customer.discount.created")
        _use(account, given)
        subscription["discounts"].append(made["id"])


def reduce(account: Account, subscription: Json, invoice: Json) -> None:
    """Apply a subscription's discounts to a new invoice; remove used-up ones."""
    for held in take_off(account, subscription, invoice):
        subscription["discounts"].remove(held["id"])
        account.emit("customer.discount.deleted", held)


def take_off(account: Account, subscription: Json, invoice: Json) -> list[Json]:
    """Apply a subscription's discounts to a draft; return those that are used up.

    Prorations stay, because they were calculated with the discounts.
    """
    spent: list[Json] = []
    for id_ in subscription["discounts"]:
        held = account.require("discount", id_)
        coupon = account.require("coupon", held["source"]["coupon"])
        lines = [line for line in invoice["lines"]["data"] if line["discountable"]]
        started = min((line["period"]["start"] for line in lines), default=0)
        over = held["end"] is not None and held["end"] <= started
        open_ = sum(line["amount"] - _taken(line) for line in lines)
        off = 0 if over else amount_off(coupon, open_)
        if off:
            _take_off(invoice, lines, id_, off)
        if over or (off and coupon["duration"] == "once"):
            spent.append(held)
    return spent


def _taken(line: Json) -> int:
    return sum(part["amount"] for part in line["discount_amounts"])


def _take_off(invoice: Json, lines: list[Json], discount_id: str, off: int) -> None:
    for name in ("total", "total_excluding_tax"):
        invoice[name] -= off
    invoice |= dict.fromkeys(("amount_due", "amount_remaining"), max(0, invoice["total"]))
    invoice["discounts"].append(discount_id)
    invoice["total_discount_amounts"].append({"amount": off, "discount": discount_id})
    for line in lines:
        part = min(off, line["amount"] - _taken(line))
        line["discounts"].append(discount_id)
        line["discount_amounts"].append({"amount": part, "discount": discount_id})
        off -= part
