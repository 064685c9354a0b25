"""The options of `/plan add` and `/plan edit` for a plan's terms: one per term."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeVar, cast, get_type_hints

from discord import app_commands

from bot.payments.plan_request import MAX_NAME_LENGTH
from cogs.ui.chosen_id import MAX_DIGITS
from data.plan_terms import TERMS, Terms

PlanName = app_commands.Range[str, 1, MAX_NAME_LENGTH]
Amount = app_commands.Range[str, 1, 30]
PriceId = app_commands.Range[str, 1, 19]  # as the list of prices offers it
Interval = Literal["month", "quarter", "half-year", "year", "week", "once"]
MAX_GRACE_DAYS = 90  # days
TEXTS = {
    "grace_days": "Days of access kept after a failed renewal",
    "trial_card": "Require a card for the trial",
    "on_refund": "What happens on a full refund",
    "on_partial_refund": "What happens on a partial refund",
    "on_dispute": "What happens during a dispute",
    "on_end": "What happens to members when their last membership ends",
    "on_switch": "When a switch to a higher price or more seats is paid",
}
# Terms whose option needs another type, or bounds for Discord to check.
_TYPES: dict[object, Any] = {
    bool: Literal["yes", "no"],
    int | None: app_commands.Range[int, 0, MAX_GRACE_DAYS],
}
_READ: dict[object, bool] = {"yes": True, "no": False}

Callback = TypeVar("Callback", bound=Callable[..., Any])


def with_terms(*, preset: bool) -> Callable[[Callback], Callback]:
    """Give a command an option for each term in place of its `**terms`.

    Without `preset`, an option that is left out is None, and the term stays as it is.
    """

    def decorated(callback: Callback) -> Callback:
        signature = inspect.signature(callback)
        own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
        options = signature.replace(parameters=[*own, *_options(preset=preset)])
        cast("Any", callback).__signature__ = options
        return app_commands.describe(**TEXTS)(callback)

    return decorated


def read_price(chosen: str | None) -> int | None:
    """Return the id of a price; 0, which none has, for what the list didn't offer."""
    if chosen is None:
        return None
    return int(chosen) if chosen.isdecimal() and len(chosen) <= MAX_DIGITS else 0


def given(options: Mapping[str, object]) -> dict[str, Any]:
    """Return the chosen terms by name, as `Terms` takes them."""
    return {name: _READ.get(value, value) for name, value in options.items() if value is not None}


def _options(*, preset: bool) -> Iterator[inspect.Parameter]:
    types: dict[str, Any] = get_type_hints(Terms)
    for term in TERMS:
        usual = getattr(Terms(), term)
        if types[term] is bool:
            usual = "yes" if usual else "no"
        type_ = _TYPES.get(types[term], types[term])
        default = usual if preset else None
        yield inspect.Parameter(
            term,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=type_ | None if default is None else type_,
        )
