"""Is a snapshot what its type promises? A fact is kept for ever and folded again and again.

What Stripe sends is believed, but not to be well-formed: a field of another type, or a time that
no calendar has, would break the fold of a member for good.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints

from bot.payments.ledger.facts import Snapshot, SubscriptionItem

LONGEST_TEXT = 255
LATEST = 1 << 37  # unix seconds, in the year 6325; also more than any amount
LARGEST_ID = 1 << 63
MOST_DAYS = 36_500

P = ParamSpec("P")
Read = TypeVar("Read", bound=Snapshot)


class InvalidStripeObjectError(ValueError):
    """An object of Stripe's is not what we take it for; the words name the field."""


def validated(read: Callable[P, Read]) -> Callable[P, Read]:
    """Let a reading function return only snapshots whose fields have possible values.

    It raises `UnreadableError`, naming what is lacking or the first field that is beyond belief.
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
    """Look at each field.

    Raises:
        UnreadableError: as above.
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
            return len(value) <= LONGEST_TEXT and value.isprintable()
        case bool() | None:
            return True
        case int():
            most = LARGEST_ID if name.endswith("_id") else LATEST
            return 0 <= value < (MOST_DAYS if name == "days" else most)
        case _:
            return False
