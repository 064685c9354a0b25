"""Test Discord's limits: the longest that passes, and one more."""

from typing import Any

import pytest

from bot.simulator.discord.errors import ApiError, FormErrors
from bot.simulator.discord.limits.commands import check_commands
from bot.simulator.discord.limits.components import check_modal
from bot.simulator.discord.limits.message import check_message
from bot.simulator.discord.state.records import MessageFlag

Json = dict[str, Any]


def _row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def _button(number: int = 0, **changed: Any) -> Json:  # noqa: ANN401 - JSON
    return {"type": 2, "style": 1, "label": "B", "custom_id": f"b{number}", **changed}


def _select(count: int) -> Json:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options}


def _embed(**changed: Any) -> Json:  # noqa: ANN401 - JSON
    return {"embeds": [changed]}


def _fields(count: int, name: int = 1, value: int = 1) -> Json:
    return _embed(fields=[{"name": "n" * name, "value": "v" * value}] * count)


def _rows(count: int) -> Json:
    return {"components": [_row(_button(number)) for number in range(count)]}


def _buttons(count: int) -> Json:
    return {"components": [_row(*(_button(number) for number in range(count)))]}


def _v2(*components: Json, **changed: Any) -> Json:  # noqa: ANN401 - JSON
    flags = int(MessageFlag.IS_COMPONENTS_V2)
    return {"flags": flags, "components": list(components), **changed}


def _texts(count: int, length: int = 1) -> Json:
    return _v2(*[{"type": 10, "content": "t" * length}] * count)


def _complaint(body: Json) -> Json | None:
    errors = FormErrors()
    check_message(body, errors)
    try:
        errors.refuse()
    except ApiError as refusal:
        return refusal.body["errors"] if refusal.body["code"] == 50035 else {}
    return None


@pytest.mark.parametrize(
    ("fits", "breaks", "where"),
    [
        ({"content": "c" * 2000}, {"content": "c" * 2001}, "content"),
        (_embed(title="t" * 256), _embed(title="t" * 257), "embeds.0.title"),
        (_embed(description="d" * 4096), _embed(description="d" * 4097), "embeds.0.description"),
        (
            _embed(footer={"text": "f" * 2048}),
            _embed(footer={"text": "f" * 2049}),
            "embeds.0.footer.text",
        ),
        (
            _embed(author={"name": "a" * 256}),
            _embed(author={"name": "a" * 257}),
            "embeds.0.author.name",
        ),
        (_fields(25), _fields(26), "embeds.0.fields"),
        (_fields(1, name=256), _fields(1, name=257), "embeds.0.fields.0.name"),
        (_fields(1, value=1024), _fields(1, value=1025), "embeds.0.fields.0.value"),
        (_fields(1), _fields(1, value=0), "embeds.0.fields.0.value"),
        ({"embeds": [{"title": "t"}] * 10}, {"embeds": [{"title": "t"}] * 11}, "embeds"),
        (
            {"embeds": [{"description": "d" * 3000}] * 2},
            {"embeds": [{"description": "d" * 3000}] * 2 + [{"title": "t"}]},
            "embeds",
        ),
        (_embed(url="https://a"), _embed(url="javascript:a"), "embeds.0.url"),
        (_rows(5), _rows(6), "components"),
        (_buttons(5), _buttons(6), "components.0.components"),
        (
            {"components": [_row(_button(label="l" * 80))]},
            {"components": [_row(_button(label="l" * 81))]},
            "components.0.components.0.label",
        ),
        (
            {"components": [_row(_button(custom_id="i" * 100))]},
            {"components": [_row(_button(custom_id="i" * 101))]},
            "components.0.components.0.custom_id",
        ),
        (
            {"components": [_row(_button(1), _button(2))]},
            {"components": [_row(_button(1), _button(1))]},
            "components",
        ),
        (
            {"components": [_row(_select(25))]},
            {"components": [_row(_select(26))]},
            "components.0.components.0.options",
        ),
        (
            {"components": [_row(_select(1))]},
            {"components": [_row(_select(1), _button())]},
            "components.0.components",
        ),
        ({"components": [_row(_button())]}, {"components": [_button()]}, "components.0.type"),
        (_texts(40), _texts(41), "components"),
        (_texts(2, 2000), _texts(2, 2001), "components"),
        (_texts(1), _texts(1) | {"content": "c"}, "content"),
        (_texts(1), _texts(1) | {"embeds": [{"title": "t"}]}, "embeds"),
    ],
)
def test_a_message_at_and_over_a_limit(fits: Json, breaks: Json, where: str) -> None:
    assert _complaint(fits) is None
    node = _complaint(breaks)
    for step in where.split("."):
        assert node is not None
        assert step in node, node
        node = node[step]
    assert node is not None
    assert node["_errors"][0]["code"]


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ({}, True),
        ({"title": "t" * 46}, False),
        ({"title": ""}, False),
        ({"custom_id": "i" * 101}, False),
        ({"inputs": 5}, True),
        ({"inputs": 6}, False),
        ({"inputs": 0}, False),
    ],
)
def test_a_modal(changed: Json, *, passes: bool) -> None:
    fields = [
        _row({"type": 4, "custom_id": f"f{n}", "label": "L", "style": 1})
        for n in range(changed.pop("inputs", 1))
    ]
    errors = FormErrors()
    check_modal({"title": "t" * 45, "custom_id": "m", "components": fields, **changed}, errors)

    assert _passes(errors) == passes


