"""`expand[]`: replaces ids in a response by the objects that they name."""

from collections.abc import Callable
from typing import cast

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour.billing import payments_of
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects.common import listing
from bot.simulator.stripe.store import Json, Value, copied

_DEEPEST = 4


def expand(account: Account, answer: Json, paths: list[str]) -> None:
    """Expand a copied response in place.

    Raises:
        StripeError: A path is too deep or leads to something that can't be expanded.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST:
            raise StripeError(
                f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}",
                param="expand",
            )
        _follow(account, answer, steps, path)


def _follow(account: Account, item: Json, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    found = _child(account, item, step, path)
    item[step] = found
    children = cast(list[Value], found) if isinstance(found, list) else [found]
    for child in children:
        if rest and isinstance(child, dict):
            _follow(account, cast(Json, child), rest, path)


def _child(account: Account, item: Json, step: str, path: str) -> Value:
    if included := _INCLUDABLE.get((item.get("object", ""), step)):
        return copied(included(account, item))
    if step not in item:
        raise _impossible(step, path)
    value: Value = item[step]
    if isinstance(value, list):
        return [_named(account, each, step, path) for each in cast(list[Value], value)]
    return _named(account, value, step, path)


def _named(account: Account, value: Value, step: str, path: str) -> Value:
    """Return the object that an id names; anything else as it is."""
    if not isinstance(value, str):
        return value
    named = account.store.anywhere(value)
    if named is None:
        raise _impossible(step, path)
    return copied(named)


def _impossible(step: str, path: str) -> StripeError:
    return StripeError(
        f"This property cannot be expanded ({step}). You may want to try expanding a different "
        f"property than '{path}'.",
        param="expand",
    )


def _line_items(account: Account, session: Json) -> Json:
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return listing(url, account.private[session["id"]]["lines"])


def _payments(account: Account, invoice: Json) -> Json:
    return listing("/v1/invoice_payments", payments_of(account, invoice))


def _refunds(account: Account, charge: Json) -> Json:
    refunds = account.store.where("refund", charge=charge["id"])
    return listing(f"/v1/charges/{charge['id']}/refunds", reversed(list(refunds)))


def _subscriptions(account: Account, customer: Json) -> Json:
    held = account.store.where("subscription", customer=customer["id"])
    running = [item for item in held if item["status"] != "canceled"]
    return listing(f"/v1/customers/{customer['id']}/subscriptions", reversed(running))


def _applies_to(account: Account, coupon: Json) -> Json:
    return {"products": account.private.get(coupon["id"], {}).get("products", [])}


_INCLUDABLE: dict[tuple[str, str], Callable[[Account, Json], Json]] = {
    ("checkout.session", "line_items"): _line_items,
    ("invoice", "payments"): _payments,
    ("charge", "refunds"): _refunds,
    ("customer", "subscriptions"): _subscriptions,
    ("coupon", "applies_to"): _applies_to,
}
