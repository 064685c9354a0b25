"""Reads the front matter of a file: YAML between two lines of three hyphens. Pure.

Every fault is reported with its line, so that an author corrects all of them at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, cast

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.publishing.content_fields import ContentFields, ContentKind

MAX_LENGTH = 20_000  # characters of the front matter
FENCE = "---"

Lines = Mapping[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault of the front matter, with the line of the file, from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file in its parts.

    Attributes:
        fields: What the front matter says; None: it has faults.
        body: The text below it.
        body_line: The line that the body begins on, from 1.
        lines: The line of each key, and of each item of a list.
        faults: In the order of the lines.
    """

    fields: ContentFields | None
    body: str
    body_line: int = 1
    lines: Lines = field(default_factory=dict[tuple[str | int, ...], int])
    faults: tuple[Wrong, ...] = ()


def split(source: str) -> tuple[str, str, int]:
    """Return the front matter, the body, and the line that the body begins on.

    A file without front matter is all body.
    """
    lines = source.split("\n")
    if lines[0].rstrip() != FENCE:
        return "", source, 1
    for at, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:at]), "\n".join(lines[at + 1 :]), at + 2
    return "\n".join(lines[1:]), "", 0


def body_of(source: str) -> str:
    """Return the text of a file without its front matter."""
    return split(source)[1]


def read(source: str, kind: ContentKind | None = None) -> FrontMatter:
    """Read a file and check what its front matter says.

    `kind` is what it is by its place, unless the front matter says otherwise.
    """
    text, body, line = split(source)
    if not line:
        return _faulty(body, 1, Wrong(1, "the front matter has no end: a line of three hyphens"))
    if line == 1:
        wrong = Wrong(1, "there is no front matter: lines between two lines of three hyphens")
        return _faulty(body, line, wrong)
    if len(text) > MAX_LENGTH:
        return _faulty(body, line, Wrong(1, f"the front matter is longer than {MAX_LENGTH:,}"))
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        values: Any = yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = 2 + (mark.line if mark else 0)
        return _faulty(body, line, Wrong(at, f"not valid YAML: {error.problem or error.context}"))
    except (yaml.YAMLError, ValueError, RecursionError):
        return _faulty(body, line, Wrong(2, "not valid YAML"))
    if not isinstance(values, dict):
        return _faulty(
            body, line, Wrong(2, "the front matter must be lines of the form key: value")
        )
    given = {"kind": kind} if kind else {}
    return _checked(given | cast("dict[Any, Any]", values), node, body, line)


def _checked(values: dict[Any, Any], node: yaml.Node | None, body: str, line: int) -> FrontMatter:
    lines: dict[tuple[str | int, ...], int] = {}
    faults: list[Wrong] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name, at = str(key.value), key.start_mark.line + 2
            if (name,) in lines:
                faults.append(Wrong(at, f"{name} is there twice"))
            lines[name,] = at
            if isinstance(value, yaml.SequenceNode):
                lines |= {
                    (name, nth): each.start_mark.line + 2 for nth, each in enumerate(value.value)
                }
    fields = None
    try:
        fields = ContentFields.model_validate({str(key): value for key, value in values.items()})
    except ValidationError as error:
        faults += [_wrong(each, lines) for each in error.errors(include_url=False)]
    ordered = tuple(sorted(faults, key=lambda each: each.line))
    return FrontMatter(None if ordered else fields, body, line, lines, ordered)


def _wrong(error: ErrorDetails, lines: Lines) -> Wrong:
    place = error["loc"]
    name = str(place[0]) if place else ""
    at = lines.get((name, *place[1:2]), lines.get((name,), 1))
    if error["type"] == "extra_forbidden":
        near = get_close_matches(name, ContentFields.model_fields, 1)
        hint = f"; do you mean {near[0]}?" if near else ""
        return Wrong(at, f"{name[:60]} is not known{hint}")
    if error["type"] == "missing":
        return Wrong(1, f"{name} is missing")
    said = error["msg"].removeprefix("Value error, ")
    return Wrong(at, f"{name}: {said[:1].lower()}{said[1:]}" if name else said)


def _faulty(body: str, line: int, wrong: Wrong) -> FrontMatter:
    return FrontMatter(None, body, line, faults=(wrong,))


class _Loader(yaml.SafeLoader):
    """Loads plain values; refuses aliases, by which few lines can become gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401
        if self.check_event(yaml.AliasEvent):
            event = cast("Any", self).get_event()
            raise yaml.MarkedYAMLError(
                problem="aliases (*) are not used", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)
