"""Check JSON against resolved type hints; name where and what each fault is."""

import typing
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._stripe_object import UntypedStripeObject

from bot.simulator.stripe.store import Value
from tests.spec.stripe_types import Hint, fields

_SIMPLE: dict[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    float: (int, float),
}


def faults(value: Value, hint: Hint, at: str) -> Iterator[str]:
    """What is wrong with a value that should be of the hinted type."""
    origin = get_origin(hint)
    if hint is Any or isinstance(hint, typing.TypeVar):
        return
    if origin in (Union, UnionType):
        yield from _union(value, get_args(hint), at)
    elif origin is Literal:
        if value not in get_args(hint):
            yield f"{at}: {value!r} is none of {get_args(hint)}"
    elif origin is list:
        yield from _each(value, get_args(hint)[0], at)
    elif origin is ListObject:
        yield from _listing(value, get_args(hint)[0], at)
    elif origin in (dict, UntypedStripeObject):
        yield from _mapping(value, get_args(hint)[-1], at)
    elif isinstance(hint, type):
        yield from _plain(value, hint, at)
    else:
        yield f"{at}: no check for {hint!r}"


def _union(value: Value, options: tuple[Hint, ...], at: str) -> Iterator[str]:
    if any(get_origin(option) is Literal for option in options):
        # Stripe's enumerations are open to text it may add; the simulator invents none.
        options = tuple(option for option in options if option is not str)
    tries = [list(faults(value, option, at)) for option in options]
    if all(tries):
        yield from min(tries, key=_distance)


def _distance(tried: list[str]) -> tuple[bool, int]:
    """Prefer the alternative of the value's own kind, then the one with fewest faults."""
    return any("is no" in line for line in tried), len(tried)


def _each(value: Value, hint: Hint, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: {value!r} is no list"
        return
    for index, item in enumerate(cast(list[Value], value)):
        yield from faults(item, hint, f"{at}[{index}]")


def _listing(value: Value, hint: Hint, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no list object"
        return
    listing = cast(dict[str, Value], value)
    if listing.keys() != {"object", "data", "has_more", "url"} or listing["object"] != "list":
        yield f"{at}: no list object but {sorted(listing)}"
        return
    yield from _each(listing["data"], hint, f"{at}.data")


def _mapping(value: Value, hint: Hint, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no mapping"
        return
    for name, item in cast(dict[str, Value], value).items():
        yield from faults(item, hint, f"{at}.{name}")


def _plain(value: Value, hint: type, at: str) -> Iterator[str]:
    if hint is NoneType:
        if value is not None:
            yield f"{at}: {value!r} is no null"
    elif hint is Decimal:
        yield from _decimal(value, at)
    elif hint in _SIMPLE:
        right = isinstance(value, _SIMPLE[hint]) and (hint is bool or not isinstance(value, bool))
        if not right:
            yield f"{at}: {value!r} is no {hint.__name__}"
    elif issubclass(hint, StripeObject):
        yield from _object(value, hint, at)
    else:
        yield f"{at}: no check for {hint!r}"


def _decimal(value: Value, at: str) -> Iterator[str]:
    try:
        Decimal(value if isinstance(value, str) else "")
    except InvalidOperation:
        yield f"{at}: {value!r} is no decimal in text"


def _object(value: Value, hint: type, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: {value!r} is no {hint.__name__}"
        return
    given, known = cast(dict[str, Value], value), fields(hint)
    if given.get("deleted") is True:
        known = {name: known[name] for name in ("id", "object", "deleted")}
    for name, item in given.items():
        if name not in known:
            yield f"{at}: {hint.__name__} has no {name!r}"
        else:
            yield from faults(item, known[name], f"{at}.{name}")
    for name, wanted in known.items():
        if name not in given and NoneType not in get_args(wanted):
            yield f"{at}: {hint.__name__} lacks {name!r}"
