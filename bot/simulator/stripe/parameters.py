"""Defines a request's parameters, and parses their values as Stripe does."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from bot.simulator.stripe.errors import StripeError, missing, unknown
from bot.simulator.stripe.store import Json, Value


class ValueKind(enum.Enum):
    """The type of a parameter's text."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"  # with decimals
    FLAG = "flag"
    METADATA = "metadata"
    GROUP = "group"
    LIST = "list"
    SPAN = "span"  # a time, or a group of gt, gte, lt, lte


@dataclass(frozen=True, slots=True)
class Field:
    """One accepted parameter."""

    kind: ValueKind
    required: bool = False
    unset: bool = False  # an empty text unsets it
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int = 5000
    most: int | None = None  # entries of a list
    fields: Mapping[str, "Field"] = field(default_factory=dict[str, "Field"])
    item: "Field | None" = None


Shape = Mapping[str, Field]


def text(*choices: str, required: bool = False, unset: bool = False, longest: int = 5000) -> Field:
    """Define a text, one of the given choices if there are any."""
    return Field(ValueKind.TEXT, required=required, unset=unset, choices=choices, longest=longest)


def integer(
    low: int | None = None,
    high: int | None = None,
    *,
    required: bool = False,
    unset: bool = False,
) -> Field:
    """Define a whole number within limits, or a time."""
    return Field(ValueKind.INTEGER, required=required, unset=unset, low=low, high=high)


def moment(*names: str, unset: bool = False) -> Field:
    """Define a time in seconds, or one of some words for a time."""
    return Field(ValueKind.INTEGER, unset=unset, choices=names)


def number(low: int, high: int) -> Field:
    """Define a number within limits, possibly with decimals."""
    return Field(ValueKind.NUMBER, low=low, high=high)


def flag() -> Field:
    """Define a flag, `true` or `false`."""
    return Field(ValueKind.FLAG)


def metadata() -> Field:
    """Define metadata: up to 50 pairs of text."""
    return Field(ValueKind.METADATA, unset=True)


def group(*, required: bool = False, unset: bool = False, **fields: Field) -> Field:
    """Define named parameters inside a parameter."""
    return Field(ValueKind.GROUP, required=required, unset=unset, fields=fields)


def listed(
    item: Field, *, required: bool = False, unset: bool = False, most: int | None = None
) -> Field:
    """Define several values of one kind."""
    return Field(ValueKind.LIST, required=required, unset=unset, item=item, most=most)


def span() -> Field:
    """Define a time, or limits of a time."""
    limits = {name: integer() for name in ("gt", "gte", "lt", "lte")}
    return Field(ValueKind.SPAN, fields=limits)


def read(shape: Shape, given: Mapping[str, Value], at: str = "") -> Json:
    """Parse a request's parameters.

    Args:
        shape: The accepted parameters.
        given: Nested text, as `forms.decode` returns it.
        at: The name of the parameter that holds these, for the text of errors.

    Raises:
        StripeError: A parameter is unknown, missing or of the wrong kind.
    """
    if strangers := [_inside(at, name) for name in given if name not in shape]:
        raise unknown(strangers)
    for name, wanted in shape.items():
        if wanted.required and name not in given:
            raise missing(_inside(at, name))
    return {name: _value(shape[name], raw, _inside(at, name)) for name, raw in given.items()}