def _passes(errors: FormErrors) -> bool:
    try:
        errors.refuse()
    except ApiError:
        return False
    return True


def _option(**changed: Any) -> Json:  # noqa: ANN401 - JSON
    return {"name": "o", "description": "d", "type": 3, **changed}


@pytest.mark.parametrize(
    ("command", "passes"),
    [
        ({}, True),
        ({"name": "Upper"}, False),
        ({"name": "two words"}, False),
        ({"name": "n" * 33}, False),
        ({"name": "Save for later", "type": 3, "description": ""}, True),
        ({"name_localizations": {"zh-CN": "订阅"}}, True),
        ({"name_localizations": {"zh-CN": "订 阅"}}, False),
        ({"name_localizations": {"zh": "订阅"}}, False),
        ({"description": ""}, False),
        ({"description": "d" * 101}, False),
        ({"options": [_option(name=f"o{n}") for n in range(25)]}, True),
        ({"options": [_option(name=f"o{n}") for n in range(26)]}, False),
        ({"options": [_option(), _option()]}, False),
        ({"options": [_option(name="a"), _option(name="b", required=True)]}, False),
        ({"options": [_option(choices=[{"name": "n", "value": "v"}] * 26)]}, False),
        (
            {"options": [_option(choices=[{"name": "n", "value": "v"}], autocomplete=True)]},
            False,
        ),
        (
            {
                "options": [
                    _option(name=f"o{n}", choices=[{"name": "n" * 90, "value": "v" * 90}] * 25)
                    for n in range(2)
                ]
            },
            False,
        ),
    ],
)
def test_a_command(command: Json, *, passes: bool) -> None:
    full = {"name": "subscribe", "description": "Subscribe", "type": 1, **command}
    if passes:
        check_commands([full])
    else:
        with pytest.raises(ApiError, match="50035"):
            check_commands([full])


def test_a_hundred_slash_commands_fit() -> None:
    hundred = [{"name": f"c{n}", "description": "d", "type": 1} for n in range(100)]
    check_commands(hundred)
    with pytest.raises(ApiError, match="50035"):
        check_commands([*hundred, {"name": "more", "description": "d", "type": 1}])
    with pytest.raises(ApiError, match="50035"):
        check_commands([hundred[0], hundred[0]])
