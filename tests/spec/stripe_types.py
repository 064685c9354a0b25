"""Resolve the installed stripe package's types, so that JSON can be checked."""

import functools
import importlib
import re
import typing
from pathlib import Path
from typing import Any, get_type_hints

import stripe
from stripe._object_classes import get_object_class

Hint = Any  # a resolved annotation; Python has no static type for those


class _Names(dict[str, Hint]):
    """The package's classes by name, each imported from its file when first asked for."""

    def __missing__(self, name: str) -> Hint:
        # `from stripe._card import Card as CardResource`, where a nested class is called Card.
        plain = name.removesuffix("Resource")
        for module in _modules().get(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower(), []):
            found = getattr(importlib.import_module(module), plain, None)
            if found is not None:
                self[name] = found
                return found
        raise KeyError(name)


@functools.cache
def _modules() -> dict[str, list[str]]:
    """The package's modules by their plain name, as "_tax_rate.py" by "tax_rate"."""
    root = Path(stripe.__path__[0])
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("_*.py")):
        steps = path.relative_to(root).with_suffix("").parts
        found.setdefault(path.stem[1:], []).append(".".join(["stripe", *steps]))
    return found


_names = _Names(vars(typing))


def resource(kind: str) -> type[Any]:
    """The package's class for a value of `object`, as "checkout.session"."""
    found: type[Any] = get_object_class("V1", kind)
    assert found is not stripe.StripeObject, f"the package knows no object {kind!r}"
    return found


@functools.cache
def fields(cls: type[Any]) -> dict[str, Hint]:
    """The annotated fields of a resource class or nested class."""
    hints = get_type_hints(cls, localns=_names)
    return {
        name: hint
        for name, hint in hints.items()
        if not name.startswith("_") and not name.isupper() and name in _own(cls)
    }


def _own(cls: type[Any]) -> set[str]:
    """Names annotated by Stripe's generated classes, without those of the base machinery."""
    own = {name for each in cls.__mro__ for name in vars(each).get("__annotations__", {})}
    return own - set(vars(stripe.StripeObject).get("__annotations__", {}))


def parameters(name: str) -> type[Any]:
    """A class of `stripe.params`, as "checkout.SessionCreateParams"."""
    package, _, plain = name.rpartition(".")
    module = importlib.import_module(f"stripe.params.{package}" if package else "stripe.params")
    found: type[Any] = getattr(module, plain)
    return found


@functools.cache
def parameter_hints(cls: type[Any]) -> dict[str, Hint]:
    """The fields of a class of parameters, without the options of every request."""
    module = importlib.import_module(cls.__module__)
    hints = get_type_hints(cls, globalns=vars(module), localns=_names)
    options = get_type_hints(stripe.RequestOptions, localns=_names)
    return {name: hint for name, hint in hints.items() if name not in options}
