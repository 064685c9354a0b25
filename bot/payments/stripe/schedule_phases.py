"""Repeats phases of a subscription schedule as they are.

An update replaces all phases, so what isn't sent again is gone: staff's tax rates, their payment
method, the text on invoices.
"""

import functools
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import stripe
from typing_extensions import is_typeddict

Hint = Any  # a resolved annotation; Python has no static type for those
# Each row names one thing in several ways, and Stripe takes one: the first that is set. A discount
# goes on with what is left of it, while its code or coupon would begin it again.
_ONE_OF = (("discount", "promotion_code", "coupon"), ("price", "plan"), ("trial_end", "trial"))
# What belongs to one phase: its dates, and what is charged once.
_OF_ONE = ("start_date", "end_date", "trial", "trial_end", "add_invoice_items")


def repeated(phase: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that make a phase as Stripe returned it.

    What can be set is asked of the types of the installed package, which are generated from
    Stripe's description of its API: a field that they add is repeated as well.
    """
    return cast(
        "dict[str, Any]", _written(phase, stripe.params.SubscriptionScheduleUpdateParamsPhase)
    )


def following(phase: Mapping[str, Any], price_id: str, quantity: int) -> dict[str, Any]:
    """Return the parameters of a phase after one of one item, at another price.

    Metadata is left out, because Stripe keeps the subscription's when a phase names none, and a
    copy would undo what staff or a move change there until it begins.
    """
    kept = {name: value for name, value in repeated(phase).items() if name not in _OF_ONE}
    kept.pop("metadata", None)
    (item,) = kept["items"]
    kept["items"] = [item | {"price": price_id, "quantity": quantity}]
    return kept


@functools.cache
def _fields(cls: Hint) -> Mapping[str, Hint]:
    """Return the fields of a type of parameters."""
    return get_type_hints(cls)


def _written(value: Any, hint: Hint) -> Any:  # noqa: ANN401 - JSON
    """Return a value as a parameter of a type; None if there is nothing to send."""
    if value is None:
        return None
    options = _options(hint)
    for option in options:
        if is_typeddict(option) and isinstance(value, Mapping):
            return _group(cast("Mapping[str, Any]", value), option)
        if get_origin(option) is list and isinstance(value, list):
            (inner,) = get_args(option)
            made = [_written(each, inner) for each in cast("list[Any]", value)]
            return [each for each in made if each is not None] or None
        if get_origin(option) is dict:  # metadata
            return value or None
    if isinstance(value, Mapping):  # an object, expanded where its id is enough
        return cast("Mapping[str, Any]", value)["id"] if str in options else None
    return value


def _group(value: Mapping[str, Any], cls: Hint) -> dict[str, Any] | None:
    """Return a group of parameters; None if empty or without what Stripe requires."""
    fields = _fields(cls)
    made = {name: _written(value.get(name), hint) for name, hint in fields.items()}
    made = {name: each for name, each in made.items() if each is not None}
    for names in _ONE_OF:
        for other in [name for name in names if name in made][1:]:
            del made[other]
    return made if made and cls.__required_keys__ <= made.keys() else None


def _options(hint: Hint) -> tuple[Hint, ...]:
    """Return the types that a hint allows."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(inner for each in get_args(hint) for inner in _options(each))
    return (str,) if get_origin(hint) is Literal else (hint,)
