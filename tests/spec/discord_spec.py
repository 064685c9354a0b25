"""Check that the simulator and its clients follow Discord's published description.

Two liberties, as Discord itself does not keep to its description there: `oneOf` is read as
`anyOf` (its alternatives overlap), and snowflakes, error codes and permission bits may be numbers
or strings.
"""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, relevance

from bot.simulator.discord import DiscordSimulator
from bot.simulator.request_log import LoggedRequest

Json = dict[str, Any]

_SPEC = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"
_ID = re.compile(r'"\d{15,20}"')
_NUMBER_OR_TEXT = {"type": ["integer", "string"]}
_BITS = {"type": ["integer", "string", "null"]}


def assert_conforms(simulator: DiscordSimulator) -> None:
    """Check the requests and answers of a simulator's run so far.

    Bodies of requests that the simulator refused are not checked: they may be wrong on purpose.

    Raises:
        AssertionError: Listing each deviation, or nothing was there to check.
    """
    description = load_description()
    entries = list(simulator.requests)
    assert entries, "nothing was asked"
    found = [fault for entry in entries for fault in description.faults(entry)]
    assert not found, "\n".join(dict.fromkeys(found))


def load_description() -> "Description":
    """Discord's description; skips the test, saying so, where it is absent."""
    if not _SPEC.exists():
        pytest.skip("Discord's description (../shared/specs/discord-openapi.json) is absent")
    return _read()


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path of the description."""

    name: str
    pattern: re.Pattern[str]
    data: Json


class Description:
    """Discord's description, ready to check requests and answers."""

    def __init__(self, spec: Json) -> None:
        schemas = spec["components"]["schemas"]
        schemas["SnowflakeType"] = _NUMBER_OR_TEXT
        schemas["Error"]["properties"]["code"] = _NUMBER_OR_TEXT
        self._spec: Json = _lenient(spec)
        self._operations = list(self._read_operations())
        flow = spec["components"]["securitySchemes"]["OAuth2"]["flows"]["authorizationCode"]
        token = flow["tokenUrl"].partition("/api")[2]
        self._of_oauth2 = (token, f"{token}/revoke")
        self._validators: dict[str, Draft202012Validator] = {}
        self._sound: set[tuple[str, str]] = set()  # each bot sends the same commands

    def faults(self, entry: LoggedRequest) -> Iterator[str]:
        """What is wrong with one request and its answer."""
        if entry.status == 0 or entry.status >= 500:
            return
        operation = self.operation(entry)
        if operation is None and entry.path in self._of_oauth2:
            return  # described by RFC 6749 and 7009, and named only here
        if operation is None:
            yield f"{entry.method} {entry.path}: Discord has no such route"
            return
        if entry.status < 300:
            yield from self._request_faults(entry, operation)
        yield from self._answer_faults(entry, operation)

    def operation(self, entry: LoggedRequest) -> Operation | None:
        """What a request asked for."""
        method = entry.method.lower()
        fitting = (
            operation
            for operation in self._operations
            if operation.name.startswith(f"{method} ") and operation.pattern.fullmatch(entry.path)
        )
        return next(fitting, None)

    def _read_operations(self) -> Iterator[Operation]:
        # Literal parts before variable ones, so that /users/@me is not taken for a user's id.
        for path, methods in sorted(
            self._spec["paths"].items(), key=lambda item: _looseness(item[0])
        ):
            pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
            for method, data in methods.items():
                if method != "parameters":
                    yield Operation(f"{method} {path}", pattern, data)

    def _request_faults(self, entry: LoggedRequest, operation: Operation) -> Iterator[str]:
        content = operation.data.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            schema = content["application/json"]["schema"]
            yield from self._check(entry.body, schema, f"{operation.name} request")
        elif entry.body is not None:
            yield f"{operation.name}: a body where Discord takes none"

    def _answer_faults(self, entry: LoggedRequest, operation: Operation) -> Iterator[str]:
        answers = operation.data["responses"]
        answer = answers.get(str(entry.status)) or answers.get(f"{entry.status // 100}XX")
        if answer is None:
            yield f"{operation.name}: Discord does not answer {entry.status}"
            return
        if "$ref" in answer:
            answer = self._spec["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        what = f"{operation.name} answer {entry.status}"
        if content := answer.get("content"):
            yield from self._check(entry.answer, content["application/json"]["schema"], what)
        elif entry.answer is not None:
            yield f"{what}: a body where Discord sends none"

    def _check(self, value: Any, schema: Json, what: str) -> Iterator[str]:  # noqa: ANN401 - JSON
        shape = (what, _ID.sub('"id"', json.dumps(value, sort_keys=True)))
        if shape in self._sound:
            return
        if what not in self._validators:
            whole = schema | {"components": self._spec["components"]}
            self._validators[what] = Draft202012Validator(whole)
        errors: list[ValidationError] = list(self._validators[what].iter_errors(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType] - jsonschema is half typed
        if not errors:
            self._sound.add(shape)
        for error in sorted(errors, key=relevance):
            yield f"{what}: {_deepest(error)}"


def _looseness(path: str) -> list[bool]:
    return [part.startswith("{") for part in path.split("/")]


def _deepest(error: ValidationError) -> str:
    """Of a union's alternatives, the complaint that got furthest into the value."""
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return f"{error.json_path}: {error.message}"


def _lenient(node: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(node, list):
        return [_lenient(item) for item in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    return {
        "anyOf" if key == "oneOf" else key: _BITS if _is_bits(key, value) else _lenient(value)
        for key, value in cast(Json, node).items()
    }


def _is_bits(key: str, value: Any) -> bool:  # noqa: ANN401 - JSON
    named = key in ("permissions", "allow", "deny") and isinstance(value, dict)
    return named and "integer" in cast(Json, value).get("type", ())


@functools.cache
def _read() -> Description:
    return Description(json.loads(_SPEC.read_text(encoding="utf-8")))
