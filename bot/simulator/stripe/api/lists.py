"""Lists: newest first, filtered, and cut into pages by cursors."""

from collections.abc import Callable, Iterable
from typing import cast

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.routing import Answer, ApiCall
from bot.simulator.stripe.errors import no_such
from bot.simulator.stripe.objects.common import listing
from bot.simulator.stripe.store import Json, Value

_DEFAULT_LIMIT = 10
_LIMITS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
}
Filter = Callable[[Json, Value], bool]


def list_of(kind: str, *equal: str, **filters: Filter) -> Answer:
    """Return an endpoint's handler: a page of all objects of a kind.

    Args:
        kind: The kind of the objects.
        *equal: Parameters that must equal the field of the same name.
        **filters: Other parameters, each with a test of (object, parameter's value).
    """

    def answer(account: Account, call: ApiCall) -> Json:
        items = account.store.view(kind).values()
        return page((item for item in items if _matches(item, call.params)), call)

    def _matches(item: Json, params: Json) -> bool:
        if "created" in params and not within(item["created"], params["created"]):
            return False
        if any(item.get(name) != params[name] for name in equal if name in params):
            return False
        return all(test(item, params[name]) for name, test in filters.items() if name in params)

    return answer


def within(value: int, span: Value) -> bool:
    """Return whether a time is within a range, or equals the given time."""
    if not isinstance(span, dict):
        return value == span
    limits = cast(dict[str, int], span)
    return all(_LIMITS[name](value, limit) for name, limit in limits.items())


def page(items: Iterable[Json], call: ApiCall) -> Json:
    """Return one page of items that are ordered oldest first.

    Raises:
        StripeError: A cursor names nothing in the list.
    """
    newest_first = list(items)[::-1]
    limit: int = call.params.get("limit", _DEFAULT_LIMIT)
    if before := call.params.get("ending_before"):
        rest = newest_first[: _position(newest_first, before, "ending_before")]
        return listing(call.url, rest[-limit:], has_more=len(rest) > limit)
    if after := call.params.get("starting_after"):
        newest_first = newest_first[_position(newest_first, after, "starting_after") + 1 :]
    return listing(call.url, newest_first[:limit], has_more=len(newest_first) > limit)


def _position(items: list[Json], id_: str, param: str) -> int:
    for index, item in enumerate(items):
        if item["id"] == id_:
            return index
    raise no_such("object", id_, param)
