"""Validates a snapshot's fields, because a fact is kept and folded for ever.

What Stripe sends is authentic but may be malformed: a field of another type, or an impossible
time, would break the fold of a member for good.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints

from bot.payments.ledger.facts import Snapshot, SubscriptionItem

MAX_TEXT_LENGTH = 255
LATEST = 1 << 37  # unix seconds, in the year 6325; also more than any amount
MAX_ID = 1 << 63
MAX_DAYS = 36_500

P = ParamSpec("P")
Read = TypeVar("Read", bound=Snapshot)


class InvalidStripeObjectError(ValueError):
    """An object of Stripe's has an unexpected shape; the message names the field."""


def validated(read: Callable[P, Read]) -> Callable[P, Read]:
    """Make a parsing function return only snapshots whose fields have possible values.

    It raises `InvalidStripeObjectError`, which names what is missing or the first invalid field.
    """

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> Read:
        try:
            snapshot = read(*args, **kwargs)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise InvalidStripeObjectError(f"{read.__name__}: {error!r}") from error
        check(snapshot)
        return snapshot

    return reading


def check(snapshot: Snapshot | SubscriptionItem) -> None:
    """Check each field of a snapshot.

    Raises:
        InvalidStripeObjectError: If a field has another type or an impossible value.
    """
    types = _types(type(snapshot))
    for field in fields(snapshot):
        value: object = getattr(snapshot, field.name)
        if isinstance(value, tuple):
            for item in cast("tuple[SubscriptionItem, ...]", value):
                check(item)
        elif not isinstance(value, types[field.name]) or not _in_range(field.name, value):
            raise InvalidStripeObjectError(f"{type(snapshot).__name__}.{field.name}")


@cache
def _types(shape: type[Snapshot | SubscriptionItem]) -> dict[str, Any]:
    return get_type_hints(shape)


def _in_range(name: str, value: object) -> bool:
    match value:
        case str():
            return len(value) <= MAX_TEXT_LENGTH and value.isprintable()
        case bool() | None:
            return True
        case int():
            most = MAX_ID if name.endswith("_id") else LATEST
            return 0 <= value < (MAX_DAYS if name == "days" else most)
        case _:
            return False