def _inside(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _value(wanted: Field, raw: Value, name: str) -> Value:
    if raw == "":
        return _emptied(wanted, name)
    match wanted.kind:
        case ValueKind.METADATA:
            return _metadata(raw, name)
        case ValueKind.GROUP:
            return read(wanted.fields, _expect(dict, raw, name, "hash"), name)
        case ValueKind.LIST:
            return _list(wanted, _expect(list, raw, name, "array"), name)
        case ValueKind.SPAN if isinstance(raw, dict):
            return read(wanted.fields, _expect(dict, raw, name, "hash"), name)
        case ValueKind.FLAG:
            return _flag(_expect(str, raw, name, "string"), name)
        case ValueKind.TEXT:
            return _text(wanted, _expect(str, raw, name, "string"), name)
        case ValueKind.NUMBER:
            return _number(wanted, _expect(str, raw, name, "string"), name)
        case ValueKind.INTEGER | ValueKind.SPAN:
            return _integer(wanted, _expect(str, raw, name, "string"), name)


def _expect(python: type, raw: Value, name: str, noun: str) -> Value:
    if not isinstance(raw, python):
        raise StripeError(f"Invalid {noun}", param=name)
    return raw


def _emptied(wanted: Field, name: str) -> Value:
    if not wanted.unset:
        raise StripeError(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{name}' cannot be unset. You should remove '{name}' "
            "from your request or supply a non-empty value.",
            code="parameter_invalid_empty",
            param=name,
        )
    return {} if wanted.kind is ValueKind.METADATA else None


def _text(wanted: Field, raw: str, name: str) -> str:
    if len(raw) > wanted.longest:
        raise StripeError(
            f"Invalid string: {raw[:20]}...; must be at most {wanted.longest} characters",
            param=name,
        )
    if wanted.choices and raw not in wanted.choices:
        raise StripeError(f"Invalid {name}: must be one of {', '.join(wanted.choices)}", param=name)
    return raw


def _integer(wanted: Field, raw: str, name: str) -> int | str:
    if raw in wanted.choices:
        return raw
    digits = raw.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise StripeError(f"Invalid integer: {raw}", code="parameter_invalid_integer", param=name)
    return int(_within(wanted, int(raw), name))


def _number(wanted: Field, raw: str, name: str) -> float:
    try:
        value = float(raw)
    except ValueError:
        raise StripeError(f"Invalid decimal: {raw}", param=name) from None
    return _within(wanted, value, name)


def _within(wanted: Field, value: float, name: str) -> float:
    if wanted.low is not None and not value >= wanted.low:  # a NaN is within no limits
        raise _beyond("greater", wanted.low, name)
    if wanted.high is not None and not value <= wanted.high:
        raise _beyond("less", wanted.high, name)
    return value


def _beyond(side: str, limit: int, name: str) -> StripeError:
    return StripeError(
        f"This value must be {side} than or equal to {limit}.",
        code="parameter_invalid_integer",
        param=name,
    )


def _flag(raw: str, name: str) -> bool:
    if raw not in ("true", "false"):
        raise StripeError(f"Invalid boolean: {raw}", param=name)
    return raw == "true"


def _list(wanted: Field, raw: list[Value], name: str) -> list[Value]:
    if wanted.most is not None and len(raw) > wanted.most:
        raise StripeError(f"Array {name} exceeded maximum {wanted.most} elements.", param=name)
    assert wanted.item is not None  # noqa: S101 - a list without items is an error in our own table
    return [_value(wanted.item, entry, f"{name}[{index}]") for index, entry in enumerate(raw)]


def _metadata(raw: Value, name: str) -> dict[str, str]:
    # Keys that are only numbers arrive as a list, because forms can't tell the two apart.
    if isinstance(raw, list):
        raw = dict(enumerate(cast(list[Value], raw)))
    pairs: dict[Value, Value] = _expect(dict, raw, name, "hash")
    given: Json = {str(key): value for key, value in pairs.items()}
    if len(given) > 50:  # noqa: PLR2004 - Stripe's documented limit
        raise StripeError(f"Metadata can have at most 50 keys; got {len(given)}", param=name)
    for key, value in given.items():
        _metadata_pair(key, _expect(str, value, f"{name}[{key}]", "string"), name)
    return given


def _metadata_pair(key: str, value: str, name: str) -> None:
    if len(key) > 40:  # noqa: PLR2004 - Stripe's documented limit
        raise StripeError(f"Metadata keys must be under 40 characters: {key}", param=name)
    if len(value) > 500:  # noqa: PLR2004 - Stripe's documented limit
        raise StripeError(
            f"Metadata values can have up to 500 characters, but you passed in a value that is "
            f"{len(value)} characters. Invalid value: {value[:20]}...",
            param=f"{name}[{key}]",
        )
