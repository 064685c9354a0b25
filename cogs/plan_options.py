"""The options of `/plan add` and `/plan edit` that say what a plan does: one for each term."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Literal, Optional, TypeVar, cast, get_type_hints

from discord import app_commands

from data.terms import Terms

LONGEST_GRACE = 90  # days
TEXTS = {
    "grace_days": "Days of access after a failed renewal",
    "trial_card": "Whether a trial asks for a card",
    "on_refund": "What a refund in full does",
    "on_partial_refund": "What a refund in part does",
    "on_dispute": "What an open dispute does",
    "on_end": "What happens to a member whose last access ends",
}
# What Discord has no type for, or bounds that it is to know.
_TYPES: dict[object, object] = {
    bool: Literal["yes", "no"],
    int | None: app_commands.Range[int, 0, LONGEST_GRACE] | None,
}
_YES_OR_NO = {True: "yes", False: "no"}

Callback = TypeVar("Callback", bound=Callable[..., Any])


def with_terms(*, preset: bool) -> Callable[[Callback], Callback]:
    """Give a command an option for each term in place of its `**terms`.

    Without `preset`, whatever is left out is None, and stays as it is.
    """

    def decorated(callback: Callback) -> Callback:
        signature = inspect.signature(callback)
        own = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
        options = signature.replace(parameters=[*own, *_options(preset=preset)])
        cast("Any", callback).__signature__ = options
        return app_commands.describe(**TEXTS)(callback)

    return decorated


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms that somebody chose, as `Terms` takes them."""
    read = {word: value for value, word in _YES_OR_NO.items()}
    return {
        name: read.get(value, value) for name, value in options.items() if value is not None
    }


def _options(*, preset: bool) -> Iterator[inspect.Parameter]:
    types = get_type_hints(Terms)
    for term in fields(Terms):
        type_ = _TYPES.get(types[term.name], types[term.name])
        default = _YES_OR_NO.get(term.default, term.default)
        yield inspect.Parameter(
            term.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default if preset else None,
            annotation=type_ if preset else Optional[type_],
        )
