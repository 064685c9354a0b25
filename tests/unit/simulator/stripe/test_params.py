"""Test that the simulator accepts exactly what the stripe package can send."""

from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from typing_extensions import is_typeddict

from bot.simulator.stripe.api.routing import ApiRoute
from bot.simulator.stripe.api.server import ROUTES
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.forms import decode
from bot.simulator.stripe.parameters import (
    Field,
    Shape,
    ValueKind,
    flag,
    group,
    integer,
    listed,
    metadata,
    read,
    span,
    text,
)
from tests.spec.stripe_params import type_of
from tests.spec.stripe_types import Hint, parameter_hints


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_accepted_parameters_exist_in_the_installed_package(route: ApiRoute) -> None:
    described = type_of(route.method, route.path)
    assert list(_strangers(route.shape, described, described.__name__)) == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_what_the_package_requires_is_required(route: ApiRoute) -> None:
    described = type_of(route.method, route.path)
    required: frozenset[str] = getattr(described, "__required_keys__")  # noqa: B009 - no static name
    ours = {name for name, field in route.shape.items() if field.required}
    assert required & parameter_hints(described).keys() <= ours


def _strangers(shape: Shape, described: type[Any], at: str) -> Iterator[str]:
    hints = parameter_hints(described)
    for name, field in shape.items():
        if name not in hints:
            yield f"{at} has no {name}"
        else:
            yield from _misfits(field, list(_options(hints[name])), f"{at}.{name}")


def _options(hint: Hint) -> Iterator[Hint]:
    """The alternatives of a hint, literals one by one."""
    if get_origin(hint) in (Union, UnionType):
        for option in get_args(hint):
            yield from _options(option)
    elif get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        yield hint


def _misfits(field: Field, options: list[Hint], at: str) -> Iterator[str]:
    if field.unset and "" not in options and field.kind is not ValueKind.METADATA:
        yield f"{at} can't be unset"
    if field.kind is ValueKind.METADATA:
        fits = any(get_origin(option) is dict for option in options)
    elif field.kind is ValueKind.FLAG:
        fits = bool in options
    elif field.kind is ValueKind.INTEGER:
        fits = int in options
    elif field.kind is ValueKind.NUMBER:
        fits = float in options
    elif field.kind is ValueKind.TEXT:
        fits = _fits_text(field, options)
    else:
        yield from _nested_misfits(field, options, at)
        return
    if not fits:
        yield f"{at} is not {field.kind.value} but {options}"


def _fits_text(field: Field, options: list[Hint]) -> bool:
    literals = {option for option in options if isinstance(option, str)}
    if field.choices:
        return set(field.choices) <= literals or str in options
    return str in options or Decimal in options or bool(literals - {""})


def _nested_misfits(field: Field, options: list[Hint], at: str) -> Iterator[str]:
    if field.kind is ValueKind.LIST:
        items = [get_args(option)[0] for option in options if get_origin(option) is list]
        if not items or field.item is None:
            yield f"{at} is no list"
        else:
            yield from _misfits(field.item, list(_options(items[0])), at)
        return
    groups = [option for option in options if is_typeddict(option)]
    if not groups or (field.kind is ValueKind.SPAN and int not in options):
        yield f"{at} is no {field.kind.value}"
        return
    yield from _strangers(field.fields, groups[0], at)


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        ({"nmae": text()}, "CustomerCreateParams has no nmae"),
        ({"name": flag()}, "CustomerCreateParams.name is not flag"),
        ({"balance": integer(unset=True)}, "CustomerCreateParams.balance can't be unset"),
        (
            {"shipping": group(name=text(), colour=text())},
            "CustomerCreateParams.shipping has no colour",
        ),
        ({"email": listed(text())}, "CustomerCreateParams.email is no list"),
    ],
)
def test_the_comparison_finds_slips(shape: Shape, fault: str) -> None:
    described = type_of("POST", "/v1/customers")
    found = list(_strangers(shape, described, "CustomerCreateParams"))
    assert any(line.startswith(fault) for line in found), found


def test_forms_decode_to_nested_values() -> None:
    encoded = (
        "items[1][price]=p2&items[0][price]=p1&expand[]=a&expand[]=b&metadata[k%20k]=%E8%AF%BE&x="
    )
    assert decode(encoded) == {
        "items": [{"price": "p1"}, {"price": "p2"}],
        "expand": ["a", "b"],
        "metadata": {"k k": "课"},
        "x": "",
    }


@pytest.mark.parametrize("encoded", ["a=1&a[b]=2", "[x]=1", "a[b=1", "a]=1"])
def test_malformed_names_are_refused(encoded: str) -> None:
    with pytest.raises(StripeError, match="Invalid parameter"):
        decode(encoded)


SHAPE: Shape = {
    "name": text(required=True, longest=5),
    "colour": text("red", "green", unset=True),
    "count": integer(0, 10),
    "on": flag(),
    "metadata": metadata(),
    "lines": listed(group(price=text(required=True)), most=2),
    "created": span(),
}


def test_values_are_read_by_their_kind() -> None:
    encoded = "name=abc&colour=&count=10&on=true&metadata[0]=zero&lines[0][price]=p&created[gte]=5"
    assert read(SHAPE, decode(encoded)) == {
        "name": "abc",
        "colour": None,
        "count": 10,
        "on": True,
        "metadata": {"0": "zero"},
        "lines": [{"price": "p"}],
        "created": {"gte": 5},
    }


@pytest.mark.parametrize(
    ("encoded", "code", "param"),
    [
        ("colour=red", "parameter_missing", "name"),
        ("name=a&nmae=b", "parameter_unknown", "nmae"),
        ("name=a&lines[0][price]=p&lines[0][x]=1", "parameter_unknown", "lines[0][x]"),
        ("name=a&lines[0][x]=1", "parameter_unknown", "lines[0][x]"),
        ("name=a&lines[0][price]=p&lines[1][price]=", "parameter_invalid_empty", "lines[1][price]"),
        ("name=", "parameter_invalid_empty", "name"),
        ("name=a&count=1.5", "parameter_invalid_integer", "count"),
        ("name=a&count=-1", "parameter_invalid_integer", "count"),
        ("name=a&count=11", "parameter_invalid_integer", "count"),
        ("name=a&count=%D9%A3", "parameter_invalid_integer", "count"),
        ("name=abcdef", None, "name"),
        ("name=a&colour=blue", None, "colour"),
        ("name=a&on=True", None, "on"),
        ("name[x]=a", None, "name"),
        ("name=a&lines=x", None, "lines"),
        ("name=a&lines[0]=x", None, "lines[0]"),
        ("name=a&lines[][price]=a&lines[][price]=b&lines[][price]=c", None, "lines"),
        (f"name=a&metadata[{'k' * 41}]=v", None, "metadata"),
        (f"name=a&metadata[k]={'v' * 501}", None, "metadata[k]"),
        ("name=a&metadata[k][l]=v", None, "metadata[k]"),
        ("name=a&" + "&".join(f"metadata[k{n}]=v" for n in range(51)), None, "metadata"),
    ],
)
def test_wrong_values_are_refused_with_their_name(
    encoded: str, code: str | None, param: str
) -> None:
    with pytest.raises(StripeError) as caught:
        read(SHAPE, decode(encoded))
    assert (caught.value.error.get("code"), caught.value.error["param"]) == (code, param)
