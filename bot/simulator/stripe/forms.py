"""Decodes Stripe's forms: `items[0][price]=price_1` to nested dicts and lists."""

import re
from typing import cast
from urllib.parse import parse_qsl

from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Json, Value

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_STEP = re.compile(r"\[([^\[\]]*)\]")


def decode(encoded: str) -> Json:
    """Decode a query string or form body; every leaf is text.

    Raises:
        StripeError: A name is malformed, or is both a value and a group.
    """
    tree: Json = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        match = _NAME.fullmatch(name)
        if match is None:
            raise StripeError(f"Invalid parameter name: {name}", param=name)
        _plant(tree, [match[1], *_STEP.findall(match[2])], value, name)
    return {name: _lists(value) for name, value in tree.items()}


def _plant(tree: Json, steps: list[str], value: str, name: str) -> None:
    for step in steps[:-1]:
        branch: Value = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(branch, dict):
            raise StripeError(f"Invalid parameter: {name}", param=name)
        tree = cast(Json, branch)
    tree[steps[-1] or str(len(tree))] = value


def _lists(value: Value) -> Value:
    """Turn dictionaries with only numbers for keys into lists, inside out."""
    if not isinstance(value, dict):
        return value
    inner: Json = {key: _lists(item) for key, item in cast(Json, value).items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
